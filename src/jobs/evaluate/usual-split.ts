import { eventKinds } from '../../contract/event.ts'
import type { CleanEvents } from '../../prepare/clean-events.ts'
import type { WeightConfig } from '../../prepare/config.ts'
import { eventsByUser, visitsOf } from '../../prepare/splits/events-by-user.ts'
import { targetKinds } from '../../prepare/splits/target-kinds.ts'
import { type SplitKind, usualDays } from './shop-cut.ts'
import { fewUsers } from './shop-protocol.ts'

/** How data is cut when nobody says, and why, in a sentence. */
export interface UsualSplit {
  split: SplitKind
  why: string
}

const dayMs = 86_400_000
const purchase = eventKinds.indexOf('purchase')

/** Of those who do something in the newest days so many must have been there before, or the days tell of strangers. */
const leastReturning = 0.1
/** A cut that asks so many times more people than the one in time is the better judge, where that one asks too few. */
const manyMore = 10

/**
 * The cut that suits the data when nobody asks for one.
 *
 *     random          everything stands at one moment: nothing says when
 *     sessions        the people of the newest days were hardly ever there before, and whoever did two things did them within a day
 *     last-basket     purchases of several things at once, most of them bought before: what is asked is the next basket, old and new
 *     leave-last-out  fewer than 100 came back in the newest days, and ten times more can be asked for the last thing they did; where that is a
 *                     basket, last-basket
 *     time            all others: what a model would have known, and what came after
 *
 * O(events log events).
 */
export function usualSplit(clean: CleanEvents, weights: WeightConfig): UsualSplit {
  const { timeMs, user, item, kind, users, items } = clean
  const newest = timeMs.at(-1) ?? Number.NaN
  if (timeMs[0] === newest) return { split: 'random', why: 'nothing says when anything was done' }
  const isTarget = targetKinds(clean, weights)
  const weighs = eventKinds.map((name) => weights.kinds[name] > 0)
  const days = usualDays(clean)
  const cutMs = newest - days * dayMs
  const wasThere = new Uint8Array(users.length)
  const isThere = new Uint8Array(users.length)
  for (let e = 0; e < user.length; e++) {
    if (timeMs[e]! <= cutMs) wasThere[user[e]!] = 1
    else if (isTarget[kind[e]!]) isThere[user[e]!] = 1
  }
  let late = 0
  let returning = 0
  for (let u = 0; u < users.length; u++)
    if (isThere[u]) {
      late++
      returning += wasThere[u]!
    }
  const { start, event } = eventsByUser(clean)
  const { brief, several } = stays()
  const spell = `${Number(days.toPrecision(2))} days`
  if (several > 0 && returning < leastReturning * late && brief >= 0.9 * several)
    return {
      split: 'sessions',
      why: `of ${count(late)} who did something in the last ${spell} ${count(returning)} were there before, and nearly all are gone within a day: these are visits`,
    }
  const { again, pairs, visits } = repeats()
  const areBaskets = pairs >= 2 * visits && isTarget[purchase] === true && kind.includes(purchase)
  if (returning < fewUsers && several >= manyMore * Math.max(1, returning)) {
    const few = `only ${count(returning)} people came back in the last ${spell}`
    if (areBaskets) return { split: 'last-basket', why: `${few}, and what they buy comes in baskets` }
    return { split: 'leave-last-out', why: few }
  }
  if (areBaskets && again > pairs / 2)
    return {
      split: 'last-basket',
      why: `${Math.round((100 * again) / pairs)} % of what is bought was bought before by the same person: the next basket is asked for, old things and new`,
    }
  return { split: 'time', why: `it asks what comes in the ${spell} after, as life will` }

  /** Who did two things that weigh to different items, and who of them within a day. */
  function stays(): { brief: number; several: number } {
    let [brief, several] = [0, 0]
    for (let u = 0; u < users.length; u++) {
      let [first, last, of, isSeveral] = [Number.NaN, Number.NaN, -1, false]
      for (let at = start[u]!; at < start[u + 1]!; at++) {
        const e = event[at]!
        if (!weighs[kind[e]!]) continue
        if (of < 0) [first, of] = [timeMs[e]!, item[e]!]
        else if (item[e] !== of) isSeveral = true
        last = timeMs[e]!
      }
      if (!isSeveral) continue
      several++
      if (last - first <= dayMs) brief++
    }
    return { brief, several }
  }

  /** Pairs of a visit and an item that is asked for, in every visit but the first of each; how many of them the same person had in an earlier one. */
  function repeats(): { again: number; pairs: number; visits: number } {
    const { visit } = visitsOf(clean)
    const had = new Int32Array(items.length).fill(-1)
    const hadIn = new Int32Array(items.length)
    let [again, pairs, visits] = [0, 0, 0]
    for (let u = 0; u < users.length; u++) {
      let [firstVisit, seen] = [-1, -1]
      for (let at = start[u]!; at < start[u + 1]!; at++) {
        const e = event[at]!
        if (!isTarget[kind[e]!]) continue
        const [v, i] = [visit[e]!, item[e]!]
        if (firstVisit < 0) firstVisit = v
        if (v !== seen && v !== firstVisit) visits++
        seen = v
        const isKnown = had[i] === u
        if (isKnown && hadIn[i] === v) continue
        if (v !== firstVisit) {
          pairs++
          if (isKnown) again++
        }
        had[i] = u
        hadIn[i] = v
      }
    }
    return { again, pairs, visits }
  }
}

const count = (n: number) => n.toLocaleString('en')

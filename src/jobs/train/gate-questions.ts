import type { GateConfig } from '../../evaluate/gate/gate-config.ts'
import { usersWithTest } from '../../evaluate/score-users.ts'
import type { Trial } from '../../evaluate/trial.ts'
import type { Interactions } from '../../model/interactions.ts'
import { rng } from '../../numbers/rng.ts'
import { shuffled } from '../../numbers/stats.ts'
import type { Vocabulary } from '../../numbers/vocabulary.ts'
import type { CleanEvents } from '../../prepare/clean-events.ts'
import type { WeightConfig } from '../../prepare/config.ts'
import { eventsIn, train } from '../../prepare/splits/part.ts'
import { type CutRequest, seenByDefault, shopCut } from '../evaluate/shop-cut.ts'
import { shopTrials } from '../evaluate/shop-trials.ts'
import { type UsualSplit, usualSplit } from '../evaluate/usual-split.ts'
import { boughtPairs, entriesThat, entryOf } from './bought-pairs.ts'

const dayMs = 86_400_000

/** What recipes are compared on: a past that all of them learn from, and what came of it. */
export interface GateQuestions extends UsualSplit {
  /** of the test, where the newest days are it */
  holdoutDays?: number
  items: Vocabulary
  /** rows of `train`: people, or visits */
  everyone: Vocabulary
  train: Interactions
  trial: Trial
  /** the person or visit behind each row of the trial */
  askers: readonly string[]
  /** rows of the trial that are asked, rising; of a visit one */
  rows: Uint32Array
  /** the events behind `train`, which are rows of `clean` */
  clean: CleanEvents
  learnt: Uint32Array
  learntUntilMs: number
}

/**
 * The newest days; where these ask fewer than `minTestUsers`, the cut that suits the data (usual-split.ts), where that one asks
 * more.
 * @throws Fault  leak
 */
export function gateQuestions(
  config: GateConfig,
  clean: CleanEvents,
  weights: WeightConfig,
  seed: number,
): GateQuestions {
  const holdoutDays = gateDays(config, clean)
  const questionsOf = (cut: CutRequest, why: string) => questions(clean, weights, cut, why, config.maxTestUsers)
  const newest = questionsOf({ split: 'time', holdoutDays, seen: 'include', seed }, 'what comes next is asked for')
  if (newest.rows.length >= config.minTestUsers) return newest
  const { split, why } = usualSplit(clean, weights)
  if (split === 'time') return newest
  const suited = questionsOf(
    { split, seen: seenByDefault(split), seed, ...(split === 'sessions' && { holdoutDays }) },
    why,
  )
  return suited.rows.length > newest.rows.length ? suited : newest
}

/** The newest days that are asked about: less of a short history. */
function gateDays({ holdoutDays }: GateConfig, { timeMs }: CleanEvents): number {
  const spanDays = ((timeMs.at(-1) ?? 0) - (timeMs[0] ?? 0)) / dayMs
  return Math.max(Math.min(holdoutDays, spanDays / 5), 1 / 24)
}

function questions(
  clean: CleanEvents,
  weights: WeightConfig,
  request: CutRequest,
  why: string,
  mostRows: number,
): GateQuestions {
  const { split, seed } = request
  const cut = shopCut(clean, weights, request)
  const [fold] = shopTrials(cut, weights, request)
  if (!fold) throw new RangeError(`gate: the split "${split}" made no fold`)
  const { users: everyone, items, askers, trainEndMs } = fold
  const learnt = eventsIn(fold.part, train)
  const trial = request.seen === 'include' ? withoutBought() : fold.trial
  const asked = usersWithTest(trial.targets)
  const order = Uint32Array.from(shuffled(asked.length, rng(seed)), (at) => asked[at]!)
  return {
    split,
    why,
    ...(cut.sizes.holdoutDays !== undefined && { holdoutDays: cut.sizes.holdoutDays }),
    items,
    everyone,
    train: fold.train,
    trial,
    askers,
    rows: oneOfEach(order, trial.group).subarray(0, mostRows).sort(),
    clean: cut.clean,
    learnt,
    learntUntilMs: cut.cutMs ?? trainEndMs,
  }

  /** As serving asks: what was bought does not come again, what was only looked at may. */
  function withoutBought(): Trial {
    const { histories, targets } = (fold as NonNullable<typeof fold>).trial
    const flags = boughtPairs(cut.clean, everyone, items, histories, learnt)
    const exclude = entriesThat(histories, (at) => flags[at] === 1)
    return {
      histories,
      targets: entriesThat(targets, (at, row) => entryOf(exclude, row, targets.column[at]!) < 0),
      exclude,
    }
  }
}

/** Questions of one visit are no more independent than one: the first drawn stands for it. */
function oneOfEach(rows: Uint32Array, group: Uint32Array | undefined): Uint32Array {
  if (!group) return rows
  const had = new Set<number>()
  return rows.filter((row) => had.size < had.add(group[row]!).size)
}

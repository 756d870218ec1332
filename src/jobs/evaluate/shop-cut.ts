import { eventKinds } from '../../contract/event.ts'
import { Fault } from '../../contract/fault.ts'
import type { CutToCheck } from '../../evaluate/event-leaks.ts'
import type { CleanEvents } from '../../prepare/clean-events.ts'
import type { WeightConfig } from '../../prepare/config.ts'
import { cutInTime } from '../../prepare/splits/cut-in-time.ts'
import { cutVisits } from '../../prepare/splits/cut-visits.ts'
import { dealPairs } from '../../prepare/splits/deal-pairs.ts'
import { holdOutUsers } from '../../prepare/splits/hold-out-users.ts'
import { lastBasket } from '../../prepare/splits/last-basket.ts'
import { leaveLastOut } from '../../prepare/splits/leave-last-out.ts'
import type { Parts } from '../../prepare/splits/part.ts'
import { targetKinds } from '../../prepare/splits/target-kinds.ts'

const dayMs = 86_400_000
const mostDays = 28

/** How a shop's own events can be cut, what each may be told, and what it is by default. */
export const splitKinds = {
  time: { holdoutDays: mostDays },
  'leave-last-out': {},
  'last-basket': {},
  random: { testShare: 0.2 },
  'k-fold': { folds: 5 },
  strong: { testShare: 0.2 },
  sessions: { holdoutDays: mostDays },
} as const satisfies Record<string, CutSizes>

export type SplitKind = keyof typeof splitKinds

/** How much of the data is the test. */
export interface CutSizes {
  /** the last so many days */
  holdoutDays?: number
  /** of the pairs (random) or of the people (strong) */
  testShare?: number
  /** each of so many parts is the test once */
  folds?: number
}

export interface CutRequest extends CutSizes {
  split: SplitKind
  seen: 'exclude' | 'include'
  seed: number
}

/** Events and what part each is in; one for each fold. */
export interface ShopCut {
  /** with visits in the place of users where these are the rows */
  clean: CleanEvents
  folds: Parts[]
  sizes: CutSizes
  isTarget: readonly boolean[]
  /** nothing known is later than what is asked: of everybody, of the same person, or not so at all */
  order: CutToCheck['order']
  /** the moment of the cut, where there is one for all */
  cutMs?: number
}

/**
 * Cuts clean events as they were asked to be.
 * @throws Fault  bad-request: a size that this cut has not, or out of its range
 */
export function shopCut(clean: CleanEvents, weights: WeightConfig, request: CutRequest): ShopCut {
  const { split, seen, seed } = request
  const sizes = sizesOf(request, usualDays(clean))
  const { holdoutDays = mostDays, testShare = 0.2, folds = 5 } = sizes
  const isTarget = targetKinds(clean, weights)
  const cut = { clean, sizes, isTarget }
  switch (split) {
    case 'time': {
      const { part, cutMs } = cutInTime(clean, holdoutDays)
      return { ...cut, folds: [part], order: 'all', cutMs }
    }
    case 'sessions': {
      const weighs = eventKinds.map((kind) => weights.kinds[kind] > 0)
      const { visits, part, cutMs } = cutVisits(clean, { weighs, holdoutDays })
      return { ...cut, clean: visits, isTarget: weighs, folds: [part], order: 'all', cutMs }
    }
    case 'leave-last-out':
      return { ...cut, folds: [leaveLastOut(clean, { isTarget, seen })], order: 'person' }
    case 'last-basket':
      return { ...cut, folds: [lastBasket(clean, isTarget)], order: 'person' }
    case 'strong':
      return { ...cut, folds: [holdOutUsers(clean, { isTarget, share: testShare, seed })], order: 'person' }
    case 'random':
      return {
        ...cut,
        folds: dealPairs(clean, { isTarget, folds: 1 / testShare, hands: 1, seed }),
        order: 'none',
      }
    case 'k-fold':
      return { ...cut, folds: dealPairs(clean, { isTarget, folds, seed }), order: 'none' }
  }
}

const ranges: Record<keyof CutSizes, { option: string; want: string; fits: (x: number) => boolean }> = {
  holdoutDays: { option: 'holdout-days', want: 'a number above 0', fits: (x) => x > 0 },
  testShare: { option: 'test-share', want: 'a number above 0 and below 1', fits: (x) => x > 0 && x < 1 },
  folds: {
    option: 'folds',
    want: 'a whole number from 2 to 100',
    fits: (x) => Number.isInteger(x) && x >= 2 && x <= 100,
  },
}

/** The sizes that a request names; the split decides the others. */
export const sizesAsked = ({ holdoutDays, testShare, folds }: CutSizes): CutSizes => ({
  ...(holdoutDays !== undefined && { holdoutDays }),
  ...(testShare !== undefined && { testShare }),
  ...(folds !== undefined && { folds }),
})

/** As many of the newest days as are held out when nobody says: 28, of a short history its last fifth. */
export const usualDays = ({ timeMs }: Pick<CleanEvents, 'timeMs'>): number =>
  Math.max(1 / 24, Math.min(mostDays, ((timeMs.at(-1) ?? 0) - (timeMs[0] ?? 0)) / dayMs / 5))

function sizesOf(request: CutRequest, days: number): CutSizes {
  const usual: CutSizes = splitKinds[request.split]
  const defaults = { ...usual, ...(usual.holdoutDays !== undefined && { holdoutDays: days }) }
  const sizes: CutSizes = {}
  for (const [name, { option, want, fits }] of Object.entries(ranges) as [keyof CutSizes, (typeof ranges)['folds']][]) {
    const asked = request[name]
    if (defaults[name] === undefined) {
      if (asked !== undefined) throw new Fault('bad-request', `${option}: the split "${request.split}" has none`)
      continue
    }
    const size = asked ?? defaults[name]
    if (!fits(size)) throw new Fault('bad-request', `${option}: got ${size}, want ${want}`)
    sizes[name] = size
  }
  return sizes
}

/** May lists hold what was had before, when nobody says: only where repeats are the point. */
export const seenByDefault = (split: SplitKind): 'exclude' | 'include' =>
  split === 'last-basket' ? 'include' : 'exclude'

import { Fault } from '../../contract/fault.ts'
import { refuseEventLeaks } from '../../evaluate/event-leaks.ts'
import { LeakError, refuseLeaks } from '../../evaluate/leak-check.ts'
import type { Trial } from '../../evaluate/trial.ts'
import type { CleanEvents } from '../../prepare/clean-events.ts'
import type { WeightConfig } from '../../prepare/config.ts'
import { visitsOf } from '../../prepare/splits/events-by-user.ts'
import { eventsIn, history, type Parts, test, train } from '../../prepare/splits/part.ts'
import { type Split, splitOf } from '../../prepare/splits/split-of.ts'
import { interactionMatrix } from '../../prepare/weights.ts'
import { sessionQuestions } from './session-questions.ts'
import type { CutRequest, ShopCut } from './shop-cut.ts'

/** One fold of a cut: matrices to learn from, questions to be asked, and who asks. */
export interface ShopTrial extends Split {
  trial: Trial
  /** the person (or visit) behind each row of the trial */
  askers: string[]
}

/**
 * The folds of a cut, each checked for leaks. Several folds have the same rows and columns.
 * @throws Fault  leak
 */
export function shopTrials(cut: ShopCut, weights: WeightConfig, { split, seen }: CutRequest): ShopTrial[] {
  const { clean, folds, isTarget, cutMs } = cut
  const same =
    folds.length === 1
      ? {}
      : (({ users, items }) => ({ users, items }))(
          interactionMatrix(clean, weights, { nowMs: clean.timeMs.at(-1) ?? Number.NaN }),
        )
  const known = cutMs === undefined ? {} : { returnsUntilMs: cutMs }
  return folds.map((part) => {
    const of = splitOf(clean, part, { weights, seen, isTarget, ...known, ...same })
    asFault(() => refuseLeaksOf(cut, part, of, seen))
    return split === 'sessions' ? asSessions(clean, of, weights, seen) : asRows(of, seen)
  })
}

function asRows(split: Split, seen: 'exclude' | 'include'): ShopTrial {
  const { histories, test: targets, askedUsers } = split
  return {
    ...split,
    trial: { histories, targets, ...(seen === 'exclude' && { exclude: histories }) },
    askers: askedUsers.ids,
  }
}

/** Every beginning of a test visit asks for what comes next. */
function asSessions(clean: CleanEvents, split: Split, weights: WeightConfig, seen: 'exclude' | 'include'): ShopTrial {
  const rows = eventsIn(split.part, test)
  const nowMs = clean.timeMs.at(-1) ?? Number.NaN
  const asked = interactionMatrix(clean, weights, { nowMs, rows, items: split.items })
  const { histories, targets, session } = sessionQuestions(asked.matrix)
  return {
    ...split,
    testUsers: targets.nRows,
    testPairs: rows.length,
    unknownPairs: rows.length - asked.matrix.sequences.item.length,
    seenPairs: 0,
    askedUsers: asked.users,
    test: targets,
    trial: { histories, targets, group: session, ...(seen === 'exclude' && { exclude: histories }) },
    askers: Array.from(session, (s) => asked.users.ids[s] as string),
  }
}

function refuseLeaksOf({ clean, order }: ShopCut, part: Parts, split: Split, seen: 'exclude' | 'include'): void {
  const { user, item, timeMs } = clean
  refuseEventLeaks({
    user,
    item,
    timeMs,
    visit: visitsOf(clean).visit,
    learnt: eventsIn(part, train),
    told: eventsIn(part, history),
    asked: eventsIn(part, test),
    order,
  })
  refuseLeaks({ train: split.histories, test: split.test, seen, trainTimesMs: [], testTimesMs: [] })
}

function asFault(check: () => void): void {
  try {
    check()
  } catch (error) {
    if (error instanceof LeakError) throw new Fault('leak', error.message, { cause: error })
    throw error
  }
}

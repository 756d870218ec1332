import { rng } from '../../numbers/rng.ts'
import { drawPoint, type Point, type Space } from './space.ts'
import { suggest, type Tried } from './tpe.ts'

/** What to try as trial n, and on what share of the people of train. */
export interface Proposal {
  point: Point
  /** in (0, 1] */
  share: number
}

/** A finished trial as those who propose see it. */
export interface Finished extends Tried {
  share: number
}

/**
 * Says what trial n is. It depends on the seed, on n and on the trials below `needs(n)` only: any number of trials may be
 * under way, and a search that was killed goes on as if it had not been.
 */
export interface Proposer {
  /** trials with a number below this must be finished first */
  needs(n: number): number
  /** @param done  by number; undefined where a trial failed. Those from `needs(n)` on are not looked at */
  propose(n: number, done: readonly (Finished | undefined)[]): Proposal
}

export const methods = ['tpe', 'random', 'hyperband'] as const
export type Method = (typeof methods)[number]

/** Trials that TPE proposes without knowing each other's results. */
const ahead = 4
/** The first points are random: TPE has nothing to learn from. */
const nRandom = 8

export function proposerOf(method: Method, space: Space, seed: number, first: Point): Proposer {
  if (method === 'hyperband') return hyperband(space, seed)
  const random = (n: number) => rng(seed + 0x9e3779b1 * (n + 1))
  if (method === 'random')
    return { needs: () => 0, propose: (n) => ({ point: n === 0 ? first : drawPoint(space, random(n)), share: 1 }) }
  const needs = (n: number) => (n <= nRandom ? 0 : n - ahead + 1)
  return {
    needs,
    propose(n, done) {
      // the settings one begins with are a trial like any other
      if (n === 0) return { point: first, share: 1 }
      if (n <= nRandom) return { point: drawPoint(space, random(n)), share: 1 }
      const known = done.slice(0, needs(n)).filter((one) => one !== undefined)
      return { point: suggest(space, known, random(n)), share: 1 }
    },
  }
}

/** Rungs of the brackets of one round: how many trials, on what share of the people. Those after the first are the best of the one before. */
const brackets = [
  [
    { trials: 9, share: 1 / 9 },
    { trials: 3, share: 1 / 3 },
    { trials: 1, share: 1 },
  ],
  [
    { trials: 5, share: 1 / 3 },
    { trials: 1, share: 1 },
  ],
  [{ trials: 3, share: 1 }],
] as const

const perRound = brackets.flat().reduce((sum, { trials }) => sum + trials, 0)

/**
 * Hyperband with η = 3 and three brackets, round after round: many random points on a ninth of the people of train, the
 * best third of them on a third, the best of these on all; then fewer that begin higher, since what is best for few people
 * need not be best for all.
 * Source: Li, Jamieson, DeSalvo, Rostamizadeh & Talwalkar, JMLR 2018.
 */
function hyperband(space: Space, seed: number): Proposer {
  /** The rung of trial n: its first trial, and the first of the rung before it. */
  const rungOf = (n: number) => {
    let first = n - (n % perRound)
    for (const bracket of brackets) {
      let before = -1
      for (const { trials, share } of bracket) {
        if (n < first + trials) return { first, before, share }
        before = first
        first += trials
      }
    }
    throw new RangeError(`hyperband: trial ${n} is in no rung`)
  }
  return {
    needs(n) {
      const { first, before } = rungOf(n)
      return before < 0 ? 0 : first
    },
    propose(n, done) {
      const { first, before, share } = rungOf(n)
      if (before < 0) return { point: drawPoint(space, rng(seed + 0x9e3779b1 * (n + 1))), share }
      const ranked = done
        .slice(before, first)
        .filter((one) => one !== undefined)
        .sort((a, b) => b.value - a.value)
      const best = ranked[n - first]
      // all that were to go on failed: try something new
      if (!best) return { point: drawPoint(space, rng(seed + 0x9e3779b1 * (n + 1))), share }
      return { point: best.point as Point, share }
    },
  }
}

import { wantInteger, wantNumber, wantOneOf } from '../check-options.ts'
import type { Interactions, Sequences } from '../interactions.ts'
import type { Algorithm, FitContext } from '../model.ts'
import {
  checkLastItem,
  keptRepeats,
  type LastItem,
  lastItemChoices,
  type RepeatWeights,
  repeatWeights,
} from './repeats.ts'
import { SessionKnnModel } from './session-knn-model.ts'
import { indexSessions, withPostings } from './session-postings.ts'

export const positionWeights = ['same', 'linear', 'quadratic', 'exponential'] as const
export const matchWeights = ['same', 'linear', 'inverse', 'quadratic', 'exponential'] as const
export const norms = ['none', 'cosine'] as const

export type SessionKnnOptions = {
  /** sessions that vote */
  nNeighbours: number
  /** sessions looked at, the newest that share an item with the one at hand */
  nSample: number
  /** clicks of the session at hand that are looked at, the newest */
  nLast: number
  /** how much a click counts by its place p of n: 1, p / n, (p / n)², e^((p − n) / positionScale) */
  positionWeight: (typeof positionWeights)[number]
  positionScale: number
  /** `cosine`: long sessions share items more easily, so similarity is divided by √length */
  norm: (typeof norms)[number]
  /** a session this many days older than another counts 1 / e of it; 0 = age does not matter */
  recencyDays: number
  /** how much a neighbour counts by d, the clicks since the last item it shares: 1, 1 − d / 10, 1 / (d + 1), its square, e^(−d / matchScale) */
  matchWeight: (typeof matchWeights)[number]
  matchScale: number
  /** items of a neighbour this far from the item that is shared last count 1 / e; 0 = all alike */
  distanceScale: number
  /** what counts of an item that a neighbour had before the item shared last, beside one that it had after it */
  backward: number
  /** rare items count 1 + idf · ln(sessions / sessions with the item) */
  idf: number
  /** may what was clicked on come back */
  lastItem: LastItem
}

/**
 * Nearest sessions. For the clicks q of a session at hand and each of the `nSample` newest sessions s that share an item
 * with it,
 *
 *     similarity(s) = Σ_{i ∈ q ∩ s} position(i) · [1 / √(|q| |s|)] · e^(−age(s) / recencyDays)
 *     score(j)      = Σ_{s ∈ the nNeighbours most similar} similarity(s) · match(d_s) · distance(j, s) · (1 + idf · ln(N / n_j))
 *
 * where age(s) is counted from the newest session of the sample (of how ages compare only the ratio matters), d_s counts the clicks of q after its last item that s shares, and distance(j, s) = e^(−|places between j and that
 * item in s| / distanceScale), times `backward` when j came before it. Variants are the methods of the literature:
 * `vsknn`, `stan`, `vstan` and `vmis` (Serenade); each sets what it has and leaves the rest at 1. Weights never fall below
 * 0 (1 − d / 10 of the published code does, after ten clicks).
 *
 * Postings are walked newest first and together, so the sample is made without looking at an older session; one query
 * costs O(nSample · |q| + nNeighbours · length) whatever the number of sessions, and allocates nothing that grows.
 * Source: Ludewig & Jannach, UMUAI 2018 (V-SKNN); Garg et al., SIGIR 2019 (STAN); Ludewig et al., UMUAI 2021 (VSTAN);
 * Kersbergen, Sprangers & Schelter, SIGMOD 2022 (VMIS-kNN).
 */
export const sessionKnn: Algorithm<SessionKnnOptions> = {
  name: 'session-knn',
  defaults: {
    nNeighbours: 300,
    nSample: 1000,
    nLast: 10,
    positionWeight: 'exponential',
    positionScale: 3,
    norm: 'none',
    recencyDays: 20,
    matchWeight: 'exponential',
    matchScale: 2,
    distanceScale: 2,
    backward: 1,
    idf: 1,
    lastItem: 'learn',
  },
  variants: {
    vsknn: {
      nNeighbours: 500,
      nLast: 20,
      positionWeight: 'quadratic',
      matchWeight: 'inverse',
      norm: 'none',
      recencyDays: 0,
      distanceScale: 0,
      idf: 5,
    },
    stan: {
      nLast: 20,
      positionScale: 1,
      nNeighbours: 1000,
      nSample: 2500,
      positionWeight: 'exponential',
      norm: 'cosine',
      recencyDays: 10,
      matchWeight: 'same',
      distanceScale: 2,
      idf: 0,
    },
    vstan: {
      nLast: 20,
      positionScale: 1,
      nNeighbours: 1000,
      nSample: 2500,
      positionWeight: 'exponential',
      norm: 'cosine',
      recencyDays: 10,
      matchWeight: 'exponential',
      matchScale: 2,
      distanceScale: 2,
      idf: 1,
    },
    vmis: {
      nNeighbours: 100,
      nSample: 500,
      nLast: 9,
      positionWeight: 'linear',
      norm: 'none',
      recencyDays: 0,
      matchWeight: 'linear',
      distanceScale: 0,
      idf: 1,
    },
  },
  space: {
    nNeighbours: { low: 50, high: 1500, scale: 'log', whole: true },
    nSample: { low: 500, high: 5000, scale: 'log', whole: true },
    positionWeight: { choices: positionWeights },
    positionScale: { low: 0.3, high: 10, scale: 'log' },
    norm: { choices: norms },
    recencyDays: { low: 1, high: 300, scale: 'log', also: [0] },
    matchWeight: { choices: matchWeights },
    matchScale: { low: 0.5, high: 10, scale: 'log' },
    distanceScale: { low: 0.3, high: 20, scale: 'log', also: [0] },
    backward: { low: 0, high: 1 },
    idf: { low: 0, high: 10 },
    lastItem: { choices: lastItemChoices },
  },
  needs: () => ['sequences'],

  check(options) {
    wantInteger('nNeighbours', options.nNeighbours, 1, 1e6)
    wantInteger('nSample', options.nSample, 1, 1e7)
    wantInteger('nLast', options.nLast, 1, 1000)
    wantOneOf('positionWeight', options.positionWeight, positionWeights)
    wantNumber('positionScale', options.positionScale, 1e-3, 1e6)
    wantOneOf('norm', options.norm, norms)
    wantNumber('recencyDays', options.recencyDays, 0, 1e6)
    wantOneOf('matchWeight', options.matchWeight, matchWeights)
    wantNumber('matchScale', options.matchScale, 1e-3, 1e6)
    wantNumber('distanceScale', options.distanceScale, 0, 1e6)
    wantNumber('backward', options.backward, 0, 1)
    wantNumber('idf', options.idf, 0, 1e6)
    checkLastItem(options.lastItem)
  },

  memoryBytes({ nCols, sequences }, { nSample }) {
    return (sequences?.item.length ?? 0) * 60 + nCols * 40 + nSample * 32
  },

  async fit({ nCols, sequences }: Interactions, options: SessionKnnOptions, { signal }: FitContext) {
    sessionKnn.check(options)
    signal?.throwIfAborted()
    const fitOn = async (rest: Sequences) => new SessionKnnModel(indexSessions(nCols, rest), options, keptRepeats)
    const repeats = await repeatWeights(options.lastItem, nCols, sequences!, fitOn, signal)
    return new SessionKnnModel(indexSessions(nCols, sequences!), options, repeats)
  },

  load({ meta, arrays: { start, item, day } }) {
    const { nItems, options, repeats } = meta as {
      nItems: number
      options: SessionKnnOptions
      repeats: RepeatWeights
    }
    if (!(start instanceof Uint32Array && item instanceof Uint32Array && day instanceof Float64Array))
      throw new RangeError('session-knn: the parts lack one of the arrays start, item, day')
    return new SessionKnnModel(withPostings(nItems, start, item, day), options, repeats)
  },
}

import type { Estimate } from './coverage.ts'

/** How a metric grew with the data a model learned from, and what more data should bring. */
export interface LearningCurve {
  metric: string
  /** what is learned from: the last so many weeks before the test, or so many people where no time is known */
  unit: 'weeks' | 'people'
  points: ({ size: number; interactions: number } & Estimate)[]
  /** value(size) = limit − loss · (size / largest size)^−rate; missing: the points do not bend like that */
  law?: { limit: number; loss: number; rate: number }
  /** what so much more should bring, with its 95 % interval */
  next?: { size: number; gain: Estimate }
  /** the last point foretold from the points before it: would this have been right? */
  check?: { foretold: Estimate; came: number; held: boolean }
  words: string
}

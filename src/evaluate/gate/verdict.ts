import type { GuardRail, Judgement } from './judge.ts'
import { verdictWords } from './verdict-words.ts'

/** What the gate decided about a model, and all it decided by. Stored with the version. */
export interface GateVerdict {
  /** promoted: it may answer shoppers. held-back: what is live stays */
  decision: 'promoted' | 'held-back'
  /** it was published against the verdict */
  forced: boolean
  /** one paragraph in plain words */
  words: string
  /** label of the candidate */
  model: string
  goal: string
  margin: number
  holdoutDays: number
  testUsers: number
  minTestUsers: number
  /** version that was live before */
  live?: string
  /** the live model has the candidate's algorithm and options */
  sameRecipe: boolean
  /** missing when too few customers came back to judge accuracy */
  judgement?: Judgement
  /** coverage (where accuracy was judged), sold-out products, assertions */
  rails: GuardRail[]
  seconds: number
}

/**
 * Puts the parts together. Without a judgement of accuracy the first model of a shop passes, and so does the live recipe
 * on newer data; another recipe does not. A rail that does not hold is enough to hold a model back.
 */
export function verdictOf(
  parts: Omit<GateVerdict, 'decision' | 'words' | 'forced'>,
  { force }: { force: boolean },
): GateVerdict {
  const { judgement, rails, live, sameRecipe } = parts
  const accurate = judgement ? judgement.accurate : live === undefined || sameRecipe
  const decision = accurate && rails.every(({ passed }) => passed) ? 'promoted' : 'held-back'
  const verdict = { ...parts, decision, forced: force && decision === 'held-back' } as const
  return { ...verdict, words: verdictWords(verdict) }
}

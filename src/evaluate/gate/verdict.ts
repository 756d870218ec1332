import type { ShopProtocol } from '../document.ts'
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
  /** how questions were cut off: `time` unless the newest days ask too few */
  split: ShopProtocol['split']
  /** in a sentence, why so */
  why: string
  /** the newest so many days are what was asked about; missing where the split has none */
  holdoutDays?: number
  /** customers asked, or visits */
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

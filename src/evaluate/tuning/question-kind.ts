/** What somebody will ask of a model, as far as the protocol says it: validation asks the same of a part of train. */
export interface QuestionKind {
  /**
   * items     any of the items that a person had, held out by chance
   * later     what a person had after a moment that is the same for everybody
   * own-later the last of what each person had
   * next      the one item that comes next in a person's sequence
   * session   the next item of a session that models have not learnt from, asked after every click
   * basket    the next basket
   */
  asks: 'items' | 'later' | 'own-later' | 'next' | 'session' | 'basket'
  /** may a list hold what the person had before */
  seen: 'exclude' | 'include'
  /** each question wants one item */
  one?: boolean
  /** the newest item of a history was not learnt from (strict leave-last-out) */
  gap?: boolean
  /** how a row's events on one item become one weight */
  combine: 'sum' | 'max'
}

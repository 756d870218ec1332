/**
 * What became of each clean event: `train`, models learn from it; `history`, a model is told it of somebody it has not
 * learnt from; `test`, it is what they are asked for; `out`, neither. Every event is in exactly one part.
 */
export const parts = ['train', 'history', 'test', 'out'] as const
export type Part = (typeof parts)[number]

/** As numbers, one for each clean event. */
export type Parts = Uint8Array

export const [train, history, test, out] = [0, 1, 2, 3] as const

/** The events of one part, in their order. */
export function eventsIn(part: Parts, wanted: number): Uint32Array {
  let n = 0
  for (let e = 0; e < part.length; e++) n += Number(part[e] === wanted)
  const events = new Uint32Array(n)
  for (let e = 0, at = 0; e < part.length; e++) if (part[e] === wanted) events[at++] = e
  return events
}

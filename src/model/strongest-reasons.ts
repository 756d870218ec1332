import type { Csr } from '../numbers/csr.ts'

/**
 * The items of a history that argue most for an item, the strongest first, of equals the smaller: what `Model.because` promises. An
 * item argues by its weight in the history times what it gives to the score; what gives nothing, or speaks against, is no reason.
 *
 * @param history  one row
 * @param limit    so many at most
 * @param shareOf  what item i of the history gives to the score of `item` for a weight of 1
 *
 * O(|history| log |history|), and as many calls of `shareOf`.
 */
export function strongestReasons(
  { column, value }: Pick<Csr, 'column' | 'value'>,
  item: number,
  limit: number,
  shareOf: (i: number) => number,
): number[] {
  const argued: { i: number; share: number }[] = []
  for (let at = 0; at < column.length; at++) {
    const i = column[at]!
    // "because you bought it" is no reason to show it
    if (i === item) continue
    const share = value[at]! * shareOf(i)
    if (share > 0) argued.push({ i, share })
  }
  argued.sort((a, b) => b.share - a.share || a.i - b.i)
  return argued.slice(0, limit).map(({ i }) => i)
}

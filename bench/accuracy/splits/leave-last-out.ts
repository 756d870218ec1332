import { readSplitFile } from '../../../src/collect/split-files/read-split-file.ts'
import { interactionsFrom } from '../../../src/model/interactions-from.ts'
import { csrFrom } from '../../../src/numbers/csr.ts'
import { Vocabulary } from '../../../src/numbers/vocabulary.ts'
import type { Part } from '../table.ts'

/**
 * Leave one out as the papers on sequences do it: of every sequence the last item is the test, the one before it the
 * validation. Models learn from what stands before both; whoever has fewer than three items teaches with all of them and
 * is not asked. The history in front of the test holds the validation item, from which nothing was learnt.
 *
 * The validation cut is the same one item earlier: asked is the last but one, learnt is from all before the last but
 * two, so that there too the newest item of a history is one that models never learnt from.
 */
export async function leaveLastOut(path: string, which: 'test' | 'validation'): Promise<Part> {
  const events = await readSplitFile(path, 'sequence')
  const [rows, items] = [new Vocabulary(events.row), new Vocabulary(events.item)]
  const sequences: number[][] = rows.ids.map(() => [])
  events.row.forEach((row, e) => {
    sequences[rows.row(row)]?.push(items.row(events.item[e] as string))
  })
  const known = sequences.map((all) => (which === 'test' || all.length < 3 ? all : all.slice(0, -1)))
  const asked = known.filter((_, r) => (sequences[r] ?? []).length >= 3)
  const learnt = known.map((all, r) => ((sequences[r] ?? []).length >= 3 ? all.slice(0, -2) : all))
  const histories = interactionsOf(
    asked.map((all) => all.slice(0, -1)),
    items.size,
  )
  const wanted = Uint32Array.from(asked, (all) => all.at(-1) as number)
  return {
    train: interactionsOf(learnt, items.size),
    histories,
    targets: csrFrom(asked.length, items.size, Uint32Array.from(wanted.keys()), wanted, undefined, 'max'),
    exclude: histories,
  }
}

function interactionsOf(sequences: number[][], nItems: number) {
  const row = Uint32Array.from(sequences.flatMap((all, r) => all.map(() => r)))
  return interactionsFrom(sequences.length, nItems, { row, item: Uint32Array.from(sequences.flat()) }, 'max')
}

import { readSplitFile } from '../../src/collect/split-files/read-split-file.ts'
import { takeInteractions } from '../../src/model/interactions.ts'
import { interactionsFrom } from '../../src/model/interactions-from.ts'
import { csrFrom } from '../../src/numbers/csr.ts'
import { Vocabulary } from '../../src/numbers/vocabulary.ts'
import { namedEvents } from './named-events.ts'
import type { Part } from './table.ts'

/**
 * The leave-last-out protocol of the sequence literature, strictly: the last item of everybody is the test, the one before
 * it the validation, and models learn from what is before both. The test's history holds the validation item, which
 * nothing was learnt from; the validation cut is the same one item earlier, so there too the newest item of a history is
 * one that models have not learnt from. People with fewer than three items are learnt from only.
 */
export async function leaveLastOut(path: string, which: 'test' | 'validation'): Promise<Part> {
  const { row, item } = namedEvents(await readSplitFile(path, 'sequence'))
  const rows = new Vocabulary(row)
  const items = new Vocabulary(item)
  const sequence: number[][] = rows.ids.map(() => [])
  for (const [e, id] of row.entries()) sequence[rows.row(id)]?.push(items.row(item[e] as string))
  const asked = sequence.flatMap((all, r) => (all.length >= 3 ? [r] : []))
  const shortened = (by: number) => {
    const events = sequence.flatMap((all, r) =>
      (all.length >= 3 ? all.slice(0, Math.max(0, all.length - by)) : all).map((i) => [r, i] as const),
    )
    const [row, item] = [Uint32Array.from(events, ([r]) => r), Uint32Array.from(events, ([, i]) => i)]
    return interactionsFrom(rows.size, items.size, { row, item }, 'max')
  }
  const train = shortened(which === 'test' ? 2 : 3)
  const histories = takeInteractions(shortened(which === 'test' ? 1 : 2), asked)
  const wanted = Uint32Array.from(asked, (r) => sequence[r]!.at(which === 'test' ? -1 : -2) as number)
  const targets = csrFrom(asked.length, items.size, Uint32Array.from(asked.keys()), wanted, undefined, 'max')
  return { train, histories, targets, exclude: histories }
}

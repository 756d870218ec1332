import { createHash } from 'node:crypto'
import { eventKinds } from '../../src/contract/event.ts'
import { resolve } from '../../src/model/algorithms.ts'
import { fitModel } from '../../src/model/fit.ts'
import { type Interactions, takeInteractions } from '../../src/model/interactions.ts'
import type { FitContext } from '../../src/model/model.ts'
import { type Csr, csrFrom } from '../../src/numbers/csr.ts'
import type { Vocabulary } from '../../src/numbers/vocabulary.ts'
import type { CleanEvents } from '../../src/prepare/clean-events.ts'
import type { WeightConfig } from '../../src/prepare/config.ts'
import { interactionMatrix } from '../../src/prepare/weights.ts'

const purchase = eventKinds.indexOf('purchase')

/** What a preparation leaves to learn from, and what it knows of those who are asked. */
export interface Lesson {
  users: Vocabulary
  items: Vocabulary
  matrix: Interactions
  /** asked × items: what they bought, by which lists leave it out */
  bought: Csr
  /** rows of those who are asked, in their order; an empty row for whom the preparation knows nothing */
  histories: Interactions
  /** equal hashes, equal lessons: what was the same to the bit is learnt once */
  hash: string
}

/** @param asked  ids of people */
export function lessonOf(clean: CleanEvents, weights: WeightConfig, nowMs: number, asked: readonly string[]): Lesson {
  const { users, items, matrix } = interactionMatrix(clean, weights, { nowMs })
  // one more row, of nobody
  const withNobody: Interactions = {
    ...matrix,
    nRows: matrix.nRows + 1,
    rowStart: Uint32Array.of(...matrix.rowStart, matrix.column.length),
    sequences: {
      ...matrix.sequences,
      rowStart: Uint32Array.of(...matrix.sequences.rowStart, matrix.sequences.item.length),
    },
  }
  const rows = asked.map((id) => (users.row(id) < 0 ? matrix.nRows : users.row(id)))
  const histories = takeInteractions(withNobody, rows)
  const askedRow = new Map(asked.map((id, row) => [id, row]))
  const rowOf = clean.users.map((id) => askedRow.get(id) ?? -1)
  const columnOf = clean.items.map((id) => items.row(id))
  const entries: [number, number][] = []
  for (let e = 0; e < clean.user.length; e++) {
    const [row, column] = [rowOf[clean.user[e]!] as number, columnOf[clean.item[e]!] as number]
    if (clean.kind[e] === purchase && row >= 0 && column >= 0) entries.push([row, column])
  }
  const bought = csrFrom(
    asked.length,
    items.size,
    Uint32Array.from(entries, ([row]) => row),
    Uint32Array.from(entries, ([, column]) => column),
    undefined,
    'max',
  )
  const hash = createHash('sha256').update(items.ids.join('\n'))
  const { sequences } = matrix
  for (const array of [
    ...[matrix.rowStart, matrix.column, matrix.value, bought.rowStart, bought.column],
    ...[sequences.rowStart, sequences.item, sequences.day, sequences.weight, sequences.basket, Float64Array.from(rows)],
  ])
    hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
  return { users, items, matrix, bought, histories, hash: hash.digest('base64') }
}

/** The ten items of each list that a model, learnt from this lesson, gives to each of those who are asked. */
export async function listsOf(label: string, lesson: Lesson, context: FitContext): Promise<string[][]> {
  const model = await fitModel(resolve(label), lesson.matrix, context)
  const { k, count, item } = await model.recommend(lesson.histories, 10, lesson.bought)
  return Array.from(count, (n, row) =>
    Array.from(item.subarray(row * k, row * k + n), (i) => lesson.items.ids[i] as string),
  )
}

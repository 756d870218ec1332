import { createHash } from 'node:crypto'
import { counted } from '../steps/step.ts'
import type { FieldColumns } from './field-columns.ts'
import { type FieldSide, knownFields } from './field-rules.ts'

/** Fields of one side as they stand. */
export interface KnownSide {
  readonly side: FieldSide
  readonly ids: readonly string[]
  readonly columns: FieldColumns
}

/** "Known of 4,006 products: title 100 %, brand 12 %, brnad 0 %. Nobody says brnad: written as the mapping writes it?" */
export function knownWords(sides: readonly KnownSide[]): string {
  const parts = sides.flatMap(({ side, ids, columns }) => {
    if (columns.size === 0 || ids.length === 0) return []
    const shares = [...columns].map(([name, column]) => {
      const n = column.reduce((sum: number, value) => sum + (value === undefined ? 0 : 1), 0)
      return `${name} ${n > 0 && n < ids.length / 100 ? 'under 1' : Math.floor((100 * n) / ids.length)} %`
    })
    return [
      `of ${side === 'items' ? counted(ids.length, 'product') : counted(ids.length, 'person', 'people')}: ${shares.join(', ')}`,
    ]
  })
  if (parts.length === 0) return 'No field has a rule.'
  // any name may be that of an attribute: a misspelt one would be filled on every product without a word
  const unsaid = sides.flatMap(({ side, ids, columns }) =>
    [...columns]
      .filter(
        ([name, column]) =>
          ids.length > 0 && !Object.hasOwn(knownFields[side], name) && column.every((value) => value === undefined),
      )
      .map(([name]) => name),
  )
  const doubt = unsaid.length > 0 ? ` Nobody says ${unsaid.join(', ')}: written as the mapping writes it?` : ''
  return `Known ${parts.join('; ')}.${doubt}`
}

const valuesAtOnce = 1024

/** Names what stands: every field that a rule names, of every product and person. */
export function hashOfFields(sides: readonly KnownSide[]): string {
  const hash = createHash('sha256')
  for (const { side, ids, columns } of sides)
    for (const name of [...columns.keys()].sort()) {
      hash.update(JSON.stringify([side, name]))
      // a call for each value would cost more than the hashing
      let said: unknown[] = []
      columns.get(name)?.forEach((value, r) => {
        if (value === undefined) return
        if (said.push(ids[r], value) < valuesAtOnce) return
        hash.update(JSON.stringify(said))
        said = []
      })
      hash.update(JSON.stringify(said))
    }
  return hash.digest('hex')
}

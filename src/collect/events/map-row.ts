import { hash } from 'node:crypto'
import { type Event, type EventKind, itemlessKinds } from '../../contract/event.ts'
import type { Item } from '../../contract/item.ts'
import type { User } from '../../contract/user.ts'
import { attributePrefix, type Mapping, refuseMissingColumns, saidColumns } from '../mapping/mapping.ts'
import type { RawRow, RowProblem } from '../rows/raw-row.ts'
import { attributeOf } from './attribute-of.ts'
import { deviceOfWord } from './device-class.ts'
import { timeReader } from './read-time.ts'
import { type Repair, type Repairer, repairer } from './repairer.ts'

/** Why a row became no event. */
export type Reason = RowProblem | 'no-item' | 'bad-time' | 'bad-number' | 'bad-id' | 'unknown-kind'

export interface Refused {
  line: number
  raw: string
  verdict: 'rejected' | 'setAside'
  code: Reason
  message: string
  /** of `unknown-kind`: what the row says was done */
  word?: string
}

export interface Mapped {
  event: Event
  item?: Item
  user?: User
  /** what was not as it should be written and was read all the same */
  repairs?: Repair[]
}

export const maxIdLength = 128
const longestWord = 80
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const control = /[\u0000-\u001f\u007f]/

/** What an import takes for an id. */
export const isId = (text: string): boolean => text.length > 0 && text.length <= maxIdLength && !control.test(text)

/**
 * Makes events of rows. Everything is looked up once, here; a row then costs what its fields cost.
 * @throws Fault bad-file  the mapping speaks of columns the file does not have
 */
export function rowMapper(
  mapping: Mapping,
  columns: readonly string[],
  fileName: string,
): (row: RawRow) => Mapped | Refused {
  refuseMissingColumns(mapping, columns, fileName)
  const at = (column: string | undefined) => (column === undefined ? -1 : columns.indexOf(column))
  const [id, user, visitor, item, quantity, price, rating, order, query] = (
    ['id', 'user', 'visitor', 'item', 'quantity', 'price', 'rating', 'order', 'query'] as const
  ).map((field) => at(mapping[field])) as [number, number, number, number, number, number, number, number, number]
  const readTime = timeReader(mapping, at)
  const kindOf = kindReader(mapping, at)
  const kindColumn = typeof mapping.kind === 'string' ? -1 : at(mapping.kind.column)
  const absent = new Set(['', ...(mapping.absent ?? [])])
  const currency = at(mapping.currency)
  const device = at(mapping.device)
  const repair = repairer(mapping)
  const placed = (said: NonNullable<Mapping['items'] | Mapping['users']>) =>
    saidColumns(said).map(({ field, column }) => ({ field, at: at(column) }))
  const ofItem = placed(mapping.items ?? {})
  const ofUser = placed(mapping.users ?? {})

  return (row) => {
    const { line, raw } = row
    const fields = row.fields
    if (!fields) {
      const { code, message, verdict } = row.problem!
      return { line, raw, verdict, code, message }
    }
    const refuse = (code: Reason, message: string, verdict: Refused['verdict'] = 'rejected'): Refused => ({
      line,
      raw,
      verdict,
      code,
      message,
    })
    const text = (column: number): string | undefined => {
      if (column < 0) return undefined
      const field = fields[column]!.trim()
      return absent.has(field) ? undefined : field
    }

    repair.begin(text(currency))
    const kind = kindOf(fields)
    if (kind === undefined) {
      const word = kindColumn < 0 ? '' : fields[kindColumn]!.trim().slice(0, longestWord)
      return {
        ...refuse('unknown-kind', `kind.values: got "${word}", which the mapping does not name`, 'setAside'),
        word,
      }
    }
    const timeMs = readTime(fields)
    if (typeof timeMs === 'string') return refuse('bad-time', timeMs)
    const event: Event = { id: '', kind, timeMs }
    for (const [field, column] of [
      ['user', user],
      ['visitor', visitor],
      ['item', item],
      ['order', order],
      ['id', id],
    ] as const) {
      const value = text(column)
      if (value === undefined) continue
      if (!isId(value))
        return refuse(
          'bad-id',
          `${columns[column]}: got ${value.length} characters, want 1 to ${maxIdLength} and no control characters`,
        )
      event[field] = value
    }
    if (event.item === undefined && !itemlessKinds.includes(kind))
      return refuse('no-item', `${mapping.item ?? 'item'}: got nothing, want the product (kind ${kind} needs one)`)
    for (const [field, column] of [
      ['quantity', quantity],
      ['price', price],
      ['rating', rating],
    ] as const) {
      const value = text(column)
      if (value === undefined) continue
      const number = field === 'price' ? repair.price(value) : repair.number(value)
      if (typeof number === 'string') return refuse('bad-number', `${columns[column]}: ${number}`)
      event[field] = number
    }
    if (kind === 'refund' && event.quantity !== undefined) event.quantity = Math.abs(event.quantity)
    const words = text(query)
    if (words !== undefined) event.query = words.slice(0, 1000)
    const withWhat = device < 0 ? undefined : deviceOfWord(text(device) ?? '')
    if (withWhat !== undefined) event.device = withWhat
    // Without an id of its own a row is called by what it says: the same row is the same event, in any file.
    if (event.id === '') event.id = hash('sha256', fields.join('\u001f'), 'base64url').slice(0, 22)
    const mapped: Mapped = { event }
    if (ofItem.length > 0 && event.item !== undefined) {
      const said = describe<Item>(event.item, ofItem, text, repair)
      if (said) mapped.item = said
    }
    if (ofUser.length > 0 && event.user !== undefined) {
      const said = describe<User>(event.user, ofUser, text, repair)
      if (said) mapped.user = said
    }
    const repairs = repair.done()
    if (repairs.length > 0) mapped.repairs = repairs
    return mapped
  }
}

function kindReader(
  mapping: Mapping,
  at: (column: string) => number,
): (fields: readonly string[]) => EventKind | undefined {
  const { kind } = mapping
  const rules = (mapping.rules ?? []).map((rule) => ({ ...rule, at: at(rule.column) }))
  const usual =
    typeof kind === 'string'
      ? () => kind
      : ((column: number) => (fields: readonly string[]) => {
          const word = fields[column]!.trim()
          return Object.hasOwn(kind.values, word) ? kind.values[word] : undefined
        })(at(kind.column))
  if (rules.length === 0) return usual
  return (fields) => rules.find((rule) => fields[rule.at]!.startsWith(rule.startsWith))?.kind ?? usual(fields)
}

/** What the row says about its product or customer; undefined when it says nothing. */
function describe<T extends Item | User>(
  id: string,
  columns: { field: string; at: number }[],
  text: (column: number) => string | undefined,
  repair: Repairer,
): T | undefined {
  let said: Record<string, unknown> | undefined
  let attributes: Record<string, unknown> | undefined
  for (const { field, at } of columns) {
    const value = text(at)
    if (value === undefined) continue
    if (field === 'price') {
      const number = repair.price(value)
      // a free sample does not make the product free
      if (typeof number === 'string' || !(number > 0)) continue
      said ??= { id }
      said.price = number
    } else if (field.startsWith(attributePrefix)) {
      said ??= { id }
      attributes ??= {}
      attributes[field.slice(attributePrefix.length)] = attributeOf(value)
      said.attributes = attributes
    } else {
      said ??= { id }
      const whole = field === 'category' ? repair.category(value) : value
      said[field] = whole.slice(0, field === 'description' ? 20_000 : 1000)
    }
  }
  return said as T | undefined
}

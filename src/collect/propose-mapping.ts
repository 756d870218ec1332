import type { EventKind } from '../contract/event.ts'
import { Fault } from '../contract/fault.ts'
import { readNumber } from '../numbers/read-number.ts'
import { columnCalled, foldedHeading, headingWords, kindOfWord } from './heading-words.ts'
import { type Mapping, type TimeFormat, timeFormats } from './mapping.ts'
import { momentReader } from './parse-moment.ts'
import { presets } from './presets.ts'
import { proposeForms } from './propose-forms.ts'

/** A mapping that was guessed, and why, one sentence a field. */
export interface Proposal {
  mapping: Mapping
  reasons: string[]
}

type Field = keyof typeof headingWords

/** Words that exports write where nothing was given. */
const absences = ['NULL', 'null', 'None', 'none', 'N/A', 'n/a', 'NaN', 'nan', '\\N', '(not set)', '(none)', 'undefined']

/**
 * A mapping guessed from the header and some rows: a preset whose columns are all there, or field by field from the
 * names, checked against the values (a time must read as one, a number as a number).
 * @param known  mappings to look at first; none for whoever wants the columns alone to speak
 * @throws Fault bad-file  when the time, or both item and query, cannot be told: says what was found and how to go on
 */
export function proposeMapping(
  columns: readonly string[],
  sample: readonly (readonly string[])[],
  fileName: string,
  known: typeof presets = presets,
): Proposal {
  for (const [name, { mapping }] of Object.entries(known)) {
    const wanted = JSON.stringify(mapping)
    const named = columns.filter((column) => wanted.includes(JSON.stringify(column)))
    if (
      named.length === columns.length &&
      columns.length >= 4 &&
      columnsOf(mapping).every((column) => columns.includes(column))
    )
      return { mapping, reasons: [`the header is that of the preset ${name}`] }
  }
  const reasons: string[] = []
  const taken = new Set<string>()
  const values = (column: string) =>
    sample
      .map((row) => (row[columns.indexOf(column)] ?? '').trim())
      .filter((value) => value !== '' && !absences.includes(value))
  const take = (field: string, column: string | undefined, why = 'so the column is called') => {
    if (column === undefined) return undefined
    taken.add(column)
    reasons.push(`${field} = "${column}": ${why}`)
    return column
  }
  // a column in which nothing stands says nothing, whatever it is called
  const find = (field: Field, fits: (values: string[], column: string) => boolean = () => true) =>
    take(
      field,
      columnCalled(headingWords[field], columns, (column) => {
        const list = values(column)
        return !taken.has(column) && (list.length > 0 || sample.length === 0) && fits(list, column)
      }),
    )
  // a broken number among good ones is a broken row, not a column without numbers
  const numeric = (list: string[]) =>
    list.length > 0 && list.filter((value) => decimals.some((sign) => reads(value, sign))).length >= 0.9 * list.length

  let format: TimeFormat | undefined
  const time = find('time', (list) => {
    format = timeFormatOf(list)
    return format !== undefined
  })
  const mapping: Record<string, unknown> = { kind: 'purchase', time: { column: time, format } }
  const kindColumn = find('kind', (list, column) => {
    const { known, words } = kindsOf(list)
    return known > (foldedHeading(column) === 'name' ? words / 2 : 0)
  })
  put(mapping, 'item', find('item'))
  for (const field of ['id', 'user'] as const) put(mapping, field, find(field))
  put(mapping, 'order', find('order') ?? orderNames(columns, values, take))
  // what an order of a till calls a device is the till
  const isTill = columns.some((column) => foldedHeading(column) === 'lineitemname')
  put(
    mapping,
    'visitor',
    find('visitor', (_, column) => !(isTill && foldedHeading(column) === 'deviceid')),
  )
  put(mapping, 'query', find('query'))
  for (const field of ['quantity', 'price', 'rating'] as const) put(mapping, field, find(field, numeric))
  put(
    mapping,
    'currency',
    find('currency', (list) => list.length > 0 && list.every((value) => /^[A-Za-z]{3}$/.test(value))),
  )
  for (const part of ['items', 'users'] as const) {
    const described: Record<string, unknown> = {}
    const attributes: Record<string, unknown> = {}
    for (const path of Object.keys(headingWords) as Field[])
      if (path.startsWith(`${part}.`))
        put(
          path.startsWith(`${part}.attributes.`) ? attributes : described,
          path.slice(path.lastIndexOf('.') + 1),
          find(path, path === 'items.price' ? numeric : undefined),
        )
    if (Object.keys(attributes).length > 0) described.attributes = attributes
    if (Object.keys(described).length > 0) mapping[part] = described
  }

  if (kindColumn !== undefined) {
    const kinds = withReturns(kindsOf(values(kindColumn)).values)
    mapping.kind = { column: kindColumn, values: kinds }
    reasons.push(
      `kind: ${Object.entries(kinds)
        .map(([word, kind]) => `"${word}" is ${kind}`)
        .join(', ')}; other words are set aside and named`,
    )
  } else if (mapping.rating !== undefined) {
    mapping.kind = 'rating'
    reasons.push('kind = rating: the rows bring one')
  } else {
    const bought = ['quantity', 'price', 'order'].filter((field) => mapping[field] !== undefined)
    mapping.kind = bought.length > 0 ? 'purchase' : 'view'
    reasons.push(
      bought.length > 0
        ? `kind = purchase: the rows bring ${bought.join(', ')}`
        : 'kind = view: nothing says that anything was bought',
    )
  }
  const written = proposeForms(mapping as Mapping, values)
  Object.assign(mapping, written.mapping)
  reasons.push(...written.reasons)
  const absent = absences.filter((word) =>
    sample.some((row) => row.some((value, at) => taken.has(columns[at] ?? '') && value.trim() === word)),
  )
  if (absent.length > 0) {
    mapping.absent = absent
    reasons.push(`absent: ${absent.map((word) => `"${word}"`).join(', ')} stand where nothing was given`)
  }
  const lacking = [
    time === undefined && 'a time',
    mapping.item === undefined && mapping.query === undefined && 'an item',
  ].filter(Boolean)
  if (lacking.length > 0) {
    const isCatalogue =
      time === undefined && [mapping.user, mapping.visitor, mapping.order, mapping.query].every(isNothing)
    throw new Fault(
      'bad-file',
      `${fileName}: got the columns ${columns.slice(0, 20).join(', ')}; cannot tell ${lacking.join(' and ')} among them. ` +
        (isCatalogue && mapping.items !== undefined
          ? 'It seems to list products, not what was done with them: describe those with POST /v1/items. '
          : '') +
        'Write a mapping file that names them and give it with --mapping (osusume import --help shows one)',
    )
  }
  return { mapping: mapping as Mapping, reasons }
}

function put(record: Record<string, unknown>, field: string, column: string | undefined): void {
  if (column !== undefined) record[field] = column
}

const decimals = [undefined, '.', ','] as const

const isNothing = (value: unknown) => value === undefined

const reads = (value: string, decimal: '.' | ',' | undefined) => !Number.isNaN(readNumber(value, decimal).value)

/** Shopify calls an order by its name, "#1001". */
function orderNames(
  columns: readonly string[],
  values: (column: string) => string[],
  take: (field: string, column: string | undefined, why: string) => string | undefined,
): string | undefined {
  const column = columnCalled(['name'], columns, (name) => {
    const list = values(name)
    return list.length > 0 && list.every((value) => /^#\S*\d\S*$/.test(value))
  })
  return take('order', column, 'its values are numbers of orders')
}

const columnsOf = (mapping: Mapping): string[] =>
  [mapping.time.column, mapping.user, mapping.visitor, mapping.item, mapping.order].filter(
    (column) => column !== undefined,
  )

/**
 * The format that reads most of the sampled times, and more than half; where two read as many (3/4/2020), the day comes first. A broken
 * date among good ones is a broken row, not a column without times.
 */
function timeFormatOf(list: string[]): TimeFormat | undefined {
  let best: TimeFormat | undefined
  let most = list.length / 2
  for (const format of timeFormats) {
    const read = momentReader(format, 0)
    const n = list.filter((value) => !Number.isNaN(read(value))).length
    if (n > most) [best, most] = [format, n]
  }
  return best
}

function kindsOf(list: string[]): { values: Record<string, EventKind>; known: number; words: number } {
  const values: Record<string, EventKind> = {}
  const words = new Set(list)
  let known = 0
  for (const word of words) {
    const kind = kindOfWord(word)
    if (kind === undefined) continue
    values[word] = kind
    known++
  }
  return { values, known, words: words.size }
}

/**
 * The words of a sample and, where it knows purchases but nothing that comes back, those for returns, spelled as the purchase is. A return
 * comes after its sale, often after the sample; set aside, it would leave what was sent back looking liked.
 */
function withReturns(kinds: Record<string, EventKind>): Record<string, EventKind> {
  const bought = Object.keys(kinds).find((word) => kinds[word] === 'purchase')
  if (bought === undefined || Object.values(kinds).includes('refund')) return kinds
  const spelled = (word: string) =>
    bought === bought.toUpperCase()
      ? word.toUpperCase()
      : bought.startsWith(bought.charAt(0).toLowerCase())
        ? word
        : word.charAt(0).toUpperCase() + word.slice(1)
  const words = ['refund', 'return', 'returned', 'cancellation'].map((word) => [spelled(word), 'refund'] as const)
  return { ...kinds, ...Object.fromEntries(words) }
}

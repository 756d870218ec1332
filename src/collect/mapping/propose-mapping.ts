import { Fault } from '../../contract/fault.ts'
import { readNumber } from '../../numbers/read-number.ts'
import { deviceOfWord } from '../events/device-class.ts'
import { unnamed } from '../rows/open-rows.ts'
import { columnCalled } from './column-called.ts'
import { goesBy, kindsOf, surelyTimes, timeFormatOf } from './column-values.ts'
import { foldedHeading } from './folded-heading.ts'
import { besideDate, boughtByName, countedOrders, otherIds, unreadKinds } from './further-columns.ts'
import { guessColumns } from './guess-columns.ts'
import { headingWords } from './heading-words.ts'
import type { Mapping, TimeFormat } from './mapping.ts'
import { presets } from './presets.ts'
import { proposeForms } from './propose-forms.ts'
import { withUsual } from './usual-kinds.ts'

/** A mapping that was guessed, and why, one sentence a field. */
export interface Proposal {
  mapping: Mapping
  reasons: string[]
}

type Field = keyof typeof headingWords

/** Words that exports write where nothing was given. */
const absences = [
  'NULL',
  'null',
  'None',
  'none',
  'N/A',
  'n/a',
  'NA',
  '<NA>',
  'NaN',
  'nan',
  '\\N',
  '(not set)',
  '(none)',
  'undefined',
]

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
  const cells = (column: string) => {
    const at = columns.indexOf(column)
    return sample.map((row) => {
      const value = (row[at] ?? '').trim()
      return absences.includes(value) ? '' : value
    })
  }
  const values = (column: string) => cells(column).filter((value) => value !== '')
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

  const isNameless = columns.every((column, at) => column === unnamed(at))
  const guess = isNameless ? guessColumns(columns, cells) : undefined
  if (guess) {
    reasons.push('the file has no header: its columns are told by what stands in them (--columns says it better)')
    reasons.push(...guess.reasons)
    for (const column of columns) taken.add(column)
  }
  let format: TimeFormat | undefined = guess?.time?.format
  const time =
    guess?.time?.column ??
    find('time', (list) => {
      format = timeFormatOf(list)
      return format !== undefined
    }) ??
    take(
      'time',
      columns.find((column) => {
        if (taken.has(column)) return false
        const list = values(column)
        format = list.length > 0 ? surelyTimes(list) : undefined
        return format !== undefined
      }),
      'its values are times',
    ) ??
    take(
      'time',
      countedOrders(columns, values),
      'it counts the orders of a customer: which came before which is all it says',
    )
  if (time !== undefined) format ??= 'day'
  const mapping: Record<string, unknown> = { kind: 'purchase' }
  if (time !== undefined) {
    if (format === 'day')
      reasons.push('time: counts from a first one that is not known; it is taken for 2000-01-01, and each for a day')
    mapping.time = { column: time, format, ...besideDate(values(time), format, columns, values, take) }
  }
  const kindColumn =
    guess?.kind ??
    find('kind', (list, column) => {
      const { known, words } = kindsOf(list)
      return known > (foldedHeading(column) === 'name' ? words / 2 : 0)
    })
  const item = guess?.item ?? find('item')
  for (const field of ['id', 'user'] as const) put(mapping, field, find(field))
  put(mapping, 'order', find('order') ?? orderNames(columns, values, take))
  // what has lines that name products, as "line_items.sku" does, is an order
  if (mapping.order === undefined && item?.includes('.'))
    put(
      mapping,
      'order',
      take('order', columns.includes('id') && !taken.has('id') ? 'id' : undefined, 'it has lines of products'),
    )
  // what an order of a till calls a device is the till
  const isTill = columns.some((column) => foldedHeading(column) === 'lineitemname')
  put(
    mapping,
    'visitor',
    find('visitor', (_, column) => !(isTill && foldedHeading(column) === 'deviceid')),
  )
  for (const field of ['user', 'visitor'] as const) put(mapping, field, guess?.[field])
  put(mapping, 'item', item ?? take('item', otherIds(columns, taken, values), 'of the other ids it names most things'))
  put(mapping, 'query', find('query'))
  for (const field of ['quantity', 'price', 'rating'] as const)
    put(mapping, field, find(field, numeric) ?? (field === 'price' ? undefined : guess?.[field]))
  put(
    mapping,
    'currency',
    find('currency', (list) => list.length > 0 && list.every((value) => /^[A-Za-z]{3}$/.test(value))),
  )
  const classes = (list: string[]) => list.filter((value) => deviceOfWord(value) !== undefined)
  put(
    mapping,
    'device',
    find('device', (list) => list.length > 0 && classes(list).length > list.length / 2),
  )
  for (const part of ['items', 'users'] as const) {
    const of = mapping[part === 'items' ? 'item' : 'user']
    const names = typeof of === 'string' ? cells(of) : undefined
    // the headline of a review is called a title too
    const saysSo = (column: string) => {
      const said = names && cells(column)
      return !said || goesBy(names.map((name, row) => [name, said[row] ?? ''] as const))
    }
    const described = describedBy(part, (path) =>
      find(path, (list, column) => (path === 'items.price' ? numeric(list) : saysSo(column))),
    )
    if (part === 'items') put(described, 'title', guess?.title)
    if (Object.keys(described).length > 0) mapping[part] = described
  }

  if (kindColumn !== undefined) {
    const found = kindsOf(values(kindColumn)).values
    const kinds = withUsual(found)
    mapping.kind = { column: kindColumn, values: kinds }
    reasons.push(
      `kind: ${Object.entries(found)
        .map(([word, kind]) => `"${word}" is ${kind}`)
        .join(', ')}, and the usual names of the others; other words are set aside and named`,
    )
  } else if (mapping.rating !== undefined) {
    mapping.kind = 'rating'
    reasons.push('kind = rating: the rows bring one')
  } else {
    const bought = ['quantity', 'price', 'order'].filter((field) => mapping[field] !== undefined && !guess?.quantity)
    const told = bought.length > 0 ? `the rows bring ${bought.join(', ')}` : boughtByName(fileName)
    mapping.kind = told ? 'purchase' : 'view'
    reasons.push(told ? `kind = purchase: ${told}` : 'kind = view: nothing says that anything was bought')
    reasons.push(
      ...unreadKinds(
        columns.filter((column) => !taken.has(column)),
        values,
      ),
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
  const isNobodys = [mapping.user, mapping.visitor, mapping.order, mapping.query].every(isNothing)
  const isAnyones = mapping.user === undefined && mapping.visitor === undefined
  const lacking = [
    time === undefined && isAnyones && 'a time',
    mapping.item === undefined && mapping.query === undefined && 'an item',
  ].filter(Boolean)
  if (lacking.length > 0) {
    const first = isNameless ? ` (no header; the first row is ${(sample[0] ?? []).join(' | ').slice(0, 200)})` : ''
    throw new Fault(
      'bad-file',
      `${fileName}: got the columns ${columns.slice(0, 20).join(', ')}${first}; cannot tell ${lacking.join(' and ')} among them. ${howToGoOn(mapping as Mapping, isNameless, isNobodys)}`,
    )
  }
  if (time === undefined)
    reasons.push('time: no column says when; all counts as one moment, and nothing can be split by time')
  if (isNobodys) reasons.push('nobody is named: neither customers, visitors nor orders; prepare drops lines of nobody')
  return { mapping: mapping as Mapping, reasons }
}

/** What the columns say of products or customers. @param find  the column of a field, where there is one */
function describedBy(part: 'items' | 'users', find: (path: Field) => string | undefined): Record<string, unknown> {
  const described: Record<string, unknown> = {}
  const attributes: Record<string, unknown> = {}
  for (const path of Object.keys(headingWords) as Field[]) {
    if (!path.startsWith(`${part}.`)) continue
    const name = path.slice(path.lastIndexOf('.') + 1)
    put(path.startsWith(`${part}.attributes.`) ? attributes : described, name, find(path))
  }
  if (Object.keys(attributes).length > 0) described.attributes = attributes
  return described
}

/** What somebody can do whose file was not understood, in sentences. */
function howToGoOn({ items, order }: Partial<Mapping>, isNameless: boolean, isNobodys: boolean): string {
  const products = 'It seems to list products, not what was done with them: import those with --what items. '
  const other = `What else is known of each ${order} may stand in another file: give that with --join FILE. `
  const names = 'Say what they are with --columns user,item,rating,time (as many as there are), or write'
  return `${isNobodys && items !== undefined ? products : ''}${order !== undefined && !isNameless ? other : ''}${isNameless ? names : 'Write'} a mapping file that names them and give it with --mapping (osusume import --help shows one)`
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
  [mapping.time?.column, mapping.user, mapping.visitor, mapping.item, mapping.order].filter(
    (column) => column !== undefined,
  )

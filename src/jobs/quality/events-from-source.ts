import type { Mapping, TimeFormat } from '../../collect/mapping.ts'
import { quoted, text } from '../../prepare/engine.ts'

/** Dates as people write them, with or without a time of day: every order with every sign between. */
const written = (order: readonly [string, string, string]) =>
  ['/', '.', '-'].flatMap((sign) => {
    const date = order.join(sign)
    return [`${date} %H:%M:%S`, `${date} %H:%M`, date]
  })

/** How a text becomes a TIMESTAMP, NULL where it cannot. */
const timeReaders: Record<TimeFormat, (column: string) => string> = {
  iso: (column) => `TRY_CAST(${column} AS TIMESTAMP)`,
  'epoch-s': (column) => `make_timestamp((TRY_CAST(${column} AS DOUBLE) * 1e6)::BIGINT)`,
  'epoch-ms': (column) => `make_timestamp((TRY_CAST(${column} AS DOUBLE) * 1e3)::BIGINT)`,
  'epoch-us': (column) => `make_timestamp(TRY_CAST(${column} AS BIGINT))`,
  'D/M/Y': (column) => parsed(column, [...written(['%d', '%m', '%Y']), ...written(['%d', '%m', '%y'])]),
  'M/D/Y': (column) => parsed(column, [...written(['%m', '%d', '%Y']), ...written(['%m', '%d', '%y'])]),
  'Y/M/D': (column) => parsed(column, written(['%Y', '%m', '%d'])),
}

const parsed = (column: string, formats: readonly string[]) =>
  `try_strptime(${column}, [${formats.map(text).join(', ')}])`

/** The SQL that makes the table `events` (prepare/quality/events-table.ts) of the table `source`, as a mapping says. */
export function eventsFromSource(mapping: Mapping): string {
  const absent = (mapping.absent ?? []).map(text)
  const value = (column: string | undefined) => {
    if (column === undefined) return undefined
    const trimmed = `nullif(trim(${quoted(column)}::VARCHAR), '')`
    return absent.length > 0 ? `CASE WHEN ${trimmed} IN (${absent.join(', ')}) THEN NULL ELSE ${trimmed} END` : trimmed
  }
  const number = (column: string | undefined) => {
    const said = value(column)
    if (said === undefined) return 'NULL::DOUBLE'
    const usual = mapping.decimal === ',' ? `replace(replace(${said}, '.', ''), ',', '.')` : said
    // NaN and infinities are words a number column may hold, and no numbers
    return `(SELECT CASE WHEN isfinite(x) THEN x END FROM (SELECT TRY_CAST(${usual} AS DOUBLE) AS x))`
  }
  const time = timeReaders[mapping.time.format ?? 'iso'](value(mapping.time.column) as string)
  const minutes = mapping.time.utcOffsetMinutes ?? 0
  const kind = kindSql(mapping, value)
  const columns: Record<string, string> = {
    line: 'line',
    kind,
    moment: minutes === 0 ? time : `${time} - INTERVAL (${minutes}) MINUTE`,
    customer: value(mapping.user) ?? 'NULL::VARCHAR',
    visitor: value(mapping.visitor) ?? 'NULL::VARCHAR',
    item: value(mapping.item) ?? 'NULL::VARCHAR',
    order_no: value(mapping.order) ?? 'NULL::VARCHAR',
    title: value(mapping.items?.title) ?? 'NULL::VARCHAR',
    country: value(mapping.users?.country) ?? 'NULL::VARCHAR',
    quantity: number(mapping.quantity),
    price: number(mapping.price),
    rating: number(mapping.rating),
  }
  const select = Object.entries(columns).map(([name, sql]) => `${sql} AS ${name}`)
  return `CREATE TABLE events AS SELECT ${select.join(',\n')} FROM source`
}

function kindSql({ kind, rules = [] }: Mapping, value: (column: string) => string | undefined): string {
  const usual =
    typeof kind === 'string'
      ? text(kind)
      : `CASE ${value(kind.column)} ${Object.entries(kind.values)
          .map(([word, of]) => `WHEN ${text(word)} THEN ${text(of)}`)
          .join(' ')} END`
  if (rules.length === 0) return usual
  const cases = rules.map(
    ({ column, startsWith, kind }) =>
      `WHEN starts_with(${quoted(column)}::VARCHAR, ${text(startsWith)}) THEN ${text(kind)}`,
  )
  return `CASE ${cases.join(' ')} ELSE ${usual} END`
}

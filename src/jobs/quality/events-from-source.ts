import { maxIdLength } from '../../collect/events/map-row.ts'
import type { Mapping } from '../../collect/mapping/mapping.ts'
import { text } from '../../prepare/engine.ts'
import { white } from '../../prepare/quality/events-table.ts'
import { timeParted } from './text-readers.ts'

/**
 * The SQL that makes the table `events` (prepare/quality/events-table.ts) of the table `source`, as a mapping says and as an import would
 * read it: text-readers.ts must have been defined.
 * @param columns  what the columns of `source` are called in the file, in order: `source` itself has them as c0, c1, …
 * @param device   the column that says with what a visitor came, where there is one, as it is written: events keep the class alone
 */
export function eventsFromSource(mapping: Mapping, columns: readonly string[], device?: string): string {
  const at = (column: string) => `c${columns.indexOf(column)}`
  const absent = (mapping.absent ?? []).map(text)
  const value = (column: string | undefined) => {
    if (column === undefined) return 'NULL::VARCHAR'
    const said = `nullif(trim(${at(column)}, ${white}), '')`
    return absent.length > 0 ? `CASE WHEN ${said} NOT IN (${absent.join(', ')}) THEN ${said} END` : said
  }
  const said = {
    customer: value(mapping.user),
    visitor: value(mapping.visitor),
    item: value(mapping.item),
    order_no: value(mapping.order),
  }
  const amounts = { quantity: value(mapping.quantity), price: value(mapping.price), rating: value(mapping.rating) }
  const kinds = typeof mapping.kind === 'string' ? undefined : `trim(${at(mapping.kind.column)}, ${white})`
  const given = Object.entries({ ...said, ...amounts })
  return `CREATE TABLE events AS
  WITH said AS (SELECT line, ${kindSql(mapping, at, kinds)} AS kind, ${kinds ?? 'NULL::VARCHAR'} AS kind_said,
      ${timeSaid(mapping, at, value)} AS time_said, ${value(mapping.items?.title)} AS title,
      ${value(mapping.users?.country)} AS country, ${value(device)} AS device, ${value(mapping.currency)} AS currency,
      ${given.map(([name, sql]) => `${sql} AS ${name}_said`).join(', ')} FROM source),
    read AS (SELECT *, make_timestamp((read_moment(time_said) * 1000)::BIGINT) AS moment,
      ${Object.keys(said)
        .map((name) => `CASE WHEN regexp_full_match(${name}_said, ${anId}) THEN ${name}_said END AS ${name}`)
        .join(', ')},
      read_count(quantity_said) AS quantity, read_price(price_said, currency) AS price, read_count(rating_said) AS rating FROM said)
  SELECT line, kind, kind_said, moment, time_said, customer, visitor, item, order_no, title, country, device, quantity, price, rating,
    nullif(concat_ws(', ', ${given.map(([name]) => unread(name)).join(', ')}), '') AS unread FROM read`
}

/** What the columns of a row's time say, as text-readers.ts takes it apart again. */
const timeSaid = ({ time }: Mapping, at: (column: string) => string, value: (column: string | undefined) => string) =>
  time?.clock === undefined && time?.elapsedMs === undefined
    ? time === undefined
      ? 'NULL::VARCHAR'
      : `trim(${at(time.column)}, ${white})`
    : `concat_ws(${text(timeParted)}, ${[time.column, time.clock, time.elapsedMs].map((column) => `coalesce(${value(column)}, '')`).join(', ')})`

/** What an import takes for an id. */
const anId = text(`[^\\x00-\\x1f\\x7f]{1,${maxIdLength}}`)

const unread = (name: string) =>
  `CASE WHEN ${name}_said IS NOT NULL AND ${name} IS NULL THEN '${name === 'order_no' ? 'order' : name} "' || left(${name}_said, 40) || '"' END`

function kindSql({ kind, rules = [] }: Mapping, at: (column: string) => string, word: string | undefined): string {
  const usual =
    typeof kind === 'string'
      ? text(kind)
      : `CASE ${word} ${Object.entries(kind.values)
          .map(([said, of]) => `WHEN ${text(said)} THEN ${text(of)}`)
          .join(' ')} END`
  if (rules.length === 0) return usual
  const cases = rules.map(
    ({ column, startsWith, kind }) => `WHEN starts_with(${at(column)}, ${text(startsWith)}) THEN ${text(kind)}`,
  )
  return `CASE ${cases.join(' ')} ELSE ${usual} END`
}

/**
 * What every check reads: the table `events`, one row a row of the source that could be read, whatever the source was.
 *
 *     line      BIGINT     row of the source, from 1
 *     kind      VARCHAR    what was done (contract/event.ts)
 *     moment    TIMESTAMP  when, UTC; NULL where it cannot be read
 *     customer, visitor, item, order_no, title, country  VARCHAR   NULL where not given
 *     quantity, price, rating  DOUBLE    NULL where not given or no number
 *
 * and the table `source`, the same rows with the columns of the source and `line`. What is stored also has the table `catalogue`, the
 * ids (`item`) of the products that are described.
 */
export const eventColumns = {
  line: 'BIGINT',
  kind: 'VARCHAR',
  moment: 'TIMESTAMP',
  customer: 'VARCHAR',
  visitor: 'VARCHAR',
  item: 'VARCHAR',
  order_no: 'VARCHAR',
  title: 'VARCHAR',
  country: 'VARCHAR',
  quantity: 'DOUBLE',
  price: 'DOUBLE',
  rating: 'DOUBLE',
} as const

export type EventColumn = keyof typeof eventColumns

/** Who did it, for checks that do not care whether they signed in. */
export const person = `coalesce(customer, 'visitor:' || visitor)`

/** What came back: a refund by its kind, or pieces below nothing. */
export const isReturn = `(kind = 'refund' OR quantity < 0)`

/** A row as a person would name it: "row 12: 2010-03-01 09:15, 13085 purchase 85048, -3 at 6.95, order C489449". */
export const inWords = `'row ' || line || ': ' || concat_ws(', ',
  strftime(moment, '%Y-%m-%d %H:%M'),
  concat_ws(' ', coalesce(customer, visitor, 'nobody'), kind, coalesce(item, 'nothing'), title),
  CASE WHEN quantity IS NOT NULL THEN concat_ws(' at ', quantity::VARCHAR, price::VARCHAR) WHEN price IS NOT NULL THEN 'at ' || price END,
  'order ' || order_no)`

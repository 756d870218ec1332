/**
 * What every check reads: the table `events`, one row a row of the source that could be read, whatever the source was.
 *
 *     line      BIGINT     line of the file, number of the event of a log; from 1
 *     kind      VARCHAR    what was done (contract/event.ts); NULL where its word is not known
 *     kind_said VARCHAR    that word, where the source has one
 *     moment    TIMESTAMP  when, UTC; NULL where it cannot be read
 *     time_said VARCHAR    as it was written, where the source is a file
 *     customer, visitor, item, order_no, title, country, device  VARCHAR   NULL where not given
 *     quantity, price, rating  DOUBLE    NULL where not given or no number
 *     unread    VARCHAR    ids and numbers that are given and cannot be read, in words; NULL where all can
 *
 * the table `rejected`, the lines of what could not be read, where there are any,
 * and the table `source`, the same rows with the columns of the source, all VARCHAR, and `line`. What is stored also has the table
 * `catalogue`, the ids (`item`) of the products that are described.
 */
export const eventColumns = {
  line: 'BIGINT',
  kind: 'VARCHAR',
  kind_said: 'VARCHAR',
  moment: 'TIMESTAMP',
  time_said: 'VARCHAR',
  customer: 'VARCHAR',
  visitor: 'VARCHAR',
  item: 'VARCHAR',
  order_no: 'VARCHAR',
  title: 'VARCHAR',
  country: 'VARCHAR',
  device: 'VARCHAR',
  quantity: 'DOUBLE',
  price: 'DOUBLE',
  rating: 'DOUBLE',
  unread: 'VARCHAR',
} as const

/** What `String.trim` takes away, for SQL's. */
export const white = `'\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff'`

export type EventColumn = keyof typeof eventColumns

/** Who did it, for checks that do not care whether they signed in. */
export const person = `coalesce(customer, 'visitor:' || visitor)`

/** What came back: a refund by its kind, or pieces below nothing. */
export const isReturn = `(kind = 'refund' OR quantity < 0)`

/** A whole number without decimals, for SQL. */
export const plain = (column: string) => `regexp_replace(${column}::VARCHAR, '\\.0$', '')`

/** A row as a person would name it: "row 12: 2010-03-01 09:15, 13085 purchase 85048, -3 at 6.95, order C489449". */
export const inWords = `'row ' || line || ': ' || concat_ws(', ',
  strftime(moment, '%Y-%m-%d %H:%M'),
  concat_ws(' ', coalesce(customer, visitor, 'nobody'), kind, coalesce(item, 'nothing'), left(title, 80)),
  CASE WHEN quantity IS NOT NULL THEN concat_ws(' at ', ${plain('quantity')}, ${plain('price')}) WHEN price IS NOT NULL THEN 'at ' || ${plain('price')} END,
  'order ' || order_no)`

import { quoted } from '../../engine.ts'
import { type Check, countOf, linesOf, listed, nSamples, rowsInWords, samplesOf } from '../check.ts'
import { inWords, person } from '../events-table.ts'

/** Rows that could not be taken apart into their fields. */
export const brokenRows: Check = {
  name: 'broken-rows',
  needs: [],
  warning: 0.001,
  error: 0.02,
  async find(_engine, { rejected, rows, rejectedSamples, blankLines = 0 }) {
    return {
      count: rejected,
      of: rows + rejected,
      advice: `${rowsInWords(rejected, rows + rejected)} cannot be read. They are left out and named in the reject file of an import; mend the export that wrote them.${blankLines > 0 ? ` ${blankLines.toLocaleString('en')} empty lines were passed over.` : ''}`,
      samples: rejectedSamples,
      ...(rejected > 0 && { lines: 'SELECT line FROM rejected' }),
    }
  },
}

/** Rows that repeat an earlier one to the letter. */
export const repeats: Check = {
  name: 'repeats',
  needs: [],
  warning: 0.005,
  error: 0.2,
  async find(engine, { rows }) {
    const columns = (
      await engine.all<{ name: string }>(`SELECT column_name AS name FROM (DESCRIBE SELECT * EXCLUDE line FROM source)`)
    ).map(({ name }) => quoted(name))
    await engine.run(
      `CREATE OR REPLACE TEMP TABLE repeated AS
       SELECT line FROM (SELECT line, row_number() OVER (PARTITION BY ${columns.join(', ')} ORDER BY line) AS nth FROM source)
       WHERE nth > 1`,
    )
    const { n: count } = await engine.one<{ n: number }>('SELECT count(*)::DOUBLE AS n FROM repeated')
    return {
      count,
      advice: `${rowsInWords(count, rows)} repeat an earlier one letter by letter: exported or sent twice. Import merges them; counted twice they would make what they name look more liked than it is.`,
      samples: await samplesOf(engine, 'line IN (FROM repeated)'),
      lines: linesOf('line IN (FROM repeated)'),
    }
  },
}

/** The same person doing the same with the same product again within two seconds: a double click, a retried post. */
export const nearRepeats: Check = {
  name: 'near-repeats',
  needs: ['moment', 'item'],
  warning: 0.01,
  error: 0.2,
  async find(engine, { rows }) {
    // of rows that differ only in what says nothing new; whole repeats are a check of their own
    const near = `(SELECT *, epoch(moment - lag(moment) OVER same) AS gap, lag(order_no) OVER same AS before
      FROM events WHERE ${person} IS NOT NULL AND item IS NOT NULL AND line NOT IN (FROM repeated)
      WINDOW same AS (PARTITION BY ${person}, item, kind, quantity, price ORDER BY moment, line))`
    const condition = `gap <= 2 AND (order_no IS NULL OR before IS DISTINCT FROM order_no OR gap > 0)`
    const { n: count } = await engine.one<{ n: number }>(`SELECT count(*)::DOUBLE AS n FROM ${near} WHERE ${condition}`)
    return {
      count,
      advice: `${rowsInWords(count, rows)} say what the same person did with the same product within two seconds before: double clicks and retried posts. They would count as liking it more.`,
      samples: await samplesOf(engine, condition, near),
      lines: linesOf(condition, near),
    }
  },
}

/** A whole order that stands there twice, under two numbers. */
export const repeatedOrders: Check = {
  name: 'repeated-orders',
  needs: ['order_no', 'item', 'moment', 'customer'],
  warning: 0.002,
  error: 0.05,
  async find(engine, { rows }) {
    const found = await engine.all<{ line: number; again: string; said: string; n: number }>(
      `WITH orders AS (
         SELECT order_no, customer, min(moment) AS moment, min(line) AS line, count(*) AS n,
           md5(string_agg(item || '×' || coalesce(quantity, 1) || '@' || coalesce(price, 0), '|' ORDER BY item, quantity, price)) AS content
         FROM events WHERE customer IS NOT NULL AND order_no IS NOT NULL AND item IS NOT NULL AND kind = 'purchase' AND coalesce(quantity, 1) > 0
           AND line NOT IN (FROM repeated)
         GROUP BY order_no, customer HAVING count(*) >= 2)
       SELECT line::DOUBLE AS line, n::DOUBLE AS n, order_no AS again, 'order ' || order_no || ' says what order ' || before || ' said (customer ' || customer || ', ' || n || ' lines)' AS said
       FROM (SELECT *, lag(order_no) OVER same AS before, moment - lag(moment) OVER same AS gap FROM orders WINDOW same AS (PARTITION BY customer, content ORDER BY moment, line))
       WHERE before IS NOT NULL AND gap <= INTERVAL 1 DAY ORDER BY line`,
    )
    const count = found.reduce((sum, { n }) => sum + n, 0)
    return {
      count,
      advice: `${rowsInWords(count, rows)} belong to ${found.length.toLocaleString('en')} orders that repeat, line for line, an order of the same customer within a day before: sent twice. One of each pair should go.`,
      lines: linesOf(
        `kind = 'purchase' AND coalesce(quantity, 1) > 0 AND order_no IN (${listed(found.map(({ again }) => again))})`,
      ),
      samples: found.slice(0, nSamples).map(({ said }) => said),
    }
  },
}

/** Times that cannot be read, lie in the future or before there were shops on the web. */
export const oddTimes: Check = {
  name: 'odd-times',
  needs: [],
  warning: 0.0001,
  error: 0.02,
  async find(engine, { rows, nowMs }) {
    const condition = `(moment IS NULL OR epoch_ms(moment) > ${nowMs + 86_400_000} OR year(moment) < 1995)`
    const count = await countOf(engine, condition)
    const ahead = await countOf(engine, `epoch_ms(moment) > ${nowMs + 86_400_000}`)
    const unread = await countOf(engine, 'moment IS NULL')
    const samples = await engine.all<{ said: string }>(
      `SELECT CASE WHEN moment IS NULL THEN 'row ' || line || ': time "' || left(time_said, 40) || '"' ELSE ${inWords} END AS said FROM events WHERE ${condition} ORDER BY line LIMIT ${nSamples}`,
    )
    return {
      count,
      advice: `${rowsInWords(count, rows)} have a time that cannot be: ${unread.toLocaleString('en')} cannot be read (years before 1971 and after 2100 are none), ${ahead.toLocaleString('en')} lie ahead of us, ${(count - unread - ahead).toLocaleString('en')} before 1995. Such rows cannot stand in any order; see the mapping's time format and zone.`,
      samples: samples.map(({ said }) => said),
      lines: linesOf(condition),
    }
  },
}

/** Days without anything, between days that have something, where a weekday is not always so. */
export const gapsInTime: Check = {
  name: 'gaps-in-time',
  needs: ['moment'],
  warning: 0.02,
  error: 0.3,
  async find(engine, { rows }) {
    const gaps = await engine.all<{ first: string; days: number; usual: number }>(
      `WITH days AS (SELECT moment::DATE AS day, count(*) AS n FROM events WHERE moment IS NOT NULL GROUP BY 1),
        every AS (SELECT unnest(generate_series((SELECT min(day) FROM days), (SELECT max(day) FROM days), INTERVAL 1 DAY))::DATE AS day),
        counts AS (SELECT every.day, coalesce(n, 0) AS n, isodow(every.day) AS weekday FROM every LEFT JOIN days USING (day)),
        usual AS (SELECT weekday, median(n) AS usual FROM counts GROUP BY weekday),
        silent AS (SELECT counts.day, usual, counts.day - (row_number() OVER (ORDER BY counts.day))::INTEGER AS run FROM counts JOIN usual USING (weekday) WHERE n = 0 AND usual > 0)
       SELECT strftime(min(day), '%Y-%m-%d') AS first, count(*)::DOUBLE AS days, sum(usual)::DOUBLE AS usual FROM silent GROUP BY run ORDER BY usual DESC`,
    )
    const days = gaps.reduce((sum, gap) => sum + gap.days, 0)
    const missing = Math.round(gaps.reduce((sum, gap) => sum + gap.usual, 0))
    return {
      count: missing,
      advice:
        days === 0
          ? 'No day is silent that usually is not.'
          : `${days.toLocaleString('en')} days are silent that usually are not: about ${rowsInWords(missing, rows)} may be missing. Holidays, or a tracker that was off: trends and baskets of those days cannot be learnt.`,
      samples: gaps
        .slice(0, nSamples)
        .map(({ first, days }) => `${days === 1 ? 'the day' : `${days} days from`} ${first}`),
    }
  },
}

import { type Check, countOf, nSamples, rowsInWords, samplesOf } from '../check.ts'
import { person } from '../events-table.ts'

/** Rows that say what was done, but not by whom. */
export const nobody: Check = {
  name: 'nobody',
  needs: [],
  warning: 0.02,
  error: 0.5,
  async find(engine, { rows, filled }) {
    const condition = `${person} IS NULL`
    const count = await countOf(engine, condition)
    const only = filled.has('visitor') ? 'neither customer nor visitor' : 'no customer'
    return {
      count,
      advice: `${rowsInWords(count, rows)} name ${only}. They can teach what is popular and what is bought together, but nobody's taste. If the shop keeps a browser or session id, bring it along as visitor.`,
      samples: await samplesOf(engine, condition),
    }
  },
}

/** Browsers on which more than one customer signs in: whose the rest of their rows are cannot be told. */
export const sharedBrowsers: Check = {
  name: 'shared-browsers',
  needs: ['visitor', 'customer'],
  warning: 0.05,
  error: 0.3,
  async find(engine, { rows }) {
    const shared = `(SELECT visitor FROM events WHERE visitor IS NOT NULL AND customer IS NOT NULL GROUP BY visitor HAVING count(DISTINCT customer) > 1)`
    const condition = `visitor IN ${shared}`
    const count = await countOf(engine, condition)
    return {
      count,
      advice: `${rowsInWords(count, rows)} come from browsers on which several customers sign in: a family, a shop counter. What is done there before signing in belongs to no one of them.`,
      samples: await samplesOf(engine, condition),
    }
  },
}

/**
 * People who buy for a business: their usual line holds ten times the pieces of everybody's usual line, or they buy more than 3.5
 * robust deviations (log pieces) above the median customer, over five lines or more.
 */
export const wholesale: Check = {
  name: 'wholesale-buyers',
  needs: ['customer', 'quantity'],
  warning: 0.02,
  error: 0.5,
  async find(engine, { rows }) {
    const found = await engine.all<{ customer: string; lines: number; pieces: number; typical: number }>(
      `WITH bought AS (SELECT customer, count(*) AS lines, sum(quantity) AS pieces, median(quantity) AS typical
          FROM events WHERE customer IS NOT NULL AND quantity > 0 AND kind <> 'refund' GROUP BY customer),
        usual AS (SELECT (SELECT median(quantity) FROM events WHERE quantity > 0) AS line, median(ln(pieces)) AS middle, 1.4826 * mad(ln(pieces)) AS spread FROM bought)
       SELECT customer, lines::DOUBLE AS lines, pieces, typical FROM bought, usual
       WHERE lines >= 5 AND (typical >= 10 * line OR (spread > 0 AND (ln(pieces) - middle) / spread > 3.5)) ORDER BY pieces DESC`,
    )
    const count = found.reduce((sum, { lines }) => sum + lines, 0)
    return {
      count,
      advice: `${found.length.toLocaleString('en')} customers with ${rowsInWords(count, rows)} buy in quantities of a business. They are not wrong, but their baskets say little about one shopper's taste: train them as a segment of their own.`,
      samples: found
        .slice(0, nSamples)
        .map(
          ({ customer, lines, pieces, typical }) =>
            `customer ${customer}: ${pieces.toLocaleString('en')} pieces in ${lines} lines, usually ${typical}`,
        ),
    }
  },
}

/**
 * People who act as no person does: more than 500 things on one day, or 50 and more in a row without once waiting longer than two seconds
 * or at one rhythm (the middle half of the pauses within a tenth of their median), and hardly ever buying.
 */
export const machines: Check = {
  name: 'bots',
  needs: ['moment'],
  warning: 0.005,
  error: 0.2,
  async find(engine, { rows }) {
    await engine.run(
      `CREATE OR REPLACE TEMP TABLE machine AS
       WITH paused AS (SELECT ${person} AS who, moment, kind, epoch(moment - lag(moment) OVER (PARTITION BY ${person} ORDER BY moment, line)) AS pause FROM events WHERE ${person} IS NOT NULL AND moment IS NOT NULL AND kind <> 'purchase'),
         daily AS (SELECT who, max(n) AS busiest FROM (SELECT who, moment::DATE AS day, count(*) AS n FROM paused GROUP BY ALL) GROUP BY who),
         rhythm AS (SELECT who, count(*) AS n, median(pause) AS usual, quantile_cont(pause, 0.75) - quantile_cont(pause, 0.25) AS spread
           FROM paused WHERE pause > 0 AND pause < 1800 GROUP BY who HAVING count(*) >= 50),
         buying AS (SELECT ${person} AS who, count(*) FILTER (kind = 'purchase') / count(*) AS share FROM events WHERE ${person} IS NOT NULL GROUP BY 1)
       SELECT who FROM daily JOIN buying USING (who) LEFT JOIN rhythm USING (who)
       WHERE share < 0.01 AND (busiest > 500 OR usual <= 2 OR spread <= 0.1 * usual)`,
    )
    const condition = `${person} IN (FROM machine)`
    const count = await countOf(engine, condition)
    const { n } = await engine.one<{ n: number }>('SELECT count(*)::DOUBLE AS n FROM machine')
    return {
      count,
      advice: `${rowsInWords(count, rows)} come from ${n.toLocaleString('en')} visitors that act like machines: too many, too fast or at one rhythm, and without buying. Crawlers make everything look equally liked; set them aside.`,
      samples: await samplesOf(engine, condition),
    }
  },
}

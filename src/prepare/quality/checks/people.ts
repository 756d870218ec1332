import { defaultConfig } from '../../config.ts'
import { text } from '../../engine.ts'
import { areMachines, clockStands, leastEvents, machineScore, wantingKinds } from '../../steps/bots.ts'
import { type Check, countOf, linesOf, listed, nSamples, rowsInWords, samplesOf } from '../check.ts'
import { person } from '../events-table.ts'
import { impossiblePieces } from './trade.ts'

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
      lines: linesOf(condition),
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
      lines: linesOf(condition),
    }
  },
}

/** The shop's own people and the orders that try whether ordering works, by the ids that `prepare` sets aside (steps/staff.ts). */
export const ownDoing: Check = {
  name: 'staff-and-tests',
  needs: [],
  warning: 0.01,
  error: 0.3,
  async find(engine, { rows }) {
    const pattern = text(defaultConfig.staffPattern)
    const condition = `(regexp_matches(${person}, ${pattern}, 'i') OR regexp_matches(order_no, ${pattern}, 'i'))`
    const count = await countOf(engine, condition)
    return {
      count,
      advice: `${rowsInWords(count, rows)} are of customers or orders called test, staff, internal or demo: the shop's own doing, nobody's taste. prepare sets them aside (staffPattern).`,
      samples: await samplesOf(engine, condition),
      lines: linesOf(condition),
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
    // a slip of the keyboard makes no trader
    const { far, condition } = impossiblePieces
    const found = await engine.all<{ customer: string; lines: number; pieces: number; typical: number }>(
      `WITH bought AS (SELECT customer, count(*) AS lines, sum(quantity) AS pieces, median(quantity) AS typical
          FROM events WHERE customer IS NOT NULL AND quantity > 0 AND kind <> 'refund' AND line NOT IN (${linesOf(condition, far)}) GROUP BY customer),
        usual AS (SELECT (SELECT median(quantity) FROM events WHERE quantity > 0) AS line, median(ln(pieces)) AS middle, 1.4826 * mad(ln(pieces)) AS spread FROM bought)
       SELECT customer, lines::DOUBLE AS lines, pieces, typical FROM bought, usual
       WHERE lines >= 5 AND (typical >= 10 * line OR (spread > 0 AND (ln(pieces) - middle) / spread > 3.5)) ORDER BY pieces DESC`,
    )
    const count = found.reduce((sum, { lines }) => sum + lines, 0)
    return {
      count,
      advice: `${found.length.toLocaleString('en')} customers with ${rowsInWords(count, rows)} buy in quantities of a business. They are not wrong, but their baskets say little about one shopper's taste: train them as a segment of their own.`,
      lines: linesOf(
        `customer IN (${listed(found.map(({ customer }) => customer))}) AND quantity > 0 AND kind <> 'refund'`,
      ),
      samples: found
        .slice(0, nSamples)
        .map(
          ({ customer, lines, pieces, typical }) =>
            `customer ${customer}: ${pieces.toLocaleString('en')} pieces in ${lines} lines, usually ${typical}`,
        ),
    }
  },
}

/** People who act like machines, by the score and from the degree on by which `prepare` sets them aside (steps/bots.ts). */
export const machines: Check = {
  name: 'bots',
  needs: ['moment'],
  warning: 0.005,
  error: 0.2,
  async find(engine, { rows, filled }) {
    await engine.run(
      `CREATE OR REPLACE TEMP TABLE looker AS
       SELECT ${person} AS who, row_number() OVER (ORDER BY min(line)) AS n FROM events WHERE ${person} IS NOT NULL AND moment IS NOT NULL GROUP BY ${person}
       HAVING count(*) >= ${leastEvents} AND count(*) FILTER (kind IN (${wantingKinds.map(text).join(', ')})) = 0`,
    )
    const [who = new Float64Array(), timesMs = new Float64Array()] = await engine.numbers(
      `SELECT n, epoch_ms(moment) FROM events JOIN looker ON ${person} = who WHERE moment IS NOT NULL ORDER BY n, moment`,
    )
    const acting: number[] = []
    let judged = 0
    for (let start = 0, end = 0; start < who.length; start = end) {
      while (end < who.length && who[end] === who[start]) end++
      judged++
      const score = machineScore(timesMs.subarray(start, end))
      if (Object.values(score).reduce((sum, part) => sum + part, 0) >= defaultConfig.botScore) acting.push(who[start]!)
    }
    const { wants } = await engine.one<{ wants: number }>(
      `SELECT count(*) FILTER (kind IN (${wantingKinds.map(text).join(', ')}))::DOUBLE AS wants FROM events`,
    )
    const found = clockStands(timesMs) || !areMachines(acting.length, judged, wants > 0) ? [] : acting
    const selfDeclared = filled.has('device')
      ? ` UNION SELECT ${person} FROM events WHERE device IS NOT NULL AND ${person} IS NOT NULL GROUP BY 1 HAVING count(*) FILTER (device <> 'bot') = 0`
      : ''
    await engine.run(
      `CREATE OR REPLACE TEMP TABLE machine AS SELECT who FROM looker WHERE n IN (${found.join(', ') || 'NULL'})${selfDeclared}`,
    )
    const { n } = await engine.one<{ n: number }>('SELECT count(*)::DOUBLE AS n FROM machine')
    const condition = `${person} IN (SELECT who FROM machine)`
    const count = await countOf(engine, condition)
    return {
      count,
      advice: `${rowsInWords(count, rows)} come from ${n.toLocaleString('en')} visitors that act like machines: too many, too fast, around the clock or at one rhythm, and without wanting anything${selfDeclared ? ', or machines by their own word' : ''}. Crawlers make everything look equally liked; prepare sets them aside.`,
      samples: await samplesOf(engine, condition),
      lines: linesOf(condition),
    }
  },
}

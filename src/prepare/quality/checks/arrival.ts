import { type Check, linesOf, rowsInWords, samplesOf } from '../check.ts'

/** Events that were stored when something more than a day newer already was: a log is in order of arrival, a file need not be. */
export const lateEvents: Check = {
  name: 'late-events',
  needs: ['moment'],
  needsLog: true,
  warning: 0.01,
  error: 0.5,
  async find(engine, { rows }) {
    const arrived = `(SELECT *, max(moment) OVER (ORDER BY line ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS newest FROM events WHERE moment IS NOT NULL)`
    const condition = `moment < newest - INTERVAL 1 DAY`
    const { n: count } = await engine.one<{ n: number }>(
      `SELECT count(*)::DOUBLE AS n FROM ${arrived} WHERE ${condition}`,
    )
    return {
      count,
      advice: `${rowsInWords(count, rows)} came when something more than a day newer was stored already: an older file imported later, a queue that was stuck, a clock that is wrong. A training before they came has not seen them.`,
      samples: await samplesOf(engine, condition, arrived),
      lines: linesOf(condition, arrived),
    }
  },
}

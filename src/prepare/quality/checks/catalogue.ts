import { type Check, countOf, linesOf, nSamples, rowsInWords, samplesOf } from '../check.ts'

/** Events about products that nobody described, and products in the catalogue that nobody touched. */
export const orphans: Check = {
  name: 'orphans',
  needs: ['item'],
  needsCatalogue: true,
  warning: 0.02,
  error: 0.3,
  async find(engine, { rows }) {
    const condition = `item IS NOT NULL AND item NOT IN (SELECT item FROM catalogue)`
    const count = await countOf(engine, condition)
    const silent = `catalogue WHERE item NOT IN (SELECT item FROM events WHERE item IS NOT NULL)`
    const { n } = await engine.one<{ n: number }>(`SELECT count(*)::DOUBLE AS n FROM ${silent}`)
    const untouched = await engine.all<{ said: string }>(
      `SELECT 'product ' || item || ': no event' AS said FROM ${silent} ORDER BY item LIMIT 2`,
    )
    const known = await samplesOf(engine, condition)
    return {
      count,
      advice: `${rowsInWords(count, rows)} are about products that the catalogue does not know: they have no title to show and nothing a model of content could read. ${n.toLocaleString('en')} products of the catalogue have no event: only models of content can recommend them. An old id, or a catalogue that is not sent whole?`,
      lines: linesOf(condition),
      samples: [...known.slice(0, nSamples - untouched.length), ...untouched.map(({ said }) => said)],
    }
  },
}

import { eventKinds, itemlessKinds } from '../../../contract/event.ts'
import { type Check, countOf, linesOf, listed, nSamples, rowsInWords, samplesOf } from '../check.ts'

/** Numbers that are none and ids that cannot be: what an import refuses as bad-number and bad-id. */
export const unreadValues: Check = {
  name: 'unreadable-values',
  needs: ['unread'],
  warning: 0.001,
  error: 0.02,
  async find(engine, { rows }) {
    const condition = 'unread IS NOT NULL'
    const count = await countOf(engine, condition)
    const samples = await engine.all<{ said: string }>(
      `SELECT 'row ' || line || ': ' || unread AS said FROM events WHERE ${condition} ORDER BY line LIMIT ${nSamples}`,
    )
    return {
      count,
      advice: `${rowsInWords(count, rows)} hold a number or an id that cannot be read: an import refuses them. Prices and pieces may be written "€ 1.234,50" or "1 234.5"; where "1,234" may be either, the mapping has to say decimal, and what other currencies are worth as currencies.`,
      samples: samples.map(({ said }) => said),
      lines: linesOf(condition),
    }
  },
}

const nWords = 20

/** Words for what was done that the mapping does not translate. */
export const unknownKinds: Check = {
  name: 'unknown-kinds',
  needs: ['kind_said'],
  warning: 0.01,
  error: 0.3,
  async find(engine, { rows, kindLine }) {
    const condition = 'kind IS NULL'
    const count = await countOf(engine, condition)
    const words = await engine.all<{ word: string; n: number }>(
      `SELECT left(kind_said, 80) AS word, count(*)::DOUBLE AS n FROM events WHERE ${condition} GROUP BY 1 ORDER BY n DESC, word LIMIT ${nWords}`,
    )
    const line = kindLine?.(words.map(({ word }) => word))
    return {
      count,
      advice: `${rowsInWords(count, rows)} say that something was done which the mapping does not know: an import sets them aside. Name what they are under kind.values (${eventKinds.join(', ')}), or leave them.${line === undefined ? '' : ` The line of the mapping: ${line}`}`,
      samples: words.map(({ word, n }) => `"${word}" in ${n.toLocaleString('en')} ${n === 1 ? 'row' : 'rows'}`),
      lines: linesOf(condition),
    }
  },
}

/** What was done to no product, where there must be one. */
export const missingProducts: Check = {
  name: 'missing-products',
  needs: [],
  warning: 0.001,
  error: 0.05,
  async find(engine, { rows }) {
    const condition = `item IS NULL AND kind NOT IN (${listed(itemlessKinds)}) AND coalesce(NOT starts_with(unread, 'item'), true)`
    const count = await countOf(engine, condition)
    return {
      count,
      advice: `${rowsInWords(count, rows)} name no product: an import refuses them, as there is nothing to recommend or to learn from.`,
      samples: await samplesOf(engine, condition),
      lines: linesOf(condition),
    }
  },
}

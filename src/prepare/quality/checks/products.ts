import { defaultConfig } from '../../config.ts'
import { nearDuplicates } from '../../near-duplicates/near-duplicates.ts'
import { type Check, linesOf, listed, nSamples, rowsInWords, samplesOf } from '../check.ts'

/** Words by which shops call what is no product, as whole words of a code or title. */
const otherWords =
  'post|postage|shipping|carriage|delivery|freight|discount|manual|adjust(ment)?|bank charges?|charges?|fees?|amazon ?fee|commission|samples?|tests?|gift ?(card|voucher)|voucher|donation|debt|deposit|rounding|cash'

/** A shape is usual when so many of all codes have it. */
const usualShape = 0.01

/**
 * Codes that are no products: by their shape (digits and letters in another order than the shop's articles have, where almost all have
 * one of a few), or because their words say so.
 */
export const nonProducts: Check = {
  name: 'non-products',
  needs: ['item'],
  warning: 0.002,
  error: 0.2,
  async find(engine, { rows }) {
    await engine.run(
      `CREATE OR REPLACE TEMP TABLE other_code AS
       WITH codes AS (SELECT item, any_value(title) AS title, count(*) AS n,
           regexp_replace(regexp_replace(trim(item), '[0-9]+', '9', 'g'), '[A-Za-z]+', 'A', 'g') AS shape FROM events WHERE item IS NOT NULL GROUP BY item),
         shapes AS (SELECT shape, count(*) / (SELECT count(*) FROM codes) AS share FROM codes GROUP BY shape),
         usual AS (SELECT shape FROM shapes WHERE share >= ${usualShape}),
         regular AS (SELECT sum(share) AS covered, count(*) AS kinds FROM shapes WHERE share >= ${usualShape})
       SELECT item, n FROM codes, regular
       WHERE (covered >= 0.95 AND kinds <= 5 AND shape NOT IN (FROM usual) AND length(item) > 0)
          OR regexp_full_match(lower(trim(item)), '${otherWords}')
          OR (NOT regexp_matches(item, '[0-9]{3}') AND regexp_matches(lower(coalesce(title, '')), '(^|[^a-z])(${otherWords})([^a-z]|$)'))`,
    )
    const codes = await engine.all<{ item: string; n: number }>(
      'SELECT item, n::DOUBLE AS n FROM other_code ORDER BY n DESC, item',
    )
    const count = codes.reduce((sum, { n }) => sum + n, 0)
    return {
      count,
      advice: `${rowsInWords(count, rows)} under ${codes.length.toLocaleString('en')} codes look like postage, discounts, fees, corrections or tests, not products. As products they would be recommended to everybody, since everybody has them; name the rest with productPattern or nonProducts.`,
      lines: linesOf('item IN (SELECT item FROM other_code)'),
      samples: codes.slice(0, 3 * nSamples).map(({ item, n }) => `"${item}" in ${n.toLocaleString('en')} rows`),
    }
  },
}

/** One code, several descriptions: spaces and capitals make no other. */
export const severalTitles: Check = {
  name: 'several-descriptions',
  needs: ['item', 'title'],
  warning: 0.01,
  error: 0.3,
  async find(engine, { rows }) {
    const words = `regexp_replace(lower(trim(title)), '\\s+', ' ', 'g')`
    await engine.run(
      `CREATE OR REPLACE TEMP TABLE said AS SELECT item, ${words} AS words, count(*) AS n, min(line) AS line FROM events WHERE item IS NOT NULL AND title IS NOT NULL GROUP BY ALL`,
    )
    const found = await engine.all<{ item: string; other: number; titles: string[] }>(
      `SELECT item, (sum(n) - max(n))::DOUBLE AS other, list(words ORDER BY n DESC, line)[1:3] AS titles FROM said GROUP BY item HAVING count(*) > 1 ORDER BY other DESC, item`,
    )
    const count = found.reduce((sum, { other }) => sum + other, 0)
    return {
      count,
      advice: `${found.length.toLocaleString('en')} codes go by several descriptions; ${rowsInWords(count, rows)} say another than most rows of their code. A product is called what most rows call it; a code used again for another product mixes two histories into one.`,
      lines: `SELECT events.line FROM events JOIN (SELECT item, arg_max(words, struct_pack(n := n, early := -line)) AS usual FROM said GROUP BY item) USING (item) WHERE title IS NOT NULL AND ${words} <> usual`,
      samples: found
        .slice(0, nSamples)
        .map(({ item, titles }) => `${item}: ${[...listOf(titles)].map((title) => `"${title}"`).join(', ')}`),
    }
  },
}

/** One code sold at prices more than twice apart. */
export const severalPrices: Check = {
  name: 'several-prices',
  needs: ['item', 'price'],
  warning: 0.05,
  error: 0.5,
  async find(engine, { rows }) {
    const far = `(SELECT e.*, usual FROM events e JOIN (SELECT item, median(price) AS usual FROM events WHERE price > 0 GROUP BY item) USING (item) WHERE price > 0)`
    const condition = `price NOT BETWEEN usual / 2 AND usual * 2`
    const { n: count, codes } = await engine.one<{ n: number; codes: number }>(
      `SELECT count(*)::DOUBLE AS n, count(DISTINCT item)::DOUBLE AS codes FROM ${far} WHERE ${condition}`,
    )
    return {
      count,
      advice: `${rowsInWords(count, rows)} of ${codes.toLocaleString('en')} codes name a price more than twice or less than half of what the product usually costs: offers, other pack sizes, other currencies or slips. Price bands and revenue figures follow the usual price.`,
      samples: await samplesOf(engine, condition, far),
      lines: linesOf(condition, far),
    }
  },
}

/** One thing under two codes, by what they are called (near-duplicates). */
export const twins: Check = {
  name: 'near-duplicate-products',
  needs: ['item', 'title'],
  warning: 0.02,
  error: 0.5,
  async find(engine, { rows, signal }) {
    const items = await engine.all<{ id: string; title: string; price: number | null; n: number }>(
      `SELECT item AS id, mode(title) AS title, median(price) FILTER (price > 0) AS price, count(*)::DOUBLE AS n FROM events WHERE item IS NOT NULL AND title IS NOT NULL GROUP BY item ORDER BY min(line)`,
    )
    const pairs = await nearDuplicates(
      items.map(({ id, title, price }) => ({ id, title, ...(price !== null && { price }) })),
      { least: defaultConfig.twinLikeness, ...(signal && { signal }) },
    )
    const rarer = new Set(pairs.map(({ a, b }) => ((items[a]?.n ?? 0) < (items[b]?.n ?? 0) ? a : b)))
    const count = [...rarer].reduce((sum, at) => sum + (items[at]?.n ?? 0), 0)
    return {
      count,
      advice: `${pairs.length.toLocaleString('en')} pairs of codes seem to name one product; ${rowsInWords(count, rows)} stand under the rarer code of a pair. Split in two, a product's history teaches half.`,
      lines: linesOf(`title IS NOT NULL AND item IN (${listed([...rarer].map((at) => items[at]?.id ?? ''))})`),
      samples: pairs
        .slice(0, nSamples)
        .map(
          ({ a, b, because }) =>
            `${items[a]?.id} "${items[a]?.title}" and ${items[b]?.id} "${items[b]?.title}": ${because}`,
        ),
    }
  },
}

/** A LIST of the engine as an array. */
const listOf = (list: unknown): readonly string[] =>
  Array.isArray(list) ? list : ((list as { items?: string[] }).items ?? [])

import { type Engine, quoted } from '../engine.ts'
import { driftOf } from './drift.ts'
import { white } from './events-table.ts'

/** What a column of the source holds. */
export interface FieldProfile {
  field: string
  /** what nearly all its values read as, by the functions `read_number` and `read_time` that SQL may call */
  type: 'number' | 'time' | 'text' | 'empty'
  missing: number
  missingShare: number
  distinct: number
  /** smallest and largest: as numbers or times where it is such, else by the alphabet */
  least: string | null
  most: string | null
  /** numbers only: rows in which it is written as people write ("€ 1.234,50") and not as programs do */
  written?: number
  /** numbers only: 1st, 25th, 50th, 75th and 99th percentile */
  percentiles?: { p1: number; p25: number; p50: number; p75: number; p99: number }
  /** numbers only: rows in twenty equal bins from the 1st to the 99th percentile, the tails in the outermost */
  histogram?: number[]
  /** the most frequent values */
  top: { value: string; count: number }[]
  /** How the last week differs from the week before (drift.ts). Missing without times or with fewer than two weeks. */
  drift?: number
}

/** So many of a hundred values must read as one type. */
const mostly = 0.95

const nTop = 10
const nBins = 20

interface Row extends Record<string, unknown> {
  n: number
  filled: number
  distinct: number
  numbers: number
  written: number
  times: number
  least: string | null
  most: string | null
  leastNumber: number | null
  mostNumber: number | null
  leastTime: string | null
  mostTime: string | null
}

/** Profiles one column of `source`; every different text is looked at once. */
export async function fieldProfile(
  engine: Engine,
  { field, column, nowMs }: { field: string; column: string; nowMs?: number },
): Promise<FieldProfile> {
  const text = `nullif(trim(${quoted(column)}::VARCHAR, ${white}), '')`
  await engine.run(
    `CREATE OR REPLACE TEMP TABLE value AS SELECT v, n, x, CASE WHEN x IS NULL THEN read_time(v) END AS t
       FROM (SELECT v, n, read_number(v) AS x FROM (SELECT ${text} AS v, count(*) AS n FROM source GROUP BY v))`,
  )
  const row = await engine.one<Row>(
    `SELECT sum(n)::DOUBLE AS n, sum(n) FILTER (v IS NOT NULL)::DOUBLE AS filled, count(v)::DOUBLE AS distinct,
       sum(n) FILTER (x IS NOT NULL)::DOUBLE AS numbers, sum(n) FILTER (x IS NOT NULL AND TRY_CAST(v AS DOUBLE) IS NULL)::DOUBLE AS written,
       sum(n) FILTER (t IS NOT NULL)::DOUBLE AS times, min(v) AS least, max(v) AS most, min(x) AS leastNumber, max(x) AS mostNumber,
       arg_min(v, t) AS leastTime, arg_max(v, t) AS mostTime FROM value`,
  )
  const filled = row.filled ?? 0
  const type =
    filled === 0
      ? 'empty'
      : (row.numbers ?? 0) >= mostly * filled
        ? 'number'
        : (row.times ?? 0) >= mostly * filled
          ? 'time'
          : 'text'
  const top = await engine.all<{ value: string; count: number }>(
    `SELECT left(v, 80) AS value, n::DOUBLE AS count FROM value WHERE v IS NOT NULL ORDER BY n DESC, v LIMIT ${nTop}`,
  )
  const ends = {
    number: [row.leastNumber, row.mostNumber],
    time: [row.leastTime, row.mostTime],
    text: [row.least, row.most],
    empty: [null, null],
  }[type].map((end) => (end === null ? null : String(end).slice(0, 80)))
  const numbers = type === 'number' ? await numberProfile(engine) : undefined
  // ids and times are new every week: only values that come back can drift
  const isReturning = top.reduce((sum, { count }) => sum + count, 0) >= 0.05 * filled
  const drift =
    nowMs !== undefined && isReturning && (type === 'number' || type === 'text')
      ? await driftOf(engine, { text, nowMs, bySize: type === 'number' && row.distinct > 2 * nTop })
      : undefined
  return {
    field,
    type,
    missing: row.n - filled,
    missingShare: row.n > 0 ? (row.n - filled) / row.n : 0,
    distinct: row.distinct,
    least: ends[0] ?? null,
    most: ends[1] ?? null,
    ...(numbers && { written: row.written ?? 0, ...numbers }),
    top,
    ...(drift !== undefined && { drift }),
  }
}

async function numberProfile(engine: Engine) {
  const { p } = await engine.one<{ p: number[] | { items: number[] } }>(
    `SELECT quantile_cont(x, [0.01, 0.25, 0.5, 0.75, 0.99]) AS p FROM (SELECT x, unnest(range(n::BIGINT)) FROM value WHERE x IS NOT NULL)`,
  )
  const [p1 = 0, p25 = 0, p50 = 0, p75 = 0, p99 = 0] = Array.isArray(p) ? p : p.items
  const width = (p99 - p1) / nBins || 1
  const bins = await engine.all<{ bin: number; n: number }>(
    `SELECT least(${nBins - 1}, greatest(0, floor((x - (${p1})) / ${width})))::INTEGER AS bin, sum(n)::DOUBLE AS n FROM value WHERE x IS NOT NULL GROUP BY bin`,
  )
  const histogram = new Array<number>(nBins).fill(0)
  for (const { bin, n } of bins) histogram[bin] = n
  return { percentiles: { p1, p25, p50, p75, p99 }, histogram }
}

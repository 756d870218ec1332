import { type Engine, quoted } from '../engine.ts'

/** What a column of the source holds. */
export interface FieldProfile {
  field: string
  /** what nearly all its values read as */
  type: 'number' | 'time' | 'text' | 'empty'
  missing: number
  missingShare: number
  distinct: number
  /** smallest and largest: as numbers or times where it is such, else by the alphabet */
  least: string | null
  most: string | null
  /** numbers only: 1st, 25th, 50th, 75th and 99th percentile */
  percentiles?: { p1: number; p25: number; p50: number; p75: number; p99: number }
  /** numbers only: rows in twenty equal bins from the 1st to the 99th percentile, the tails in the outermost */
  histogram?: number[]
  /** the most frequent values */
  top: { value: string; count: number }[]
  /**
   * How the last week differs from the week before: the population stability index Σ (p − q) ln(p / q) over the ten most frequent values
   * and the rest; under 0.1 nothing to speak of, above 0.25 a change. Missing without times or with fewer than two weeks.
   */
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
  times: number
  least: string | null
  most: string | null
  leastNumber: number | null
  mostNumber: number | null
}

/** Profiles one column of `source`. */
export async function fieldProfile(engine: Engine, field: string, withDrift: boolean): Promise<FieldProfile> {
  const column = `nullif(trim(${quoted(field)}::VARCHAR), '')`
  const { n, filled, distinct, numbers, times, least, most, leastNumber, mostNumber } = await engine.one<Row>(
    `SELECT count(*)::DOUBLE AS n, count(v)::DOUBLE AS filled, count(DISTINCT v)::DOUBLE AS distinct, count(TRY_CAST(v AS DOUBLE))::DOUBLE AS numbers,
       count(TRY_CAST(v AS TIMESTAMP))::DOUBLE AS times, min(v) AS least, max(v) AS most,
       min(TRY_CAST(v AS DOUBLE)) AS leastNumber, max(TRY_CAST(v AS DOUBLE)) AS mostNumber FROM (SELECT ${column} AS v FROM source)`,
  )
  const type =
    filled === 0 ? 'empty' : numbers >= mostly * filled ? 'number' : times >= mostly * filled ? 'time' : 'text'
  const top = await engine.all<{ value: string; count: number }>(
    `SELECT left(v, 80) AS value, count(*)::DOUBLE AS count FROM (SELECT ${column} AS v FROM source) WHERE v IS NOT NULL GROUP BY v ORDER BY count DESC, v LIMIT ${nTop}`,
  )
  // ids and times are new every week: only values that come back can drift
  const returning = type !== 'time' && top.reduce((sum, { count }) => sum + count, 0) >= 0.05 * filled
  const drift = withDrift && filled > 0 && returning ? await driftOf(engine, column) : undefined
  return {
    field,
    type,
    missing: n - filled,
    missingShare: n > 0 ? (n - filled) / n : 0,
    distinct,
    least: type === 'number' ? String(leastNumber) : (least?.slice(0, 80) ?? null),
    most: type === 'number' ? String(mostNumber) : (most?.slice(0, 80) ?? null),
    ...(type === 'number' && (await numberProfile(engine, column))),
    top,
    ...(drift !== undefined && { drift }),
  }
}

async function numberProfile(engine: Engine, column: string) {
  const values = `(SELECT TRY_CAST(${column} AS DOUBLE) AS x FROM source)`
  const { p } = await engine.one<{ p: number[] | { items: number[] } }>(
    `SELECT quantile_cont(x, [0.01, 0.25, 0.5, 0.75, 0.99]) AS p FROM ${values}`,
  )
  const [p1 = 0, p25 = 0, p50 = 0, p75 = 0, p99 = 0] = Array.isArray(p) ? p : p.items
  const width = (p99 - p1) / nBins || 1
  const bins = await engine.all<{ bin: number; n: number }>(
    `SELECT least(${nBins - 1}, greatest(0, floor((x - ${p1}) / ${width})))::INTEGER AS bin, count(*)::DOUBLE AS n FROM ${values} WHERE isfinite(x) GROUP BY bin`,
  )
  const histogram = new Array<number>(nBins).fill(0)
  for (const { bin, n } of bins) histogram[bin] = n
  return { percentiles: { p1, p25, p50, p75, p99 }, histogram }
}

async function driftOf(engine: Engine, column: string): Promise<number | undefined> {
  const { psi } = await engine.one<{ psi: number | null }>(
    `WITH newest AS (SELECT max(moment) AS moment FROM events),
       weeks AS (SELECT ${column} AS v, events.moment > newest.moment - INTERVAL 7 DAY AS recent FROM source JOIN (SELECT line, moment FROM events) AS events USING (line), newest WHERE events.moment > newest.moment - INTERVAL 14 DAY),
       top AS (SELECT v FROM weeks GROUP BY v ORDER BY count(*) DESC LIMIT ${nTop}),
       shares AS (SELECT CASE WHEN v IN (FROM top) THEN v ELSE '…' END AS v, count(*) FILTER (recent) + 0.5 AS now, count(*) FILTER (NOT recent) + 0.5 AS before FROM weeks GROUP BY 1),
       parts AS (SELECT now / sum(now) OVER () AS p, before / sum(before) OVER () AS q, sum(before) OVER () AS n, sum(now) OVER () AS m FROM shares)
     SELECT CASE WHEN any_value(n) >= 100 AND any_value(m) >= 100 THEN sum((p - q) * ln(p / q)) END AS psi FROM parts`,
  )
  return psi ?? undefined
}

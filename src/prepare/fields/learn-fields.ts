import { quantileOfSorted } from '../../numbers/stats.ts'
import type { Engine } from '../engine.ts'
import type { FieldColumn, FieldColumns, FieldValue } from './field-columns.ts'
import type { FieldRules, Missing } from './field-rules.ts'
import { groupsOf, type LearntFill } from './read-columns.ts'
import { readMissing } from './read-missing.ts'
import { type LearntScale, learnScale, type Spread } from './scale.ts'

/** What was learnt of one field; plain, so that a model's file keeps it. */
export interface LearntField {
  fill?: LearntFill
  scale?: LearntScale
}

export type LearntFields = Readonly<Record<string, LearntField>>

/**
 * What rules fill and scale by, from the values that are there and nothing else: hand in what a model may learn from. Filled
 * values are no evidence, so scales are learnt without them.
 *
 *     median   of the numbers; the mean of the two in the middle where they are even in number
 *     mode     of numbers, texts and booleans; of equally frequent ones the smallest number, else the first text by its bytes
 *     by       the same of each group (read-columns.ts `groupsOf`: a product counts for its shelf and for those around it)
 *
 * @param columns  as `inOrder` leaves them
 * @returns        nothing for a field of which nothing is said
 *
 * The engine's work, on one thread, so that sums have one order: the same columns give the same bits.
 */
export async function learnFields(columns: FieldColumns, rules: FieldRules): Promise<LearntFields> {
  const wanted = Object.entries(rules).flatMap(([name, { missing, scale, bins }]) => {
    const what = readMissing(missing)
    const fill = what && (what.how === 'median' || what.how === 'mode') ? what : undefined
    return fill || scale ? [{ name, fill, scale, bins }] : []
  })
  if (wanted.length === 0) return {}
  // who learns nothing loads nothing
  const { openEngine } = await import('../engine.ts')
  const engine = await openEngine({ threads: 1 })
  try {
    const learnt: [string, LearntField][] = []
    for (const { name, fill, scale, bins } of wanted) {
      const by = fill?.by
      await fillTables(engine, columns.get(name) ?? [], by, by === undefined ? [] : (columns.get(by) ?? []))
      const of = scale && (await spreadOf(engine))
      const field: LearntField = {
        ...(fill && { fill: await fillOf(engine, fill) }),
        ...(of && { scale: learnScale(scale, of, bins) }),
      }
      learnt.push([name, field])
    }
    return Object.fromEntries(learnt)
  } finally {
    engine.close()
  }
}

async function fillTables(engine: Engine, column: FieldColumn, by: string | undefined, groups: FieldColumn) {
  await engine.run(`
    CREATE OR REPLACE TABLE said (r UINTEGER, x DOUBLE, word VARCHAR);
    CREATE OR REPLACE TABLE alike (r UINTEGER, name VARCHAR)`)
  const rows = column.flatMap((value, r) => (value === undefined || typeof value === 'object' ? [] : [r]))
  const value = rows.map((r) => column[r] as string | number | boolean)
  await engine.append('said', [
    Uint32Array.from(rows),
    Float64Array.from(value, (one) => (typeof one === 'number' ? one : Number.NaN)),
    value.map((one) => (typeof one === 'number' ? null : String(one))),
  ])
  if (by === undefined) return
  const [row, name]: [number[], string[]] = [[], []]
  for (const r of rows)
    for (const group of groupsOf(by, groups[r])) {
      row.push(r)
      name.push(group)
    }
  await engine.append('alike', [Uint32Array.from(row), name])
}

type Answer = { name: string | null; x: number | null; word: string | null }

async function fillOf(engine: Engine, { how, by }: Missing & { by?: string }): Promise<LearntFill> {
  const ask = how === 'median' ? medians : modes
  const [all] = (await engine.all<Answer>(ask(`SELECT NULL::VARCHAR AS name, x, word FROM said`))).map(answered)
  if (by === undefined || all === undefined) return all === undefined ? {} : { all }
  const of = await engine.all<Answer>(ask('SELECT name, x, word FROM said JOIN alike USING (r)'))
  return {
    all,
    of: Object.fromEntries(of.flatMap((answer) => [[answer.name as string, answered(answer) as FieldValue] as const])),
  }
}

const answered = ({ x, word }: Answer): FieldValue | undefined => x ?? word ?? undefined

const medians = (rows: string) =>
  `SELECT name, median(x) AS x, NULL::VARCHAR AS word FROM (${rows}) WHERE x IS NOT NULL GROUP BY name ORDER BY name`

const modes = (rows: string) => `
  SELECT name, x, word FROM (SELECT name, x, word, count(*) AS n FROM (${rows}) GROUP BY name, x, word)
  QUALIFY row_number() OVER (PARTITION BY name ORDER BY n DESC, x NULLS LAST, word) = 1 ORDER BY name`

/** Of the numbers; undefined where there is none. */
async function spreadOf(engine: Engine): Promise<Spread | undefined> {
  // the engine's own quantiles of equal numbers differ in their last bit
  const [sorted = new Float64Array()] = await engine.numbers('SELECT x FROM said WHERE x IS NOT NULL ORDER BY x')
  if (sorted.length === 0) return undefined
  const { mean, deviation } = await engine.one<Pick<Spread, 'mean' | 'deviation'>>(
    'SELECT avg(x) AS mean, stddev_pop(x) AS deviation FROM said',
  )
  const at = (p: number) => quantileOfSorted(sorted, p)
  return {
    n: sorted.length,
    ...{ min: at(0), max: at(1), mean, deviation, quarter: at(0.25), median: at(0.5), threeQuarters: at(0.75) },
    hundredths: Array.from({ length: 101 }, (_, k) => at(k / 100)),
  }
}

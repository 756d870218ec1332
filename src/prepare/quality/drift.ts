import type { Engine } from '../engine.ts'

/** Values, or sizes, that are told apart; all others are one. */
const nParts = 10

/** Numbers that follow the clock so closely are new every week. */
const counting = 0.95

/**
 * How the last week differs from the week before: the population stability index
 *
 *     PSI = Σ_v (p_v − q_v) · ln(p_v / q_v)
 *
 * over the ten most frequent values and the rest, or over the deciles of both weeks where values are told by their size; half a row is added
 * to every count, so that none is nothing. Under 0.1 nothing to speak of, above 0.25 a change. A week ends with the newest moment that is
 * not ahead of now.
 *
 * @param text    SQL of the value as a text
 * @param bySize  numbers with more values than can be told apart; the table `value` (field-profile.ts) says what a text is worth
 * @returns undefined when one of the weeks has fewer than 100 rows, and of numbers that count up with time (orders, invoices): in each week
 *          their correlation with the moment is above 0.95
 */
export async function driftOf(
  engine: Engine,
  { text, nowMs, bySize }: { text: string; nowMs: number; bySize: boolean },
): Promise<number | undefined> {
  const part = bySize
    ? `least(${nParts - 1}, floor(${nParts} * percent_rank() OVER (ORDER BY x)))::VARCHAR`
    : `CASE WHEN v IN (SELECT v FROM weeks GROUP BY v ORDER BY count(*) DESC, v LIMIT ${nParts}) THEN v ELSE '…' END`
  const weeks = `WITH dated AS (SELECT line, moment AS moment_at FROM events WHERE epoch_ms(moment) <= ${nowMs + 86_400_000}),
       newest AS (SELECT max(moment_at) AS newest FROM dated),
       weeks AS (SELECT ${text} AS v, moment_at, moment_at > newest - INTERVAL 7 DAY AS recent FROM source JOIN dated USING (line), newest WHERE moment_at > newest - INTERVAL 14 DAY)`
  if (bySize) {
    const { r } = await engine.one<{ r: number | null }>(
      `${weeks} SELECT min(r) AS r FROM (SELECT corr(x, epoch_ms(moment_at)) AS r FROM weeks JOIN value USING (v) GROUP BY recent)`,
    )
    if ((r ?? 0) > counting) return undefined
  }
  const { psi } = await engine.one<{ psi: number | null }>(
    `${weeks},
       parts AS (SELECT ${part} AS part, recent FROM weeks ${bySize ? 'JOIN (SELECT v, x FROM value WHERE x IS NOT NULL) USING (v)' : ''}),
       counts AS (SELECT count(*) FILTER (recent) AS now, count(*) FILTER (NOT recent) AS before FROM parts GROUP BY part),
       shares AS (SELECT (now + 0.5) / sum(now + 0.5) OVER () AS p, (before + 0.5) / sum(before + 0.5) OVER () AS q, sum(now) OVER () AS n, sum(before) OVER () AS m FROM counts)
     SELECT CASE WHEN any_value(n) >= 100 AND any_value(m) >= 100 THEN sum((p - q) * ln(p / q)) END AS psi FROM shares`,
  )
  return psi ?? undefined
}

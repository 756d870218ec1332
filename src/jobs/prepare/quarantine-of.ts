import type { Quarantine, Suspect } from '../../contract/preparation.ts'
import { openEngine, text } from '../../prepare/engine.ts'
import { orderPrefix } from '../../prepare/released.ts'
import { visitorPrefix } from '../../prepare/same-person.ts'
import type { Store } from '../../store/store.ts'
import { ledgerSql } from './ledger-sql.ts'
import { ledgerFiles, type SaidRow, saidRow, toldRow } from './told-rows.ts'

const nExamples = 3

/**
 * Who is set aside by the newest preparation, for what, and some of their rows: those with most rows first; and who was released.
 * @param who  of these alone
 * @throws Fault  not-ready when nothing was prepared, not-found when its ledger is gone, corrupt
 */
export async function quarantineOf(
  store: Store,
  dataDir: string,
  { limit = 200, who }: { limit?: number; who?: readonly string[] } = {},
): Promise<Quarantine> {
  const { stored, paths } = await ledgerFiles(store, dataDir)
  // one thread: whoever asks may be a server that has shoppers to answer
  const engine = await openEngine({ threads: 1 })
  try {
    await engine.run(
      `CREATE TABLE aside AS WITH entries AS (SELECT * FROM ${ledgerSql([paths.rows], await store.erasures())}),
         person AS (SELECT row, after FROM entries WHERE step = 'people' AND field = 'customer')
       SELECT e.*, CASE WHEN starts_with(why, 'order "') THEN ${text(orderPrefix)} || order_no
         ELSE coalesce(p.after, customer, ${text(visitorPrefix)} || visitor) END AS who
       FROM entries e LEFT JOIN person p USING (row) WHERE fate = 'quarantined'`,
    )
    const { people, rows } = await engine.one<{ people: number; rows: number }>(
      'SELECT count(DISTINCT who)::DOUBLE AS people, count(*)::DOUBLE AS rows FROM aside',
    )
    const found = await engine.all<Omit<Suspect, 'did' | 'examples' | 'releasable'> & { did: string }>(
      `WITH kinds AS (SELECT step, who, kind, any_value(why) AS why, count(*) AS n, min(time) AS first, max(time) AS last FROM aside
         ${who === undefined ? '' : `WHERE who IN (${who.map(text).join(', ') || 'NULL'})`} GROUP BY ALL)
       SELECT who, step, any_value(why) AS why, sum(n)::DOUBLE AS rows, strftime(min(first), '%Y-%m-%dT%H:%M:%SZ') AS first,
         strftime(max(last), '%Y-%m-%dT%H:%M:%SZ') AS last, json_group_object(kind, n)::VARCHAR AS did
       FROM kinds GROUP BY step, who ORDER BY rows DESC, who, step LIMIT ${limit}`,
    )
    const examples = await engine.all<SaidRow & { step: string; who: string }>(
      `SELECT step, who, ${saidRow} FROM aside WHERE who IN (${found.map((one) => text(one.who)).join(', ') || 'NULL'})
       QUALIFY row_number() OVER (PARTITION BY step, who ORDER BY row) <= ${nExamples} ORDER BY row`,
    )
    return {
      snapshot: stored.snapshot,
      rows,
      people,
      limit: Number(stored.config.botScore),
      suspects: found.map((one) => {
        const score = /, (\d\.\d\d) of 4: /.exec(one.why)?.[1]
        return {
          ...one,
          did: JSON.parse(one.did),
          ...(score !== undefined && { score: Number(score) }),
          examples: examples.filter(({ step, who }) => step === one.step && who === one.who).map(toldRow),
          releasable: !ofLines(one),
        }
      }),
      released: (await store.releases()).map(({ who, atMs }) => ({ who, at: new Date(atMs).toISOString() })),
    }
  } finally {
    engine.close()
  }
}

/** Set aside for what single lines say (pieces nobody buys), not for who they are of: nobody to release. */
const ofLines = ({ step, why }: Pick<Suspect, 'step' | 'why'>) =>
  step === 'quantities' || (step === 'outliers' && /^more than/.test(why))

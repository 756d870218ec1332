import type { Preparation, ToldReason } from '../../contract/preparation.ts'
import { openEngine } from '../../prepare/engine.ts'
import { aboutStep } from '../../prepare/steps/about-step.ts'
import { stepNames, wrongOrder } from '../../prepare/steps/steps.ts'
import type { ImportProgress, LedgerEntry, Store } from '../../store/store.ts'
import { balanceOf } from './balance.ts'
import { importedRows } from './imported-rows.ts'
import { ledgerSql } from './ledger-sql.ts'
import { ledgerFiles, type SaidRow, saidRow, toldRow } from './told-rows.ts'

const nReasons = 6
const nExamples = 3
const nWords = 20

/**
 * What the newest preparation did: where every row is, and for each step its most frequent reasons with some of the rows and the lines
 * they came from.
 * @throws Fault  not-ready when nothing was prepared, not-found when its ledger is gone, corrupt
 */
export async function preparationOf(store: Store, dataDir: string): Promise<Preparation> {
  const { stored, paths } = await ledgerFiles(store, dataDir)
  const { steps } = stored
  const imports = await store.imports()
  const [first] = steps
  const events = first ? first.kept + first.dropped + first.merged + first.quarantined : 0
  const reasons = await reasonsOf(Object.values(paths), await store.erasures())
  const ran = stored.config.steps as string[]
  return {
    snapshot: stored.snapshot,
    created: new Date(stored.createdMs).toISOString(),
    balance: balanceOf(importedRows(imports), events, steps.at(-1)?.kept ?? 0, steps),
    filled: steps.reduce((total, { filled }) => total + filled, 0),
    imports: imports.map(toldImport),
    steps: steps.map(({ step, kept, dropped, merged, filled, quarantined, note }: LedgerEntry) => ({
      step,
      about: aboutStep(step),
      kept,
      dropped,
      merged,
      filled,
      quarantined,
      note,
      reasons: reasons.get(step) ?? [],
      undoable: ran.includes(step) && wrongOrder(ran.filter((name) => name !== step)) === undefined,
    })),
    off: stepNames.filter((step) => !ran.includes(step)).map((step) => ({ step, about: aboutStep(step) })),
  }
}

function toldImport({
  source,
  rowsRead,
  counts,
  reasons,
  unknownKinds = [],
}: ImportProgress): Preparation['imports'][number] {
  const words = unknownKinds.toSorted(([, a], [, b]) => b - a).slice(0, nWords)
  return { source, read: rowsRead, ...counts, reasons, unknownKinds: words.map(([word, rows]) => ({ word, rows })) }
}

/** step -> why it did something, the most frequent first, with some of the rows. */
async function reasonsOf(paths: readonly string[], erased: ReadonlySet<string>): Promise<Map<string, ToldReason[]>> {
  // one thread: whoever asks may be a server that has shoppers to answer
  const engine = await openEngine({ threads: 1 })
  try {
    await engine.run(
      `CREATE VIEW entries AS SELECT *, coalesce(field, '') AS of_field FROM ${ledgerSql(paths, erased)};
       CREATE TABLE reason AS SELECT step, fate, of_field, why, count(*)::DOUBLE AS rows FROM entries GROUP BY step, fate, of_field, why
       QUALIFY row_number() OVER (PARTITION BY step ORDER BY rows DESC, why, of_field) <= ${nReasons}`,
    )
    const reasons = await engine.all<{
      step: string
      fate: ToldReason['fate']
      of_field: string
      why: string
      rows: number
    }>('SELECT * FROM reason ORDER BY rows DESC, why, of_field')
    const examples = await engine.all<SaidRow & { step: string; fate: string; of_field: string; why: string }>(
      `SELECT step, fate, of_field, why, ${saidRow} FROM entries JOIN reason USING (step, fate, of_field, why)
       QUALIFY row_number() OVER (PARTITION BY step, fate, of_field, why ORDER BY row, item, customer) <= ${nExamples}
       ORDER BY row, item, customer`,
    )
    const found = new Map<string, ToldReason[]>()
    for (const { step, fate, of_field, why, rows } of reasons) {
      const own = examples.filter(
        (one) => one.step === step && one.fate === fate && one.of_field === of_field && one.why === why,
      )
      const told = { fate, why: of_field === '' ? why : `${of_field}: ${why}`, rows, examples: own.map(toldRow) }
      found.set(step, [...(found.get(step) ?? []), told])
    }
    return found
  } finally {
    engine.close()
  }
}

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Fault } from '../../contract/fault.ts'
import type { Store } from '../../store/store.ts'
import { fieldsFileOf } from './fields-file.ts'
import { type LedgerLine, readLedgerFile } from './ledger-file.ts'

/**
 * What a snapshot's steps did, change by change.
 * @throws Fault  not-ready when nothing was prepared, not-found for an unknown snapshot or one without a ledger; bad-request for a step that did not run
 */
export async function ledgerOf(
  store: Store,
  dataDir: string,
  asked: { snapshot?: string; step?: string; item?: string; person?: string; limit: number },
): Promise<{ name: string; file: string; lines: LedgerLine[] }> {
  const { snapshot: name, ...about } = asked
  const stored = await store.snapshot(name)
  if (!stored && name !== undefined) throw new Fault('not-found', `snapshot: got ${name}, which is not in the ledger`)
  if (!stored) throw new Fault('not-ready', 'no snapshot yet: osusume prepare makes one')
  const ran = stored.steps.map(({ step }) => step)
  if (about.step !== undefined && !ran.includes(about.step))
    throw new Fault('bad-request', `step: got "${about.step}", want one of the steps that ran: ${ran.join(', ')}`)
  if (stored.ledgerFile === undefined)
    throw new Fault(
      'not-found',
      `snapshot ${stored.snapshot} was made before ledgers were kept; osusume prepare makes a new one`,
    )
  const file = join(dataDir, stored.ledgerFile)
  const ofFields = fieldsFileOf(file)
  const files = existsSync(ofFields) ? [file, ofFields] : [file]
  return { name: stored.snapshot, file, lines: await readLedgerFile(files, about, await store.erasures()) }
}

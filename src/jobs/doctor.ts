import { constants } from 'node:fs'
import { access, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault, type FaultCode } from '../contract/fault.ts'
import { readArtefact } from '../store/artefact.ts'
import { asFault } from '../store/file-fault.ts'
import type { Store } from '../store/store.ts'
import { openStore } from './open.ts'

/** What was looked at, and what is to be done about it. A problem carries the fault it would become. */
export type Finding =
  | { check: string; verdict: 'ok' | 'advice'; message: string }
  | { check: string; verdict: 'problem'; message: string; code: FaultCode }

/** The oldest Node whose built-in SQLite and TypeScript we run on. */
const oldestNode = 24

/**
 * Looks at everything a working installation needs, from the ground up: a finding that fails often explains those after
 * it. Reads only: it makes no folder, and mends nothing.
 */
export async function examine(dataDir: string, nodeVersion: string = process.versions.node): Promise<Finding[]> {
  const findings = [node(nodeVersion), await kernels()]
  const folder = await dataFolder(dataDir)
  findings.push(folder)
  if (folder.verdict !== 'ok') return findings
  let store: Store | undefined
  try {
    store = await openStore(dataDir)
    findings.push(await database(store))
    findings.push(...(await models(store, dataDir)), ...(await snapshots(store, dataDir)), await unfinished(store))
  } catch (error) {
    findings.push(problem('database', error))
  } finally {
    await store?.close()
  }
  return findings
}

function node(version: string): Finding {
  return Number.parseInt(version, 10) >= oldestNode
    ? { check: 'node', verdict: 'ok', message: version }
    : {
        check: 'node',
        verdict: 'problem',
        code: 'not-ready',
        message: `got ${version}, want ${oldestNode} or newer; the osusume command brings its own`,
      }
}

async function kernels(): Promise<Finding> {
  try {
    const { openKernels } = await import('../kernels/kernels.ts')
    const opened = await openKernels({ threads: 1 })
    const { backend } = opened
    await opened.close()
    if (backend === 'plain')
      return {
        check: 'kernels',
        verdict: 'advice',
        message: 'plain TypeScript: this machine runs no SIMD, training is slow',
      }
    return { check: 'kernels', verdict: 'ok', message: backend }
  } catch (error) {
    return { check: 'kernels', verdict: 'problem', code: 'not-ready', message: (error as Error).message }
  }
}

async function dataFolder(dataDir: string): Promise<Finding> {
  const check = 'data folder'
  try {
    if (!(await stat(dataDir)).isDirectory())
      return { check, verdict: 'problem', code: 'no-access', message: `${dataDir}: is a file, want a folder` }
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
    await access(join(dataDir, 'osusume.db'))
    return { check, verdict: 'ok', message: dataDir }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      return { check, verdict: 'advice', message: `${dataDir}: nothing is stored yet; osusume import FILE makes it` }
    return problem(check, asFault(error, dataDir))
  }
}

async function database(store: Store): Promise<Finding> {
  const damage = await store.check()
  if (damage.length > 0)
    return {
      check: 'database',
      verdict: 'problem',
      code: 'corrupt',
      message: `damaged (${damage.slice(0, 3).join('; ')}); restore a backup`,
    }
  const events = await store.countEvents()
  return { check: 'database', verdict: 'ok', message: `whole, ${events.toLocaleString('en')} events` }
}

/** Every version's file is read and its hash compared: rolling back must not be the moment one learns that it is gone. */
async function models(store: Store, dataDir: string): Promise<Finding[]> {
  const findings: Finding[] = []
  const live = await store.published()
  for (const { version, file, hash } of await store.models()) {
    const check = `model ${version}`
    try {
      const { sha256 } = await readArtefact(join(dataDir, file), 'model')
      if (sha256 !== hash) throw new Fault('corrupt', `${file}: whole, but not the file that was trained as ${version}`)
      findings.push({ check, verdict: 'ok', message: version === live?.version ? `${file}, live` : file })
    } catch (error) {
      findings.push(problem(check, error))
    }
  }
  if (!live) findings.push({ check: 'live model', verdict: 'advice', message: 'none yet; osusume train makes one' })
  return findings
}

async function snapshots(store: Store, dataDir: string): Promise<Finding[]> {
  const newest = await store.snapshot()
  const files = new Set(
    (await readdir(join(dataDir, 'snapshots')).catch(() => []))
      .filter((name) => name.endsWith('.osm'))
      .map((name) => join('snapshots', name)),
  )
  if (newest) files.add(newest.file)
  const findings: Finding[] = []
  for (const file of [...files].sort()) {
    try {
      await readArtefact(join(dataDir, file), 'snapshot')
      findings.push({ check: 'snapshot', verdict: 'ok', message: file })
    } catch (error) {
      findings.push(problem('snapshot', error))
    }
  }
  return findings
}

async function unfinished(store: Store): Promise<Finding> {
  const check = 'imports'
  const runs = await store.imports()
  // An import that was stopped and then ended is kept as one run; another start of the same file is another run.
  const open = runs.filter(({ done }) => !done)
  if (open.length === 0) return { check, verdict: 'ok', message: `${runs.length} finished` }
  const names = open.map(({ source, rowsRead }) => `${source} (after row ${rowsRead.toLocaleString('en')})`)
  return {
    check,
    verdict: 'advice',
    message: `stopped half-way: ${names.join(', ')}; the same import command goes on from there`,
  }
}

/** @throws what is no Fault: a bug is not a finding */
function problem(check: string, error: unknown): Finding {
  if (!(error instanceof Fault)) throw error
  return { check, verdict: 'problem', code: error.code, message: error.message }
}

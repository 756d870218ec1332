import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { Fault } from '../../contract/fault.ts'
import { asFault } from '../../store/file-fault.ts'
import type { RunFigure } from '../../store/store.ts'
import { ownVersion } from '../own-version.ts'

/** An evaluation of files, beside its report: enough to make it again, and what came of it. */
export interface FileManifest {
  kind: 'osusume evaluation of files'
  version: string
  createdMs: number
  /** what was asked, with every default decided */
  request: Record<string, unknown>
  /** of every file that was read, by its path */
  sha256: Record<string, string>
  protocol: object
  results: { model: string; options: Record<string, unknown>; metrics: Record<string, RunFigure> }[]
}

const kind = 'osusume evaluation of files'

/** @throws Fault  not-found, no-access */
export async function fileHashes(paths: readonly string[]): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {}
  for (const path of paths) {
    const hash = createHash('sha256')
    try {
      await pipeline(createReadStream(path), hash)
    } catch (error) {
      throw asFault(error, path)
    }
    hashes[path] = hash.digest('hex')
  }
  return hashes
}

/**
 * Writes the manifest beside the report: report.html has report.json.
 * @returns its path
 * @throws Fault  disk-full, no-access
 */
export async function writeManifest(
  report: string,
  manifest: Omit<FileManifest, 'kind' | 'version' | 'results'> & { results: FileManifest['results'] },
): Promise<string> {
  const path = `${report.replace(/\.html?$/, '')}.json`
  const results = manifest.results.map(({ model, options, metrics }) => ({
    model,
    options,
    metrics: Object.fromEntries(
      Object.entries(metrics).map(([key, { value, low, high }]) => [key, { value, low, high }]),
    ),
  }))
  const whole: FileManifest = { kind, version: ownVersion(), ...manifest, results }
  try {
    await writeFile(path, `${JSON.stringify(whole, undefined, 2)}\n`)
  } catch (error) {
    throw asFault(error, path)
  }
  return path
}

/** @throws Fault  not-found, no-access, bad-file */
export async function readManifest(path: string): Promise<FileManifest> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    throw asFault(error, path)
  }
  let found: Partial<FileManifest> | null = null
  try {
    found = JSON.parse(text)
  } catch {}
  if (found?.kind !== kind)
    throw new Fault(
      'bad-file',
      `${path}: got something else, want the .json that osusume evaluate wrote beside a report`,
    )
  return found as FileManifest
}

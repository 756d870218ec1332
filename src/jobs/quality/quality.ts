import { basename, resolve as resolvePath } from 'node:path'
import type { Mapping } from '../../collect/mapping/mapping.ts'
import { kindLine } from '../../collect/mapping/unknown-kinds.ts'
import { openEngine } from '../../prepare/engine.ts'
import { type Quality, quality } from '../../prepare/quality/quality.ts'
import type { Store } from '../../store/store.ts'
import type { OnProgress } from '../progress.ts'
import { reportTime, writeReport } from '../write-report.ts'
import { qualityPage } from './quality-page.ts'
import { sourceFromFile } from './source-from-file.ts'
import { sourceFromStore } from './source-from-store.ts'
import { wordsSetAside } from './words-set-aside.ts'

export interface QualityRequest {
  /** a file as it is, or the log of a shop */
  from: { file: string; mapping?: Mapping } | { store: Store }
  /** where the HTML page goes; beside you when not given */
  reportFile?: string
  threads?: number
  signal?: AbortSignal
  onProgress?: OnProgress
  /** told the lines of a check's rows, where they can be named */
  onFound?: (check: string, lines: Float64Array) => void
  /** milliseconds since 1970 */
  now?: () => number
}

/** What `osusume quality --json` prints. */
export interface QualityReport extends Quality {
  source: string
  /** how the columns of a file were read, and why */
  mapping?: Mapping
  reasons?: string[]
  seconds: number
  /** path of the HTML page */
  report: string
}

/**
 * Looks at raw data, a file before it is imported or the log that is stored, and says what is wrong with it, what that costs and what to do.
 * Changes nothing; writes the HTML page.
 * @throws Fault  not-found, no-access, bad-file, bad-data, cancelled
 */
export async function inspectQuality(request: QualityRequest): Promise<QualityReport> {
  const { from, threads, signal, onProgress, onFound, now = Date.now } = request
  const startedMs = now()
  const engine = await openEngine(threads === undefined ? {} : { threads })
  try {
    const read =
      'file' in from
        ? await sourceFromFile(engine, from.file, {
            ...(from.mapping && { given: from.mapping }),
            ...(signal && { signal }),
          })
        : undefined
    const stored = 'store' in from ? await sourceFromStore(engine, from.store) : undefined
    signal?.throwIfAborted()
    const found = await quality(engine, {
      nowMs: startedMs,
      ...(stored && { ...stored, isLog: true }),
      ...read,
      ...(read && { kindLine: (words) => kindLine(read.mapping, words) }),
      ...(signal && { signal }),
      ...(onFound && { onFound }),
      onProgress: (done, total) => onProgress?.({ stage: 'quality', done, total, unit: 'looks' }),
    })
    if ('store' in from) found.checks.push(wordsSetAside(await from.store.imports(), found.rows))
    const report = resolvePath(request.reportFile ?? `quality-${reportTime(startedMs)}.html`)
    const document: QualityReport = {
      source: 'file' in from ? basename(from.file) : 'the event log',
      ...found,
      ...(read && { mapping: read.mapping, reasons: read.reasons }),
      seconds: (now() - startedMs) / 1000,
      report,
    }
    await writeReport(report, qualityPage(document, startedMs))
    return document
  } finally {
    engine.close()
  }
}

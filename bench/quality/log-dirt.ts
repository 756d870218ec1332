import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { writeRawFile } from '../../src/jobs/demo/demo-file.ts'
import { importFile } from '../../src/jobs/import/import-file.ts'
import { openStore } from '../../src/jobs/open.ts'
import { inspectQuality } from '../../src/jobs/quality/quality.ts'
import type { RawLine } from '../../src/simulate/raw-line.ts'
import { rawMapping } from '../../src/simulate/raw-mapping.ts'

const dayMs = 86_400_000

/** What only a log can have: rows that were planted, found, and both. */
export interface LogDirt {
  name: string
  check: string
  planted: number
  found: number
  right: number
}

/**
 * The same shop as a log: every fiftieth good line comes in a second file after all others, and every twentieth product leaves the catalogue.
 * Late is what came in that file and is more than a day older than the newest event of the first.
 */
export async function logDirt(lines: readonly RawLine[], folder: string, nowMs: number): Promise<LogDirt[]> {
  const dataDir = await mkdtemp(join(folder, 'log-'))
  const store = await openStore(dataDir)
  try {
    const isLate = (line: RawLine, at: number) => line.dirt === undefined && at % 50 === 0
    const inTime = lines.filter((line, at) => line.timeMs < nowMs && !isLate(line, at))
    const late = lines.filter((line, at) => line.timeMs < nowMs && isLate(line, at))
    let first = 0
    for (const part of [inTime, late]) {
      const file = join(dataDir, `${part === late ? 'late' : 'sales'}.csv.gz`)
      await writeRawFile(file, part)
      const { accepted } = await importFile({ file, mapping: rawMapping, store, dataDir, nowMs: () => nowMs })
      if (part === inTime) first = accepted
    }
    const products = (await store.allItems()).map(({ id }) => id).filter((_, at) => at % 20 === 0)
    for (const id of products) await store.deleteItem(id)
    const gone = new Set(products)
    const log = await store.readEvents()
    const newestMs = log.timeMs.subarray(0, first).reduce((a, b) => Math.max(a, b), 0)
    const found = new Map<string, Float64Array>()
    await inspectQuality({
      from: { store },
      reportFile: join(folder, 'quality.html'),
      now: () => nowMs,
      onFound: (check, at) => found.set(check, at),
    })
    const counted = (name: string, check: string, is: (row: number) => boolean): LogDirt => {
      const rows = Array.from(found.get(check) ?? [], (line) => line - 1)
      return {
        name,
        check,
        planted: Array.from(log.timeMs.keys()).filter(is).length,
        found: rows.length,
        right: rows.filter(is).length,
      }
    }
    return [
      counted('late events', 'late-events', (row) => row >= first && (log.timeMs[row] ?? 0) < newestMs - dayMs),
      counted('orphans', 'orphans', (row) => gone.has(log.items[log.item[row] ?? -1] ?? '')),
    ]
  } finally {
    await store.close()
  }
}

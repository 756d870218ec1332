import { basename, join } from 'node:path'

/** Where the rows of a file go that are refused: where the caller says, else beside the store, in a dry run nowhere. */
export function rejectPath(
  { file, rejectFile, store, dataDir }: { file: string; rejectFile?: string; store?: unknown; dataDir: string },
  mark: string,
): string | undefined {
  const name = `${basename(file).replace(/\.(gz|csv|tsv|jsonl|ndjson|parquet)$/g, '')}-${mark}.csv`
  return rejectFile ?? (store ? join(dataDir, 'rejects', name) : undefined)
}

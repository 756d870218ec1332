import { Fault } from '../contract/fault.ts'
import type { ImportOptions } from './import.ts'
import { importAccount } from './import-account.ts'

/** A list of products or customers. */
export async function importList(file: string, what: 'items' | 'users', options: ImportOptions): Promise<void> {
  for (const other of ['preset', 'mapping'] as const)
    if (options[other] !== undefined)
      throw new Fault('bad-request', `--${other}: a list of ${what} needs none, want it left away`)
  const [{ importRecords }, { openStore }, { progressBar }, { untilInterrupted }] = await Promise.all([
    import('../jobs/import/import-records.ts'),
    import('../jobs/open.ts'),
    import('./progress-bar.ts'),
    import('./interrupt.ts'),
  ])
  let close = async () => {}
  try {
    const report = await untilInterrupted((signal) =>
      importRecords({
        ...{ file, what, dataDir: options.data, nowMs: Date.now, signal, onProgress: progressBar() },
        ...(options.columns && { columns: options.columns }),
        ...(!options.dryRun && {
          store: async () => {
            const store = await openStore(options.data)
            close = () => store.close()
            return store
          },
        }),
        ...(options.rejects !== undefined && { rejectFile: options.rejects }),
      }),
    )
    if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`)
    else
      process.stdout.write(
        `a list of ${what === 'items' ? 'products' : 'customers'}, such as ${JSON.stringify(report.samples[0] ?? {}).slice(0, 400)}\n${importAccount(report, options)}`,
      )
  } finally {
    await close()
  }
}

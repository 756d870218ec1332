import { fileURLToPath } from 'node:url'

/** The folder of the data sets that benches read: where OSUSUME_BENCH_DATA points, or shared/data beside the clone. */
export const sharedData: string =
  process.env.OSUSUME_BENCH_DATA ?? fileURLToPath(new URL('../../shared/data', import.meta.url))

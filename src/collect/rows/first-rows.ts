import type { Layout } from './raw-row.ts'

/** The first rows of a file that can be read, from which is told what its columns are. */
export async function firstRows(layout: Layout, most = 1000): Promise<string[][]> {
  const sample: string[][] = []
  for await (const rows of layout.rows(0)) {
    for (const { fields } of rows) if (fields && sample.length < most) sample.push(fields)
    if (sample.length >= most) break
  }
  return sample
}

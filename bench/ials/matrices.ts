import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { type Csr, csrFrom } from '../../src/numbers/csr.ts'
import { rng } from '../../src/numbers/rng.ts'

/** 50,000 users, 20,000 items, 3.0 million pairs; few items and few users have most of them. Seeded. */
export function synthetic(): Csr {
  const [nUsers, nItems, nPairs] = [50_000, 20_000, 3_000_000]
  const random = rng(20_260_101)
  const seen = new Set<number>()
  const row = new Uint32Array(nPairs)
  const column = new Uint32Array(nPairs)
  while (seen.size < nPairs) {
    const u = Math.floor(random() ** 1.5 * nUsers)
    const i = Math.floor(random() ** 3 * nItems)
    const pair = u * nItems + i
    if (seen.has(pair)) continue
    row[seen.size] = u
    column[seen.size] = i
    seen.add(pair)
  }
  return csrFrom(nUsers, nItems, row, column, undefined, 'max')
}

/** Check-ins of Gowalla, one user a line: `user item item …`; undefined where the file is not there. */
export function gowalla(data: string): Csr | undefined {
  const file = join(data, 'gowalla/train.txt.gz')
  if (!existsSync(file)) return undefined
  const row: number[] = []
  const column: number[] = []
  for (const line of gunzipSync(readFileSync(file)).toString().split('\n')) {
    const [user, ...items] = line.split(' ').filter(Boolean).map(Number)
    for (const item of items) {
      row.push(user as number)
      column.push(item)
    }
  }
  const most = (of: number[]) => of.reduce((a, b) => Math.max(a, b), 0) + 1
  return csrFrom(most(row), most(column), Uint32Array.from(row), Uint32Array.from(column), undefined, 'max')
}

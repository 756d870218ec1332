import { normal, rng } from '../../../src/numbers/rng.ts'

/** Ratings as columns of equal length. */
export interface Loose {
  user: Int32Array
  item: Int32Array
  value: Float32Array
}

const [nUsers, nItems, dim] = [6000, 3700, 5]

/**
 * About as many ratings as are asked for, of as many people and items as MovieLens 1M has: some items are rated far more
 * often than others, everybody and everything has a level of its own, five tastes meet five traits, and there is noise;
 * 1 to 5 stars. Every tenth is for testing.
 */
export function syntheticRatings(nRatings: number, seed: number): { train: Loose; test: Loose } {
  const random = rng(seed)
  const noise = (n: number, deviation: number) => Float64Array.from({ length: n }, () => deviation * normal(random))
  const [level, worth] = [noise(nUsers, 0.4), noise(nItems, 0.5)]
  const [taste, trait] = [noise(nUsers * dim, 0.5), noise(nItems * dim, 0.5)]
  const columns = { train: [[], [], []] as number[][], test: [[], [], []] as number[][] }
  const seen = new Set<number>()
  for (let n = 0; n < nRatings; n++) {
    const u = Math.floor(nUsers * random() ** 1.8)
    const i = Math.floor(nItems * random() ** 2.5)
    if (seen.has(u * nItems + i)) continue
    seen.add(u * nItems + i)
    let r = 3.5 + level[u]! + worth[i]! + 0.8 * normal(random)
    for (let f = 0; f < dim; f++) r += taste[u * dim + f]! * trait[i * dim + f]!
    const [users, items, values] = columns[n % 10 === 0 ? 'test' : 'train'] as [number[], number[], number[]]
    users.push(u)
    items.push(i)
    values.push(Math.min(5, Math.max(1, Math.round(r))))
  }
  const loose = ([user, item, value]: number[][]): Loose => ({
    user: Int32Array.from(user!),
    item: Int32Array.from(item!),
    value: Float32Array.from(value!),
  })
  return { train: loose(columns.train), test: loose(columns.test) }
}

import type { KernelTable } from './kernel-table.ts'

/** The kernels of neighbours in plain TypeScript; sums run in float64 as in their twins, so both give the same bits. */
export function plainNeighbours(memory: {
  readonly buffer: ArrayBufferLike
}): Pick<KernelTable, 'addRows' | 'takeLargest'> {
  let f = new Float32Array(memory.buffer)
  let d = new Float64Array(memory.buffer)
  let u = new Uint32Array(memory.buffer)
  let v = new DataView(memory.buffer)
  const look = () => {
    if (f.buffer === memory.buffer) return
    f = new Float32Array(memory.buffer)
    d = new Float64Array(memory.buffer)
    u = new Uint32Array(memory.buffer)
    v = new DataView(memory.buffer)
  }

  return {
    addRows(starts, entries, rows, shares, n, sum, reached, nReached) {
      look()
      let end = (reached >>> 2) + nReached
      for (let a = 0; a < n; a++) {
        const row = (starts >>> 2) + u[(rows >>> 2) + a]!
        const share = d[(shares >>> 3) + a]!
        for (let at = u[row]!; at < u[row + 1]!; at++) {
          const entry = entries + 12 * at
          const j = v.getUint32(entry + 8, true)
          const place = (sum >>> 3) + j
          if (Object.is(d[place], -0)) u[end++] = j
          d[place]! += share * v.getFloat64(entry, true) + 0
        }
      }
      return end - (reached >>> 2)
    },

    takeLargest(sum, reached, n, _nCols, k, columns, values) {
      look()
      const of = (j: number) => d[(sum >>> 3) + j]!
      const noted = u.subarray(reached >>> 2, (reached >>> 2) + n)
      const positive = noted.filter((j) => of(j) > 0)
      const best = positive.sort((i, j) => of(j) - of(i) || i - j).slice(0, k)
      best.sort().forEach((j, at) => {
        u[(columns >>> 2) + at] = j
        f[(values >>> 2) + at] = of(j)
      })
      for (const j of noted) d[(sum >>> 3) + j] = -0
      return best.length
    },
  }
}

/**
 * Seconds to find every item's neighbours, against implicit's BM25Recommender.
 *
 * Both get the same matrix, K, K1, B and threads, in turn; the fastest fit of each counts, by the clock and
 * by the time its threads worked, which other work on the machine disturbs less. That they did the same work shows
 * in how many likenesses they kept and in their sum.
 * Usage: npm run bench -- speed/item-knn [--matrix gowalla|synthetic] [--k 200] [--rounds 3] [--threads 2]
 *        [--without-python]
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openKernels } from '../../../src/kernels/kernels.ts'
import { itemKnn } from '../../../src/model/neighbours/item-knn.ts'
import { gowalla, synthetic } from '../../ials/matrices.ts'
import { machineLine } from '../../machine.ts'
import { peerPython } from '../../peers/install.ts'
import { sharedData } from '../../shared-data.ts'

const { values: asked } = parseArgs({
  options: {
    matrix: { type: 'string', default: 'gowalla' },
    k: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '3' },
    threads: { type: 'string', default: '2' },
    'without-python': { type: 'boolean', default: false },
  },
})
const [k, rounds, threads] = [Number(asked.k), Number(asked.rounds), Number(asked.threads)]
const root = fileURLToPath(new URL('../../../', import.meta.url))
const m = asked.matrix === 'synthetic' ? synthetic() : gowalla(sharedData)
if (!m) throw new RangeError(`bench: no matrix "${asked.matrix}" at ${sharedData}`)

interface Measured {
  seconds: number
  cpu: number
  kept: number
  total: number
}
const kernels = await openKernels({ threads })
const folder = mkdtempSync(join(tmpdir(), 'osusume-bench-'))
const peer = asked['without-python'] ? undefined : startPeer()
const found: Record<'ours' | 'implicit', Measured[]> = { ours: [], implicit: [] }
try {
  for (let round = 0; round < rounds; round++) {
    found.ours.push(await ours())
    if (peer) found.implicit.push(await peer.fit())
  }
} finally {
  peer?.stop()
  await kernels.close()
  rmSync(folder, { recursive: true, force: true })
}
const heads = ['seconds', 'of threads', 'likenesses', 'sum']
process.stdout.write(`${''.padEnd(10)}${heads.map((head) => head.padStart(16)).join('')}\n`)
for (const [name, all] of Object.entries(found)) {
  if (all.length === 0) continue
  const least = (of: 'seconds' | 'cpu') => Math.min(...all.map((one) => one[of])).toFixed(2)
  const cells = [least('seconds'), least('cpu'), String(all[0]!.kept), all[0]!.total.toFixed(1)]
  process.stdout.write(`${name.padEnd(10)}${cells.map((text) => text.padStart(16)).join('')}\n`)
}
process.stdout.write(
  `\n${asked.matrix}, K ${k}, ${threads} threads, fastest of ${rounds} fits each in turn; ${machineLine()}\n`,
)

async function ours(): Promise<Measured> {
  const [started, before] = [performance.now(), process.cpuUsage()]
  const model = await itemKnn.fit(m!, { ...itemKnn.defaults, nNeighbours: k }, { kernels, seed: 1 })
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(before)
  const value = model.parts().arrays.value as Float32Array
  return { seconds, cpu: (user + system) / 1e6, kept: value.length, total: value.reduce((sum, x) => sum + x, 0) }
}

/** implicit in a process of its own, which stays for all fits. */
function startPeer() {
  writeFileSync(join(folder, 'shape.json'), JSON.stringify({ nRows: m!.nRows, nCols: m!.nCols }))
  writeFileSync(join(folder, 'row-start.u32'), m!.rowStart)
  writeFileSync(join(folder, 'column.u32'), m!.column)
  writeFileSync(join(folder, 'value.f32'), m!.value)
  const child = spawn(peerPython(), [join(root, 'bench/peers/item_knn.py'), folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const { k1, b } = itemKnn.defaults
  return {
    async fit(): Promise<Measured> {
      child.stdin.write(`${JSON.stringify({ k, k1, b, threads })}\n`)
      const { value, done } = await lines.next()
      if (done) throw new Error('the peer ended')
      return JSON.parse(value) as Measured
    },
    stop: () => void child.stdin.end(),
  }
}

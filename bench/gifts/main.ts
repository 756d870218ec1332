/**
 * How many of the presents that are planted in simulated shops `gifts` finds, and how much of what it finds is one: marked by an id, by
 * a title, and not at all, by how far an order must be from its buyer.
 *
 * npm run bench -- gifts [--seeds 1,2,3] [--times 2,4,8] [--customers 1000]
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { writeRawFile } from '../../src/jobs/demo/demo-file.ts'
import { importFile } from '../../src/jobs/import/import-file.ts'
import { openStore } from '../../src/jobs/open.ts'
import { loadSnapshot, prepare } from '../../src/jobs/prepare/prepare.ts'
import { rng } from '../../src/numbers/rng.ts'
import { rawMapping } from '../../src/simulate/raw-mapping.ts'
import { cleanShop, demoShop } from '../../src/simulate/simulate-shop.ts'
import { dirtKinds } from '../../src/simulate/soil/kinds.ts'
import { soiled } from '../../src/simulate/soil/soil.ts'
import { machineLine } from '../machine.ts'

const { values: flags } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2' },
    times: { type: 'string', default: '2,4,8,16' },
    customers: { type: 'string', default: String(demoShop.nCustomers) },
  },
})
const numbers = (words: string) => words.split(',').map(Number)
const kinds = ['presents', 'presents by title', 'presents without a mark'] as const
const folder = await mkdtemp(join(tmpdir(), 'osusume-gifts-'))
const found = new Map<string, { planted: number; right: number; wrong: number }>()
try {
  for (const seed of numbers(flags.seeds))
    for (const kind of kinds) {
      const shop = cleanShop({ ...demoShop, nCustomers: Number(flags.customers), seed })
      const { lines } = soiled(dirtKinds[kind], shop, 1, rng(seed))
      const dataDir = join(folder, `${kind}-${seed}`)
      const store = await openStore(dataDir)
      const file = join(folder, `${kind}-${seed}.csv.gz`)
      await writeRawFile(file, lines)
      await importFile({ file, mapping: rawMapping, store, dataDir, nowMs: Date.now })
      // only the truth knows that the number of a present begins with G
      const planted = new Set(lines.map(({ order_no }) => order_no).filter((order) => order.startsWith('G'))).size
      for (const giftTimes of kind === 'presents without a mark' ? numbers(flags.times) : [0]) {
        await prepare({ store, dataDir, config: { giftTimes } })
        const { clean } = await loadSnapshot(store, dataDir)
        const given = clean.users.filter((id) => id.startsWith('gift:'))
        const right = given.filter((id) => id.startsWith('gift:G')).length
        const name = giftTimes === 0 ? kind : `${kind}, giftTimes ${giftTimes}`
        const sum = found.get(name) ?? { planted: 0, right: 0, wrong: 0 }
        found.set(name, {
          planted: sum.planted + planted,
          right: sum.right + right,
          wrong: sum.wrong + given.length - right,
        })
      }
      await store.close()
    }
  process.stdout.write(`${''.padEnd(40)}${'planted'.padStart(9)}${'recall'.padStart(9)}${'precision'.padStart(11)}\n`)
  for (const [name, { planted, right, wrong }] of found) {
    const cells = [
      String(planted).padStart(9),
      (right / planted).toFixed(3).padStart(9),
      (right / (right + wrong)).toFixed(3).padStart(11),
    ]
    process.stdout.write(`${name.padEnd(40)}${cells.join('')}\n`)
  }
  process.stdout.write(`\n${machineLine()}\n`)
} finally {
  await rm(folder, { recursive: true })
}

/**
 * What is known of people who have done nothing yet: nDCG@10 of `popular` and of `popular-among` for a fifth of the people of MovieLens at a time,
 * of whom models know age, gender and occupation, and learn from the others.
 *
 * npm run bench -- newcomers [--prior 50] [--independence 0.5]
 *
 * Data: ../shared/data, or wherever OSUSUME_BENCH_DATA points (ml-100k, movielens-1m).
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import type { User } from '../../src/contract/user.ts'
import { parseMetric } from '../../src/evaluate/metric-at-k.ts'
import { scoreUsers } from '../../src/evaluate/score-users.ts'
import { openKernels } from '../../src/kernels/kernels.ts'
import { resolve } from '../../src/model/algorithms.ts'
import { fitModel } from '../../src/model/fit.ts'
import { csrFrom, takeRows } from '../../src/numbers/csr.ts'
import { rng } from '../../src/numbers/rng.ts'
import { Vocabulary } from '../../src/numbers/vocabulary.ts'
import { userFeatures } from '../../src/prepare/user-features.ts'
import { machineLine } from '../machine.ts'
import { sharedData } from '../shared-data.ts'

const { values: flags } = parseArgs({
  options: { prior: { type: 'string', default: '50' }, independence: { type: 'string', default: '0.5' } },
})
const lines = (file: string) =>
  gunzipSync(readFileSync(join(sharedData, file)))
    .toString('latin1')
    .trim()
    .split('\n')

/** Who there is and what they liked. */
interface Liked {
  users: User[]
  pairs: [user: string, item: string][]
}

const sets: Record<string, () => Liked> = {
  'ml-100k, ratings of 4 and 5': () => ({
    users: lines('ml-100k/u.user.gz').map((line) => {
      const [id = '', age, gender = '', occupation = ''] = line.split('|')
      return { id, gender, birthYear: 1998 - Number(age), attributes: { occupation } }
    }),
    pairs: lines('ml-100k/u.data.gz').flatMap((line) => {
      const [user = '', item = '', stars] = line.split('\t')
      return Number(stars) >= 4 ? [[user, item] as [string, string]] : []
    }),
  }),
  'movielens-1m, all ratings': () => ({
    users: lines('movielens-1m/users.dat.gz').map((line) => {
      const [id = '', gender = '', age = '', occupation = ''] = line.split('::')
      return { id, gender, attributes: { age, occupation } }
    }),
    pairs: lines('movielens-1m/pairs_original_order.csv.gz')
      .slice(1)
      .map((line) => line.trim().split(',') as [string, string]),
  }),
}

const folds = 5
const metric = parseMetric('ndcg@10')
const options = { prior: Number(flags.prior), independence: Number(flags.independence) }
const kernels = await openKernels({ threads: 1 })
try {
  for (const [name, read] of Object.entries(sets)) {
    const { users, pairs } = read()
    const ids = new Vocabulary(users.map(({ id }) => id))
    const items = new Vocabulary()
    const row = Uint32Array.from(pairs, ([user]) => ids.row(user))
    const column = Uint32Array.from(pairs, ([, item]) => items.add(item))
    const all = csrFrom(ids.size, items.size, row, column, undefined, 'max')
    const { matrix: known } = userFeatures(users, { year: 1998 })
    const random = rng(5)
    const foldOf = Uint8Array.from(users, () => Math.floor(random() * folds))
    for (const [label, given] of [
      ['popular', {}],
      ['popular-among', options],
    ] as const) {
      let [sum, n] = [0, 0]
      for (let fold = 0; fold < folds; fold++) {
        const [others, asked] = [false, true].map((is) =>
          Uint32Array.from(ids.ids.keys()).filter((u) => (foldOf[u] === fold) === is),
        ) as [Uint32Array, Uint32Array]
        const learnt = { ...takeRows(all, others), userFeatures: takeRows(known, others) }
        const model = await fitModel(resolve(label, { ...given }), learnt, { kernels, seed: 1 })
        const nothing = csrFrom(asked.length, items.size, new Uint32Array(), new Uint32Array(), undefined, 'max')
        const histories = { ...nothing, userFeatures: takeRows(known, asked) }
        const trial = { histories, targets: takeRows(all, asked) }
        const { perUser } = await scoreUsers(model, trial, Uint32Array.from(asked.keys()), [metric], { seed: 1 })
        for (const value of perUser.get(metric.key) ?? [])
          if (!Number.isNaN(value)) {
            sum += value
            n++
          }
      }
      process.stdout.write(`${name.padEnd(30)}${label.padEnd(16)}${(sum / n).toFixed(4)}  of ${n} people\n`)
    }
  }
  process.stdout.write(`\n${machineLine()}\n`)
} finally {
  await kernels.close()
}

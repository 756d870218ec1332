/**
 * What fewer and relaxed sweeps of ials cost in accuracy: lists after so many sweeps beside those of 15 plain ones of three steps.
 *
 * On validation cuts of train; no test file is read. Every fit begins at the same seeds and is looked at after several sweeps;
 * figures are means over people and seeds, differences ± 95 % over people (paired; each person's mean over the seeds). The row
 * `other seeds` is the first setting begun elsewhere: what chance alone moves. seconds: of the fit up to there, on `--threads`.
 * Usage: npm run bench -- ials/sweeps [--data gowalla,movielens-1m,…] [--dims 64,128] [--lambdas 0.003,0.01,0.03]
 *        [--alphas auto] [--nu 1] [--solvers cg] [--relaxations 1.4] [--cg-steps 2]
 *        [--looks 6,8,10,12,15] [--seeds 1,2] [--people 4000] [--threads 1]
 */
import { parseArgs } from 'node:util'
import { parseMetric } from '../../../src/evaluate/metric-at-k.ts'
import { scoreUsers, usersWithTest } from '../../../src/evaluate/score-users.ts'
import { openKernels, shareCsr } from '../../../src/kernels/kernels.ts'
import { alphaOf, type DecidedOptions, fitFactors, ials } from '../../../src/model/factors/ials.ts'
import { FoldInModel } from '../../../src/model/factors/ials-fold-in.ts'
import { toPrincipalAxes } from '../../../src/model/factors/principal-axes.ts'
import { transpose } from '../../../src/numbers/csr.ts'
import { mean } from '../../../src/numbers/stats.ts'
import type { Part } from '../../accuracy/table.ts'
import { machineLine } from '../../machine.ts'
import { sharedData } from '../../shared-data.ts'
import { validationParts } from './validation-parts.ts'

const { values: asked } = parseArgs({
  options: {
    data: { type: 'string', default: Object.keys(validationParts).join(',') },
    dims: { type: 'string', default: '64,128' },
    lambdas: { type: 'string', default: '0.003,0.01,0.03' },
    alphas: { type: 'string', default: 'auto' },
    nu: { type: 'string', default: '1' },
    solvers: { type: 'string', default: 'cg' },
    relaxations: { type: 'string', default: '1.4' },
    'cg-steps': { type: 'string', default: '2' },
    looks: { type: 'string', default: '6,8,10,12,15' },
    seeds: { type: 'string', default: '1,2' },
    people: { type: 'string', default: '4000' },
    threads: { type: 'string', default: '1' },
  },
})
const numbers = (list: string) => list.split(',').map(Number)
const metrics = ['ndcg@10', 'recall@20'].map(parseMetric)
const usual = { solver: 'cg', cgSteps: 3, relaxation: 1 } as const
const usualSweeps = 15

/** Of one setting after one number of sweeps, a figure for each metric and person: sums over the seeds. */
interface Look {
  sweeps: number
  seconds: number
  figures: Float64Array[]
}

const kernels = await openKernels({ threads: Number(asked.threads) })
for (const name of asked.data.split(',')) {
  const parts = validationParts[name]
  if (!parts) throw new RangeError(`sweeps: got "${name}", want one of ${Object.keys(validationParts).join(', ')}`)
  for await (const part of parts(sharedData)) {
    const every = usersWithTest(part.targets)
    const step = Math.max(1, every.length / Number(asked.people))
    const people = every.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step))
    process.stdout.write(
      `${name}: ${part.train.nRows} × ${part.train.nCols}, ${part.train.column.length} pairs, ${people.length} people asked\n`,
    )
    for (const dim of numbers(asked.dims))
      for (const alpha of asked.alphas.split(','))
        for (const lambda of numbers(asked.lambdas)) {
          const options = { ...ials.defaults, dim, lambda, nu: Number(asked.nu) }
          const decided = {
            ...options,
            alpha: alphaOf({ alpha: alpha === 'auto' ? alpha : Number(alpha) }, part.train),
          }
          await compare(part, people, decided)
        }
  }
}
process.stdout.write(`${machineLine()}\n`)
await kernels.close()

async function compare(part: Part, people: Uint32Array, options: DecidedOptions): Promise<void> {
  const seeds = numbers(asked.seeds)
  const [first] = await looksOf(part, people, { ...options, ...usual }, [usualSweeps], seeds)
  if (!first) return
  const { dim, alpha, lambda } = options
  process.stdout.write(`  dim ${dim}, alpha ${alpha.toPrecision(3)}, lambda ${lambda}\n`)
  print('15 × 3', first, first)
  const elsewhere = seeds.map((seed) => seed + 1000)
  for (const look of await looksOf(part, people, { ...options, ...usual }, [usualSweeps], elsewhere))
    print('other seeds', look, first)
  for (const solver of asked.solvers.split(',') as DecidedOptions['solver'][])
    for (const relaxation of solver === 'cg' ? numbers(asked.relaxations) : [1])
      for (const cgSteps of solver === 'cg' ? numbers(asked['cg-steps']) : [0]) {
        const how = { ...options, solver, relaxation, cgSteps }
        const words = solver === 'cg' ? `× ${cgSteps}, ${relaxation}` : solver
        for (const look of await looksOf(part, people, how, numbers(asked.looks), seeds))
          print(`${look.sweeps} ${words}`, look, first)
      }
}

/** One fit a seed, looked at after these numbers of sweeps. */
async function looksOf(
  { train, ...trial }: Part,
  people: Uint32Array,
  options: DecidedOptions,
  at: number[],
  seeds: number[],
): Promise<Look[]> {
  const looks = at.map((sweeps) => ({
    sweeps,
    seconds: 0,
    figures: metrics.map(() => new Float64Array(people.length)),
  }))
  const [byUser, byItem] = [shareCsr(train), shareCsr(transpose(train))]
  for (const seed of seeds) {
    let [seconds, began] = [0, performance.now()]
    const epochs = Math.max(...at)
    const context = { kernels, seed }
    const fit = await fitFactors(
      byUser,
      byItem,
      { ...options, epochs },
      context,
      undefined,
      async (sweep, _, items) => {
        seconds += (performance.now() - began) / 1000
        const look = looks.find(({ sweeps }) => sweeps === sweep)
        if (look) {
          look.seconds += seconds / seeds.length
          const copy = kernels.factors(items.nRows, items.dim)
          copy.array.set(items.array)
          const model = new FoldInModel(kernels, copy, await toPrincipalAxes(kernels, copy), options)
          const { perUser } = await scoreUsers(model, trial, people, metrics)
          for (const [m, { key }] of metrics.entries())
            for (const [u, value] of perUser.get(key)!.entries()) look.figures[m]![u]! += value / seeds.length
          kernels.release(copy)
        }
        began = performance.now()
      },
    )
    kernels.release(fit.users)
    kernels.release(fit.items)
  }
  return looks
}

function print(name: string, { seconds, figures }: Look, beside: Look): void {
  const cells = figures.map((values, m) => {
    const differences = Float64Array.from(values, (value, u) => value - beside.figures[m]![u]!)
    const [middle, n] = [mean(differences), differences.length]
    const variance = differences.reduce((sum, d) => sum + (d - middle) ** 2, 0) / (n - 1)
    const around = `${middle < 0 ? '−' : '+'}${short(Math.abs(middle))} ± ${short(1.96 * Math.sqrt(variance / n))}`
    return `${metrics[m]!.key} ${short(mean(values))}  ${look(around, values === beside.figures[m])}`
  })
  process.stdout.write(`    ${name.padEnd(14)}${cells.join('   ')}   ${seconds.toFixed(1)} s\n`)
}

function look(around: string, same: boolean): string {
  return same ? ' '.repeat(around.length) : around
}

function short(x: number): string {
  return x.toFixed(4).replace(/^0/, '')
}

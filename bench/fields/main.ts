/**
 * What rules for fields bring: ndcg@10 of models that read the catalogue, by how prices are scaled, how what is missing is filled, and which form texts have.
 *
 * npm run bench -- fields [--shops 6] [--json]   (--shops 0: only the real one)
 *
 * Simulated shops without dirt in their events. Three catalogues of each: whole (scales), half of every field unsaid (missing values), half
 * of every text written otherwise (forms). And a real grocer, with sizes in texts and households of whom little is known (real-shop.ts). Every arm
 * learns from the same events and is asked the same; differences are paired over people. Data: ../shared/data, or wherever OSUSUME_BENCH_DATA
 * points (dunnhumby); left out where it is not there.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { columnOf, meanOf, percentileInterval, resampledMeans } from '../../src/evaluate/bootstrap.ts'
import { parseMetric } from '../../src/evaluate/metric-at-k.ts'
import { scoreUsers, usersWithTest } from '../../src/evaluate/score-users.ts'
import { shopCut } from '../../src/jobs/evaluate/shop-cut.ts'
import { type ShopTrial, shopTrials } from '../../src/jobs/evaluate/shop-trials.ts'
import { featuresFor } from '../../src/jobs/features/item-features.ts'
import { openKernels } from '../../src/kernels/kernels.ts'
import { resolve } from '../../src/model/algorithms.ts'
import { fitModel } from '../../src/model/fit.ts'
import { rng } from '../../src/numbers/rng.ts'
import { defaultConfig } from '../../src/prepare/config.ts'
import { scaleNames } from '../../src/prepare/fields/field-rules.ts'
import { type ConfigInput, configOf, parseConfig } from '../../src/prepare/parse-config.ts'
import { prepareEvents } from '../../src/prepare/prepare-events.ts'
import { cleanShop, demoShop } from '../../src/simulate/simulate-shop.ts'
import { columnsOfLines } from '../ablation/columns-of-lines.ts'
import { formerSweeps } from '../ials/former-sweeps.ts'
import { machine, machineLine } from '../machine.ts'
import { sharedData } from '../shared-data.ts'
import { half, miswritten } from './damaged.ts'
import { realRecipe, realShop } from './real-shop.ts'

const { values: flags } = parseArgs({
  options: {
    shops: { type: 'string', default: '6' },
    json: { type: 'boolean', default: false },
  },
})
const recipes = {
  'hybrid:content': resolve('hybrid:content'),
  'hybrid:cfcbf': resolve('hybrid:cfcbf'),
  'hybrid:ials': resolve('hybrid:ials', { modelOptions: formerSweeps }),
  'hybrid:ials of prices alone': resolve('hybrid:ials', { modelOptions: formerSweeps, fields: { price: 1 } }),
}
const metric = parseMetric('ndcg@10')
const cut = { split: 'time', holdoutDays: 28, seen: 'exclude', seed: 1 } as const

const items = (rules: object) => parseConfig({ fields: { items: rules } })
const lower = ['html', 'nfkc', 'no-controls', 'collapse-spaces', 'trim', 'lowercase']
const texts = ['title', 'description', 'category', 'brand', 'colour']
const every = (missing: string) => ({ brand: { missing }, category: { missing }, colour: { missing } })

/** The first of each family is what the others are held against. */
const families: { family: string; catalogue: 'whole' | 'half' | 'miswritten'; arms: Record<string, ConfigInput> }[] = [
  {
    family: 'scale of the price, all fields known',
    catalogue: 'whole',
    arms: { bands: {}, ...Object.fromEntries(scaleNames.map((scale) => [scale, items({ price: { scale } })])) },
  },
  {
    family: 'half of all prices, brands, shelves and colours missing',
    catalogue: 'half',
    arms: {
      leave: {},
      unknown: items({ ...every('unknown'), price: { missing: 'unknown' } }),
      'median, mode': items({ ...every('mode'), price: { missing: 'median' } }),
      'price: median': items({ price: { missing: 'median' } }),
      'price: median by category': items({ price: { missing: 'median by category' } }),
      'brand: mode by category': items({ brand: { missing: 'mode by category' } }),
      'category: mode by style': items({ category: { missing: 'mode by style' } }),
    },
  },
  {
    family: 'half of all titles, brands, shelves and colours written otherwise',
    catalogue: 'miswritten',
    arms: {
      'as they are': { steps: defaultConfig.steps.filter((step) => step !== 'texts') },
      default: {},
      'default and colour': items({ colour: { text: lower } }),
      'all in small letters': items(Object.fromEntries(texts.map((name) => [name, { text: lower }]))),
    },
  },
]

const kernels = await openKernels({ threads: 1 })
/** family / model / arm -> ndcg@10 of every person of every shop */
const figures = new Map<string, number[]>()
const startedMs = performance.now()
for (let seed = 1; seed <= Number(flags.shops); seed++) {
  const shop = cleanShop({ ...demoShop, nProducts: 800, nCustomers: 2000, nGuests: 400, seed })
  const { clean } = prepareEvents(columnsOfLines(shop.lines), defaultConfig)
  const [trial] = shopTrials(shopCut(clean, defaultConfig.weights, cut), defaultConfig.weights, cut) as [ShopTrial]
  const users = usersWithTest(trial.trial.targets)
  const whole = shop.catalogue.products.map(({ item }) => item)
  const catalogues = { whole, half: half(whole, rng(seed)), miswritten: miswritten(whole, rng(seed)) }
  for (const { family, catalogue, arms } of families)
    for (const [arm, said] of Object.entries(arms))
      for (const [label, resolved] of Object.entries(recipes)) {
        const config = configOf(said)
        const features = await featuresFor([resolved], trial.items, async () => catalogues[catalogue], { config })
        const model = await fitModel(resolved, trial.train, { kernels, seed: 1, ...features })
        const { perUser } = await scoreUsers(model, trial.trial, users, [metric], { seed: 1 })
        const key = JSON.stringify([family, label, arm])
        figures.set(key, [...(figures.get(key) ?? []), ...(perUser.get(metric.key) as Float64Array)])
      }
  process.stderr.write(`shop ${seed}: ${((performance.now() - startedMs) / 1000).toFixed(0)} s\n`)
}
const grocer = join(sharedData, 'dunnhumby')
if (existsSync(grocer))
  for (const [arm, figure] of await realShop(grocer, metric, kernels))
    figures.set(JSON.stringify(['a real grocer', realRecipe.model, arm]), [...figure])
await kernels.close()

const asked = Map.groupBy(
  [...figures].map(([key, figure]) => {
    const [family, model, arm] = JSON.parse(key) as [string, string, string]
    return { of: `${family}, ${model}`, arm, figure: Float64Array.from(figure) }
  }),
  ({ of }) => of,
)
const rows = [...asked].flatMap(([of, arms]) => {
  const drawn = resampledMeans(
    arms.map(({ figure }) => figure),
    2000,
    1,
  )
  const first = meanOf(arms[0]?.figure as Float64Array)
  return arms.map(({ arm, figure }, c) => {
    const more = meanOf(figure) - first
    const interval = c > 0 ? percentileInterval(more, columnOf(drawn, arms.length, c, 0)) : undefined
    return { of, people: figure.length, arm, ndcg: meanOf(figure), more, ...interval }
  })
})
if (flags.json) process.stdout.write(`${JSON.stringify({ machine: machine(), rows })}\n`)
else {
  process.stdout.write('ndcg@10, and what it is more than the first, with 95 % intervals over people\n')
  let before = ''
  for (const { of, people, arm, ndcg, more, ...interval } of rows) {
    if (of !== before) process.stdout.write(`\n${of}, ${people} people asked\n`)
    before = of
    const { low, high } = interval as { low?: number; high?: number }
    const range =
      low === undefined || high === undefined
        ? ''
        : `${signed(more)}  [${signed(low)}, ${signed(high)}]${low > 0 || high < 0 ? ' *' : ''}`
    process.stdout.write(`  ${arm.padEnd(28)}${ndcg.toFixed(4)}   ${range}\n`)
  }
  process.stdout.write(`\n${machineLine()}\n`)
}

function signed(x: number): string {
  return `${x < 0 ? '−' : '+'}${Math.abs(x).toFixed(4)}`
}

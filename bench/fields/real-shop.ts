import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MetricAtK } from '../../src/evaluate/metric-at-k.ts'
import { scoreUsers, usersWithTest } from '../../src/evaluate/score-users.ts'
import { shopCut } from '../../src/jobs/evaluate/shop-cut.ts'
import { type ShopTrial, shopTrials } from '../../src/jobs/evaluate/shop-trials.ts'
import { featuresFor } from '../../src/jobs/features/item-features.ts'
import { importFile } from '../../src/jobs/import/import-file.ts'
import { openStore } from '../../src/jobs/open.ts'
import { loadSnapshot, prepare } from '../../src/jobs/prepare/prepare.ts'
import { withPeople } from '../../src/jobs/shop-data.ts'
import type { Kernels } from '../../src/kernels/kernels.ts'
import { resolve } from '../../src/model/algorithms.ts'
import { fitModel } from '../../src/model/fit.ts'
import { openEngine, text } from '../../src/prepare/engine.ts'
import { type ConfigInput, configOf, parseConfig } from '../../src/prepare/parse-config.ts'
import { formerSweeps } from '../ials/former-sweeps.ts'

const mapping = {
  kind: 'purchase',
  time: { column: 'transaction_timestamp' },
  user: 'household_id',
  item: 'product_id',
  order: 'basket_id',
  quantity: 'quantity',
  price: 'price',
  items: {
    ...{ title: 'product_type', category: 'department', brand: 'brand', price: 'price' },
    attributes: { size: 'package_size', shelf: 'product_category' },
  },
  users: { attributes: { ages: 'age', income: 'income', household: 'household_size', kids: 'kids_count' } },
} as const

const size = { unit: 'oz', missing: 'median by shelf', scale: 'log' }
const people = { ages: { missing: 'unknown' }, income: { missing: 'unknown' } }
const rules: Record<string, object> = {
  none: {},
  'size in oz': { items: { size: { unit: 'oz' } } },
  'size in oz, log': { items: { size: { unit: 'oz', scale: 'log' } } },
  'size in oz, filled, log': { items: { size } },
  'price by quantile': { items: { price: { scale: 'quantile' } } },
  'ages, incomes unknown': { people },
  'all of these': { items: { size, price: { scale: 'quantile' } }, people },
}

/** Weights as small as what simulated shops ask for, chosen before this shop was asked. */
export const realRecipe = {
  model: 'hybrid:ials',
  options: { modelOptions: formerSweeps, itemWeight: 0.2, userWeight: 0.3 },
}
const seeds = [1, 2]
const cut = { split: 'time', holdoutDays: 28, seen: 'exclude', seed: 1 } as const

/**
 * A grocer's year (The Complete Journey, a sample of 100,000 lines), on which sizes are texts ("16 OZ", "750 ML", a fifth of them none) and two
 * thirds of the households say nothing of themselves: the figure of every person by each arm, the mean of two fits.
 */
export async function realShop(
  folder: string,
  metric: MetricAtK,
  kernels: Kernels,
): Promise<Map<string, Float64Array>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'osusume-bench-fields-'))
  const store = await openStore(dataDir)
  try {
    const file = join(dataDir, 'sales.csv')
    await writeSales(folder, file)
    await importFile({ file, mapping, store, dataDir, nowMs: Date.now })
    await prepare({ store, dataDir })
    const { clean, config: usual } = await loadSnapshot(store, dataDir)
    const made = shopCut(clean, usual.weights, cut)
    const [trial] = shopTrials(made, usual.weights, cut) as [ShopTrial]
    const users = usersWithTest(trial.trial.targets)
    const catalogue = await store.allItems()
    const resolved = resolve(realRecipe.model, realRecipe.options)
    const figures = new Map<string, Float64Array>()
    for (const [arm, fields] of Object.entries(rules)) {
      const config = configOf(parseConfig({ fields }) as ConfigInput)
      const fold = await withPeople(trial, cut.split, [resolved], store, config, made.cutMs ?? trial.trainEndMs)
      const features = await featuresFor([resolved], trial.items, async () => catalogue, { config })
      const mean = new Float64Array(users.length)
      for (const seed of seeds) {
        const model = await fitModel(resolved, fold.train, { kernels, seed, ...features })
        const { perUser } = await scoreUsers(model, fold.trial, users, [metric], { seed: 1 })
        for (const [u, value] of (perUser.get(metric.key) as Float64Array).entries()) mean[u]! += value / seeds.length
      }
      figures.set(arm, mean)
    }
    return figures
  } finally {
    await store.close()
    await rm(dataDir, { recursive: true })
  }
}

/** Sales, products and households as the one file that a shop would export. */
async function writeSales(folder: string, file: string): Promise<void> {
  const engine = await openEngine()
  const of = (name: string) => text(join(folder, name))
  try {
    await engine.run(`
      COPY (
        SELECT household_id, basket_id, product_id, quantity, round(sales_value::DOUBLE / greatest(quantity::INTEGER, 1), 2) AS price,
          transaction_timestamp, department, brand, product_category, product_type, package_size, age, income, household_size, kids_count
        FROM read_csv(${of('transactions_sample_100k.csv.gz')}, all_varchar = true) AS sales
        LEFT JOIN read_csv(${of('products.csv.gz')}, all_varchar = true) AS products USING (product_id)
        LEFT JOIN read_csv(${of('demographics.csv')}, all_varchar = true) AS households USING (household_id)
        ORDER BY transaction_timestamp, basket_id, product_id
      ) TO ${text(file)} (HEADER)`)
  } finally {
    engine.close()
  }
}

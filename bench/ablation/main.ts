/**
 * Whether cleaning earns its keep: what each kind of dirt costs by its dose, and how much of it the step gives back; and a real shop with each step left out.
 *
 * npm run bench -- ablation [--shops 8] [--doses 0,1,3,10] [--steps bots,prices] [--models popular,ease] [--threads 2]
 *                           [--without-real] [--cuts 2] [--json] [--page FILE]
 *
 * Simulated shops: the truth is known, so everyone is judged by what real customers did after the cut, whatever the dirt and the step
 * (truth.ts); intervals are over whole shops made anew. Real shop: the same people and questions for every arm; intervals over people.
 * Data: ../shared/data, or wherever OSUSUME_BENCH_DATA points (Online Retail II); left out where it is not there.
 */
import { existsSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { machine, machineLine } from '../machine.ts'
import { sharedData } from '../shared-data.ts'
import { effectsOf, elsewhereOf } from './effects.ts'
import { inWorkers } from './in-workers.ts'
import type { Job } from './job-worker.ts'
import { ablationPage, type PagePart } from './page.ts'
import type { RealOutcome } from './real-shop.ts'
import { repairs } from './repairs.ts'
import type { ShopOutcome } from './simulated-shop.ts'
import { costTable, elsewhereTable, inColumns, modelTable, realTable } from './tables.ts'

const { values: flags } = parseArgs({
  options: {
    shops: { type: 'string', default: '8' },
    doses: { type: 'string', default: '0,1,3,10' },
    steps: { type: 'string' },
    models: { type: 'string', default: 'popular,item-knn:bm25,ials,ease,session-knn,bought-together' },
    threads: { type: 'string', default: String(Math.min(2, availableParallelism())) },
    cuts: { type: 'string', default: '2' },
    'without-real': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    page: { type: 'string', default: join(tmpdir(), 'osusume-ablation.html') },
  },
})
const models = flags.models.split(',')
const doses = flags.doses.split(',').map(Number)
const nShops = Number(flags.shops)
const holdoutDays = 28
const size = { nProducts: 600, nCustomers: 1500, nGuests: 300 }
const wanted = flags.steps?.split(',')
const chosen = [...repairs.keys()].filter((at) => !wanted || wanted.includes(repairs[at]?.name.split(' ')[0] as string))
const refuse = (what: string): never => {
  process.stderr.write(`ablation: ${what}\n`)
  process.exit(2)
}
if (!(Number.isInteger(nShops) && nShops >= 0 && nShops !== 1))
  refuse(`--shops: got ${flags.shops}, want 2 or more (an interval needs two trials), or 0 for the real shop alone`)
if (chosen.length === 0)
  refuse(
    `--steps: got ${flags.steps}, want some of ${[...new Set(repairs.map(({ name }) => name.split(' ')[0]))].join(', ')}`,
  )
if (!doses.every((dose) => dose >= 0)) refuse(`--doses: got ${flags.doses}, want numbers of 0 and more, as 0,1,3,10`)
const file = join(sharedData, 'online-retail/online-retail-2009-2010.csv.gz')
const withReal = !flags['without-real'] && existsSync(file)

const jobs: Job[] = [
  ...(withReal
    ? [{ real: { file, preset: 'online-retail', models, nCuts: Number(flags.cuts), holdoutDays } } as const]
    : []),
  ...Array.from({ length: nShops }, (_, k) => ({
    simulated: { seed: k + 1, models, doses, size, holdoutDays, chosen },
  })),
]
const startedMs = performance.now()
let saidMs = startedMs
const answers = await inWorkers<ShopOutcome | RealOutcome>(
  jobs,
  // a cut of the real shop takes about as long as a simulated shop with every step
  jobs.map((job) => ('real' in job ? Number(flags.cuts) : chosen.length / repairs.length)),
  Number(flags.threads),
  (share) => {
    const nowMs = performance.now()
    if (nowMs - saidMs < 5000) return
    saidMs = nowMs
    const left = ((nowMs - startedMs) * (1 - share)) / share / 1000
    process.stderr.write(`${(100 * share).toFixed(0)} %, about ${left.toFixed(0)} s left\n`)
  },
)
const seconds = (performance.now() - startedMs) / 1000
const shops = answers.filter((answer) => 'outcomes' in answer)
const real = answers.find((answer) => 'rows' in answer)

const effects = effectsOf(shops, models)
const elsewhere = elsewhereOf(shops, models)
const most = Math.max(...doses)
const questions = shops.reduce((sum, { asked }) => sum + asked, 0)
const parts: PagePart[] = [
  {
    title: 'What dirt costs and what the step gives back, mean of the models',
    note: '± and brackets: 95 % intervals over shops made anew. *: told from 0 even after correction for all comparisons here (Holm). chance@10: the simulator’s own chance that the next new purchase is on the list, the same thing as recall@10 with less noise. A dose of 0 shows what the step does where its dirt is not.',
    rows: costTable(effects),
  },
  ...(['chance', 'recall'] as const).map((figure) => ({
    title: `${figure}@10 by model, at ${most} doses`,
    note: 'Percent of the clean shop’s: without → with the step. *: the cost, or what the step gives back, is told from 0.',
    rows: modelTable(effects, models, figure, most),
  })),
  {
    title: `Where steps act beside accuracy, at ${most} doses`,
    note: 'Without → with the step: places of ten that hold the same thing under another id, places that hold no product, strangers among the ten best sellers, revenue beside the clean shop’s (what tills, traders and presents bring in is real and stays).',
    rows: elsewhereTable(elsewhere, most),
  },
  ...(real
    ? [
        {
          title: `Online Retail II, 2009-2010: recall@10 beside that of all steps, ${real.asked} questions of ${real.people} people`,
          note: '± 95 % over people, paired; !: the interval does not hold 0 (by chance one in twenty does so); =: the same to the bit. People are drawn, fits are not: what another seed of ials moves is the first row.',
          rows: realTable(real, models),
        },
      ]
    : []),
]
const lead = `${nShops} simulated shops with ${questions.toLocaleString('en')} customers who came back; ${models.join(', ')}.`
const foot = `${machineLine()}; ${seconds.toFixed(0)} s`
writeFileSync(flags.page, ablationPage(effects, parts, lead, foot))
process.stdout.write(
  flags.json
    ? `${JSON.stringify({ machine: machine(), seconds, shops: nShops, questions, models, effects, elsewhere, real, page: flags.page })}\n`
    : `${lead}\n\n${parts.map(({ title, note, rows }) => `${title}\n${note}\n\n${inColumns(rows)}\n`).join('\n')}\n${foot}\n${flags.page}\n`,
)

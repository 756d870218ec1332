/**
 * From the raw file of a shop to four evaluated models: `osusume import`, `prepare` and `evaluate` against the Python recipe.
 *
 * Both are whole processes, run in turn so that a slow minute of the machine hits both; the fastest run of each counts.
 * The recipe (pandas and implicit) keeps everything in memory; ours makes every row durable and keeps a ledger on the way.
 * Usage: npm run bench -- online-retail [FILE.csv.gz] [--runs N] [--without-python]
 *        FILE: Online Retail II, 2009-2010, from UCI, as csv.gz
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Evaluation } from '../../src/jobs/evaluate/evaluate.ts'
import { machineLine } from '../machine.ts'
import { peerPython } from '../peers/install.ts'
import { sharedData } from '../shared-data.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const recipe = join(root, 'bench/peers/online_retail.py')

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '3' }, 'without-python': { type: 'boolean', default: false } },
})
const file = positionals[0] ?? join(sharedData, 'online-retail/online-retail-2009-2010.csv.gz')
if (!existsSync(file)) {
  process.stderr.write(`no ${file}: name the file of Online Retail II, 2009-2010, as csv.gz\n`)
  process.exit(2)
}

type Figures = Record<'precision@10' | 'recall@10' | 'map@10' | 'ndcg@10' | 'hr@10', number>
interface Recipe {
  results: Record<string, Record<'exclude' | 'include', Figures>>
}
interface Ours {
  exclude: Evaluation
  include: Evaluation
  seconds: { import: number; prepare: number; evaluate: number }
}

const python = values['without-python'] ? undefined : peerPython()
const theirs: { answer: Recipe; seconds: number }[] = []
const ours: Ours[] = []
for (let run = 0; run < Number(values.runs); run++) {
  ours.push(await road())
  if (python) theirs.push(await timed(python, [recipe, file], { OPENBLAS_NUM_THREADS: '1' }))
  process.stderr.write(
    `run ${run + 1}: ours ${total(ours.at(-1)).toFixed(2)} s, recipe ${theirs.at(-1)?.seconds.toFixed(2) ?? '–'} s\n`,
  )
}
print()

/** Our three commands on an empty folder. The second evaluation, with seen items included, is not on the clock. */
async function road(): Promise<Ours> {
  const folder = await mkdtemp(join(tmpdir(), 'osusume-bench-'))
  const osusume = <T>(...words: string[]) =>
    timed<T>(process.execPath, [join(root, 'src/cli/main.ts'), ...words, '--data', folder, '--json'])
  try {
    const imported = await osusume('import', file, '--preset', 'online-retail')
    const prepared = await osusume('prepare')
    const exclude = await osusume<Evaluation>('evaluate')
    const include = await osusume<Evaluation>('evaluate', '--seen', 'include', '--metrics', 'ndcg@10')
    return {
      exclude: exclude.answer,
      include: include.answer,
      seconds: { import: imported.seconds, prepare: prepared.seconds, evaluate: exclude.seconds },
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Runs a process to its end: the JSON on its stdout and the seconds it took, start-up included. */
async function timed<T>(
  command: string,
  words: string[],
  environment: Record<string, string> = {},
): Promise<{ answer: T; seconds: number }> {
  const started = performance.now()
  const child = spawn(command, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text
  })
  const [code] = await once(child, 'close')
  const seconds = (performance.now() - started) / 1000
  if (code !== 0) throw new Error(`${command} ${words.join(' ')} ended with ${code}:\n${stderr}`)
  return { answer: JSON.parse(stdout), seconds }
}

function total(run: Ours | undefined): number {
  return run ? run.seconds.import + run.seconds.prepare + run.seconds.evaluate : Number.NaN
}

function print(): void {
  const keys = ['precision@10', 'recall@10', 'map@10', 'ndcg@10', 'hr@10'] as const
  const digits = (x: number | undefined) => (x === undefined ? '–' : x.toFixed(4))
  const line = (name: string, who: string, cells: string[]) =>
    process.stdout.write(`${name.padEnd(16)}${who.padEnd(8)}${cells.map((cell) => cell.padStart(14)).join('')}\n`)
  line('', '', [...keys, 'ndcg@10, seen'])
  const best = ours.reduce((a, b) => (total(a) <= total(b) ? a : b))
  for (const { model, metrics } of best.exclude.results) {
    const included = best.include.results.find((other) => other.model === model)?.metrics
    line(model, 'ours', [...keys.map((key) => digits(metrics[key]?.value)), digits(included?.['ndcg@10']?.value)])
    const theirRow = theirs[0]?.answer.results[model]
    if (theirRow)
      line('', 'recipe', [...keys.map((key) => digits(theirRow.exclude[key])), digits(theirRow.include['ndcg@10'])])
  }
  const { seconds } = best
  process.stdout.write(
    `\nours    ${total(best).toFixed(2)} s  (import ${seconds.import.toFixed(2)}, prepare ${seconds.prepare.toFixed(2)}, evaluate ${seconds.evaluate.toFixed(2)})\n`,
  )
  if (theirs.length > 0) {
    const fastest = Math.min(...theirs.map((run) => run.seconds))
    process.stdout.write(
      `recipe  ${fastest.toFixed(2)} s\nratio   ${(fastest / total(best)).toFixed(2)} × as fast as the recipe\n`,
    )
  }
  process.stdout.write(`\nfastest of ${values.runs} interleaved runs; ${machineLine()}\n`)
}

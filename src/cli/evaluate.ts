import type { Command } from 'commander'
import { Fault } from '../contract/fault.ts'
import { progressBar } from './progress-bar.ts'
import { type SharedOptions, withSharedOptions } from './shared-options.ts'

interface EvaluateOptions extends SharedOptions {
  split: string
  holdoutDays: string
  seen: string
  models?: string
  options?: string
  metrics?: string
  threads?: string
  seed: string
  report?: string
}

export default function addEvaluate(program: Command): void {
  withSharedOptions(program.command('evaluate'))
    .description('Train on the past, test on what came after: which model is really better, and how sure is that?')
    .option('--split <kind>', 'how the data is cut: time', 'time')
    .option('--holdout-days <days>', 'the last so many days are the test', '28')
    .option('--seen <mode>', 'may lists hold what the customer had before: exclude or include', 'exclude')
    .option('--models <list>', 'separated by commas (default: popular,item-knn:tfidf,item-knn:bm25,ials)')
    .option('--options <json>', 'by model, e.g. \'{"ials":{"dim":64}}\'')
    .option('--metrics <list>', 'e.g. ndcg@10,recall@20 (default: every metric at 5, 10 and 20)')
    .option('--threads <n>', 'processor cores to use (default: all)')
    .option('--seed <n>', 'of models and intervals; the same seed gives the same figures', '1')
    .option('--report <file>', 'where the HTML report goes (default: DIR/reports/evaluate-TIME.html)')
    .action(run)
}

async function run(given: EvaluateOptions): Promise<void> {
  if (given.split !== 'time') refuse('split', given.split, 'time')
  if (given.seen !== 'exclude' && given.seen !== 'include') refuse('seen', given.seen, 'exclude or include')
  const request = {
    holdoutDays: numberOf('holdout-days', given.holdoutDays, (days) => days > 0, 'a number above 0'),
    seed: numberOf('seed', given.seed, (n) => Number.isSafeInteger(n), 'a whole number'),
    seen: given.seen as 'exclude' | 'include',
    ...(given.models !== undefined && { models: words(given.models) }),
    ...(given.metrics !== undefined && { metrics: words(given.metrics) }),
    ...(given.options !== undefined && { options: optionsOf(given.options) }),
    ...(given.threads !== undefined && {
      threads: numberOf('threads', given.threads, (n) => Number.isInteger(n) && n > 0, 'a whole number from 1'),
    }),
    ...(given.report !== undefined && { reportFile: given.report }),
  }
  const [{ openStore }, { evaluate }, { evaluationTable }] = await Promise.all([
    import('../jobs/open.ts'),
    import('../jobs/evaluate.ts'),
    import('./evaluation-table.ts'),
  ])
  const store = await openStore(given.data)
  const stop = new AbortController()
  const onInterrupt = () => stop.abort(new Fault('cancelled', 'evaluate was interrupted; nothing was stored'))
  process.once('SIGINT', onInterrupt)
  try {
    const evaluation = await evaluate({
      ...request,
      store,
      dataDir: given.data,
      signal: stop.signal,
      onProgress: progressBar(),
    })
    process.stdout.write(
      given.json ? `${JSON.stringify(evaluation)}\n` : evaluationTable(evaluation, process.stdout.columns ?? 120),
    )
  } finally {
    process.off('SIGINT', onInterrupt)
    await store.close()
  }
}

function numberOf(name: string, text: string, accepts: (n: number) => boolean, want: string): number {
  const n = text.trim() === '' ? Number.NaN : Number(text)
  if (!accepts(n)) refuse(name, text, want)
  return n
}

function optionsOf(text: string): Record<string, Record<string, unknown>> {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    refuse('options', text, 'JSON such as \'{"ials":{"dim":64}}\'')
  }
  if (!isObject(parsed) || !Object.values(parsed).every(isObject))
    refuse('options', text, 'a JSON object of one object per model, such as \'{"ials":{"dim":64}}\'')
  return parsed as Record<string, Record<string, unknown>>
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const words = (text: string) =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')

function refuse(name: string, got: string, want: string): never {
  throw new Fault('bad-request', `--${name}: got "${got}", want ${want}`)
}

import type { Command } from 'commander'
import { Fault } from '../contract/fault.ts'
import type { DrillKind } from '../jobs/evaluate/evaluate-drill.ts'
import type { SharedOptions } from './shared-options.ts'
import { wholeNumber } from './whole-number.ts'

/** What `osusume evaluate` may be told. */
export interface EvaluateOptions extends SharedOptions {
  split?: string
  holdoutDays?: number
  testShare?: number
  folds?: number
  tuned?: string[]
  replay?: string
  drill?: DrillKind
  seen?: 'exclude' | 'include'
  models?: string[]
  options?: Record<string, Record<string, unknown>>
  metrics?: string[]
  learningCurve?: boolean
  budget?: string
  trials?: number
  threads?: number
  seed: number
  config?: string
  embeddings?: string
  report?: string
  train?: string[]
  test?: string
  format?: string
  items?: string
  users?: string
}

const splits = ['time', 'leave-last-out', 'last-basket', 'random', 'k-fold', 'strong', 'sessions']
export const formats = 'pairs, lightgcn, sessions, session-lines, baskets, sequence, ratings'

export function withEvaluateOptions(command: Command): Command {
  return command
    .description('train on the past, test on what came after: which model is really better, and how sure is that?')
    .option(
      '--split <kind>',
      `how the data is cut: ${splits.join(', ')}; as suits it when not given, and the answer says why`,
      oneOf('split', ...splits),
    )
    .option(
      '--holdout-days <days>',
      'time, sessions: the last so many days are the test; 28, of a short history a fifth, when not given',
      days,
    )
    .option('--test-share <share>', 'random, strong: the share of pairs or of customers that is the test; 0.2', share)
    .option('--folds <n>', 'k-fold: each of so many parts is the test once; 5', wholeNumber('folds', 2, 100))
    .option(
      '--seen <mode>',
      'may a list hold what the customer had before: exclude or include; by default excluded, but not in sessions of files and in baskets',
      oneOf('seen', 'exclude', 'include'),
    )
    .option(
      '--models <list>',
      'separated by commas; auto chooses by itself; when not given, what is usual for such data (popular,item-knn:tfidf,item-knn:bm25,ials; of sessions and baskets others)',
      words('models'),
    )
    .option('--options <json>', `by model, e.g. '{"ials":{"dim":64}}'`, optionsByModel)
    .option(
      '--drill <kind>',
      'cold-users or cold-items: how well do models do for customers, or with products, of which 0, 1, 2, 5 or 10 events are known?',
      oneOf('drill', 'cold-users', 'cold-items'),
    )
    .option(
      '--tuned <files>',
      'what osusume tune --json printed, separated by commas: models with their options, refused if the tuning could read the test',
      words('tuned'),
    )
    .option(
      '--replay <run>',
      'make an earlier evaluation again: a run of the leaderboard, or the .json beside a report on files',
    )
    .option(
      '--metrics <list>',
      'e.g. ndcg@10,recall@20; the usual ones at 5, 10 and 20 when not given',
      words('metrics'),
    )
    .option(
      '--learning-curve',
      'what would more data bring? every model learns from eighths of it too: four times as long',
    )
    .option('--budget <time>', 'how long auto may choose and fit: 90s, 10m, 1.5h; 2m when not given')
    .option(
      '--trials <n>',
      'or after how many trials auto chooses: then the same on every machine',
      wholeNumber('trials', 1, 100_000),
    )
    .option('--threads <n>', 'cores to use; all when not given', wholeNumber('threads', 1, 256))
    .option(
      '--seed <n>',
      'the same data, options and seed give the same figures',
      wholeNumber('seed', 0, 2 ** 32 - 1),
      1,
    )
    .option('--config <file>', 'settings for prepare, as JSON')
    .option('--embeddings <folder>', 'a text model (model.onnx, tokenizer.json) for models that read embeddings')
    .option('--report <file>', 'where the HTML report goes; DIR/reports/evaluate-TIME.html when not given')
    .option('--train <files...>', 'a published split instead of the shop: learn from this file or these (plain or .gz)')
    .option('--test <file>', 'and be tested on this one; sequence may do without: then the last of each is held out')
    .option(
      '--items <file>',
      'what is known of its items: CSV or JSON lines with their ids, title, text, category, brand, price …',
    )
    .option('--users <file>', 'what is known of its users: ids, country, city, gender, age …')
    .option('--format <format>', `how both are laid out: ${formats}`, oneOf('format', ...formats.split(', ')))
    .addHelpText('after', examples)
}

const examples = `
Examples:
  osusume evaluate --models item-knn:bm25,ials --holdout-days 14
  osusume evaluate --train train.txt.gz --test test.txt.gz --format lightgcn --metrics recall@20,ndcg@20
  osusume evaluate --train u1.base --test u1.test --format ratings --models svd,svd++

Formats:
  pairs          TSV or CSV: user, item[, value[, time]], with or without a header
  lightgcn       user item item … a line
  sessions       TSV or CSV with a header naming SessionId, ItemId and Time; every beginning of a session is a question
  session-lines  one session of item ids a line; the test: prefix TAB target
  baskets        JSON {"user": [[item, …], …]}, or a table with the columns user, basket and item
  sequence       user item a line, in the order of time
  ratings        TSV or CSV: user, item, rating[, time]; models of ratings (baseline, svd, svd++, knn …), rmse and mae

Metrics, each with @K (docs/methods/metrics.md):
  measured anyway   precision, recall, map, ndcg, hr, mrr, coverage
  of the hits       recall-capped, f1, repeat-recall, explore-recall, serendipity, revenue, margin
  of the list       novelty, diversity-category, diversity-brand, diversity-embedding, popularity-lift, calibration, gini
  without @K        auc, gauc
  a legacy          sampled-100-hr, sampled-100-ndcg, sampled-100-mrr
`

const oneOf =
  (option: string, ...possible: string[]) =>
  (text: string): string =>
    possible.includes(text) ? text : refuse(option, text, possible.join(' or '))

function share(text: string): number {
  const x = text.trim() === '' ? Number.NaN : Number(text)
  return x > 0 && x < 1 ? x : refuse('test-share', text, 'a number above 0 and below 1')
}

function days(text: string): number {
  const n = text.trim() === '' ? Number.NaN : Number(text)
  return n > 0 && n <= 36_500 ? n : refuse('holdout-days', text, 'a number above 0, at most 36500')
}

const words =
  (option: string) =>
  (text: string): string[] => {
    const found = text
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== '')
    return found.length > 0 ? found : refuse(option, text, 'names separated by commas')
  }

function optionsByModel(text: string): Record<string, Record<string, unknown>> {
  const want = `a JSON object with an object for each model, e.g. {"ials":{"dim":64}}`
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    refuse('options', text, want)
  }
  if (!isObject(value) || !Object.values(value).every(isObject)) refuse('options', text, want)
  return value as Record<string, Record<string, unknown>>
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function refuse(option: string, got: string, want: string): never {
  throw new Fault('bad-request', `--${option}: got "${got.slice(0, 60)}", want ${want}`)
}

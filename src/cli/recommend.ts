import type { Command } from 'commander'
import { checker } from '../contract/check.ts'
import { type RecommendationAnswer, RecommendationRequest } from '../contract/recommendation.ts'
import { type SharedOptions, withSharedOptions } from './shared-options.ts'
import { wholeNumber } from './whole-number.ts'

interface Options extends SharedOptions {
  user?: string
  visitor?: string
  kind: string
  item?: string[]
  limit: number
  category?: string
  brand?: string
  minPrice?: number
  maxPrice?: number
  bought?: boolean
}

export default function addRecommend(program: Command): void {
  withSharedOptions(program.command('recommend'))
    .description('ask the published model, as HTTP would answer')
    .option('--user <id>', 'a known customer')
    .option('--visitor <id>', 'a browser')
    .option('--kind <kind>', 'for-you, similar, popular or recently-viewed', 'for-you')
    .option('--item <id...>', 'for similar: like these products')
    .option('--limit <n>', 'how many', wholeNumber('limit', 1, 500), 10)
    .option('--category <path>', 'only this shelf and those below it')
    .option('--brand <name>', 'only this brand')
    .option('--min-price <n>', 'only from this price', Number)
    .option('--max-price <n>', 'only up to this price', Number)
    .option('--bought', 'also what was bought before')
    .action(recommend)
}

const check = checker(RecommendationRequest)

async function recommend(options: Options): Promise<void> {
  const { user, visitor, kind, item, limit, category, brand, minPrice, maxPrice } = options
  const filter = defined({ category, brand, minPrice, maxPrice })
  const request = check({
    ...defined({ user, visitor, items: item }),
    kind,
    limit,
    ...(options.bought && { excludeBought: false }),
    ...(Object.keys(filter).length > 0 && { filter }),
  })
  const [{ openExistingStore }, { openLive }] = await Promise.all([
    import('../jobs/open.ts'),
    import('../jobs/live/live.ts'),
  ])
  const store = await openExistingStore(options.data)
  try {
    const live = await openLive({ store, dataDir: options.data, threads: 1, pollMs: 0 })
    try {
      const answer = await live.recommend(request)
      process.stdout.write(options.json ? `${JSON.stringify(answer)}\n` : table(answer))
    } finally {
      await live.close()
    }
  } finally {
    await store.close()
  }
}

const defined = (fields: object) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

function table({ items, model }: RecommendationAnswer): string {
  if (items.length === 0) return `nothing to show (model ${model})\n`
  const columns = [
    { head: '', most: 3, right: true, cells: items.map((_, i) => String(i + 1)) },
    { head: 'id', most: 24, cells: items.map(({ id }) => id) },
    { head: 'title', most: 40, cells: items.map(({ item }) => item.title ?? '') },
    { head: 'price', most: 10, right: true, cells: items.map(({ item }) => item.price?.toFixed(2) ?? '') },
    // the score of what was recently viewed is a moment, which tells a reader nothing
    {
      head: 'score',
      most: 8,
      right: true,
      cells: items.map(({ score }) => (score >= 1e9 ? '' : score.toPrecision(3))),
    },
    { head: 'why', most: 70, cells: items.map(({ reason }) => reason.text) },
  ]
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
    .map(({ head, most, right = false, cells }) => {
      const width = Math.min(most, Math.max(...[head, ...cells].map((cell) => [...cell].length)))
      return [head, ...cells].map((cell) => fit(cell, width, right))
    })
  const lines = [...items.keys(), items.length].map((r) =>
    columns
      .map((column) => column[r])
      .join('  ')
      .trimEnd(),
  )
  return `${lines.join('\n')}\n\nmodel ${model}\n`
}

function fit(text: string, width: number, right: boolean): string {
  const letters = [...text]
  const cut = letters.length > width ? `${letters.slice(0, width - 1).join('')}…` : text
  const space = ' '.repeat(Math.max(0, width - [...cut].length))
  return right ? space + cut : cut + space
}

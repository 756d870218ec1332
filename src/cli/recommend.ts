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
  const [{ openStore }, { openLive }] = await Promise.all([import('../jobs/open.ts'), import('../jobs/live.ts')])
  const store = await openStore(options.data)
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
  const rows = items.map(({ id, score, reason, item }, i) => [
    String(i + 1),
    id,
    item.title ?? '',
    item.price === undefined ? '' : item.price.toFixed(2),
    score >= 1e6 ? '' : score.toPrecision(3),
    reason.text,
  ])
  const head = ['', 'id', 'title', 'price', 'score', 'why']
  const most = [3, 24, 40, 10, 8, 70]
  const width = most.map((cap, c) =>
    Math.min(cap, Math.max(...[head, ...rows].map((row) => [...(row[c] ?? '')].length))),
  )
  const line = (cells: string[]) =>
    cells
      .map((cell, c) => fit(cell, width[c] as number, c === 0 || c === 3 || c === 4))
      .join('  ')
      .trimEnd()
  return `${[head, ...rows].map(line).join('\n')}\n\nmodel ${model}\n`
}

function fit(text: string, width: number, right: boolean): string {
  const letters = [...text]
  const cut = letters.length > width ? `${letters.slice(0, width - 1).join('')}…` : text
  const space = ' '.repeat(Math.max(0, width - [...cut].length))
  return right ? space + cut : cut + space
}

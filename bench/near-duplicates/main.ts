/**
 * Near-duplicate products found without labels: F1 against the true matches of two pairs of shops, and the time of a large catalogue.
 *
 * npm run bench -- near-duplicates [--products 1000000]
 *
 * Data: ../shared/data, or wherever OSUSUME_BENCH_DATA points (Abt-Buy, Amazon-Google: Köpcke, Thor & Rahm, VLDB 2010).
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import type { Item } from '../../src/contract/item.ts'
import { rng } from '../../src/numbers/rng.ts'
import { nearDuplicates } from '../../src/prepare/near-duplicates/near-duplicates.ts'
import { machineLine } from '../machine.ts'
import { sharedData } from '../shared-data.ts'

const { values: flags } = parseArgs({ options: { products: { type: 'string', default: '1000000' } } })
const data = join(sharedData, 'catalogues/entity-matching-electronics')
const out = (text: string) => process.stdout.write(`${text}\n`)

/** What generated words are made of. */
const syllables = [
  'ba',
  'ko',
  'ri',
  'ten',
  'mos',
  'lu',
  'va',
  'dor',
  'zi',
  'fen',
  'qua',
  'sol',
  'pry',
  'nim',
  'gal',
  'hex',
]
const letters = [...'abcdefghjkmnpqrstvwxyz']

out(`${'catalogue'.padEnd(40)}${['precision', 'recall', 'F1', 'seconds'].map((word) => word.padStart(11)).join('')}`)
for (const [name, one, two, truth, separator] of [
  ['Abt-Buy', 'D2_abt.csv.gz', 'D2_buy.csv.gz', 'D2_gt.csv', '|'],
  ['Amazon-Google', 'D3_amazon.csv.gz', 'D3_gp.csv.gz', 'D3_gt.csv', '#'],
] as const) {
  const lists = [products(one, separator), products(two, separator)] as const
  const items = lists.flat()
  const first = lists[0].length
  const matches = new Set(lines(join(data, truth)).map((line) => line.split(separator).map(Number).join(' ')))
  for (const [how, options] of [
    ['two lists, none with repeats', { source: Uint8Array.from(items, (_, at) => Number(at >= first)) }],
    ['one list', {}],
  ] as const) {
    const started = performance.now()
    const found = await nearDuplicates(items, options)
    const seconds = (performance.now() - started) / 1000
    // within one shop nobody has labelled the repeats: only pairs of both shops can be judged
    const across = found.filter(({ a, b }) => a < first && b >= first)
    score(
      `${name}, ${how}`,
      across.map(({ a, b }) => `${a} ${b - first}`),
      matches,
      seconds,
    )
  }
}

const { items, matches } = generated(Number(flags.products))
const started = performance.now()
const found = await nearDuplicates(items)
const seconds = (performance.now() - started) / 1000
score(
  `${items.length.toLocaleString('en')} generated`,
  found.map(({ a, b }) => `${a} ${b}`),
  matches,
  seconds,
)
out(`${(process.resourceUsage().maxRSS / 2 ** 10).toFixed(0)} MiB at the peak\n\n${machineLine()}`)

function score(name: string, found: readonly string[], truth: ReadonlySet<string>, seconds: number): void {
  const right = found.filter((pair) => truth.has(pair)).length
  const [precision, recall] = [right / found.length, right / truth.size]
  const f1 = (2 * precision * recall) / (precision + recall)
  const figures = [precision, recall, f1].map((value) => value.toFixed(3).padStart(11))
  out(`${name.padEnd(40)}${figures.join('')}${seconds.toFixed(1).padStart(11)}`)
}

function lines(path: string): string[] {
  const bytes = readFileSync(path)
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  return text.split(/\r?\n/).filter(Boolean).slice(1)
}

/** id, name, description, [maker,] price */
function products(file: string, separator: string): Item[] {
  return lines(join(data, file)).map((line) => {
    const cells = line.split(separator)
    const [id = '', title = '', description = ''] = cells
    const brand = cells.length > 4 ? cells[3] : undefined
    const price = Number(cells.at(-1))
    return { id, title, description, ...(brand && { brand }), ...(price > 0 && { price }) }
  })
}

/** Makers' articles with numbers of their own, siblings in other colours, and every twentieth once more as another shop would write it. */
function generated(n: number): { items: Item[]; matches: Set<string> } {
  const random = rng(11)
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)] as T
  const word = () => Array.from({ length: 2 + Math.floor(random() * 2) }, () => pick(syllables)).join('')
  const brands = Array.from({ length: 2000 }, word)
  const kinds = Array.from({ length: 5000 }, word)
  const traits = Array.from({ length: 20_000 }, word)
  const items: Item[] = []
  const matches = new Set<string>()
  while (items.length < n) {
    const code = `${pick(letters)}${pick(letters)}${Math.floor(random() * 9000 + 1000)}${pick(letters)}`
    const [brand, kind, price] = [pick(brands), pick(kinds), Math.round(500 + 20_000 * random()) / 100]
    const said = [pick(traits), pick(traits)]
    const add = (title: string, price: number) => items.push({ id: String(items.length), title, brand, price })
    for (const colour of ['black', 'white'])
      add(`${brand} ${kind} ${said.join(' ')} ${code.toUpperCase()} ${colour}`, price)
    if (random() < 0.1 && items.length < n) {
      matches.add(`${items.length - 1} ${items.length}`)
      const dashed = `${code.slice(0, 2)}-${code.slice(2)}`
      add(`${kind} ${dashed} ${brand} ${said[0]} white ${pick(traits)}`, Math.round(price * (90 + 20 * random())) / 100)
    }
  }
  return { items, matches }
}

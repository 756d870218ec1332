import type { RecommendationAnswer } from '../contract/recommendation.ts'
import type { DemoReport, DemoStage } from '../jobs/demo/demo.ts'
import { wrapped } from './wrapped.ts'

const n = (count: number) => count.toLocaleString('en')
const percent = (share: number, digits = 1) => `${(100 * share).toFixed(digits)} %`
const seconds = (s: number) => `${s.toFixed(1)} s`

export const opening = (dataDir: string, seed: number) =>
  `Osusume: the whole road, on a simulated shop (seed ${seed}). Everything is kept in ${dataDir}\n\n`

export const reused = ({ lift }: DemoReport) =>
  `The shop is there already: nothing was imported or trained again. When it was made,\n${liftLine(lift)}.\n`

/** A stage in one or a few lines, as it ends. */
export function stageDone(stage: DemoStage): string {
  return `${paragraph(stage)}\n`
}

function paragraph(stage: DemoStage): string {
  switch (stage.stage) {
    case 'simulate':
      return titled(
        'simulate',
        `${n(stage.customers)} customers with tastes, purses and habits, ${n(stage.products)} products, eight months`,
        `${n(stage.lines)} lines, dirt and all, in ${stage.file}`,
      )
    case 'import': {
      const { read, accepted, merged, rejected, setAside, seconds: took } = stage.report
      const counts = `${n(read)} lines read = ${n(accepted)} accepted + ${n(merged)} repeats merged + ${n(rejected)} rejected + ${n(setAside)} set aside`
      return titled('import', counts, `${seconds(took)}, all of it on disk`)
    }
    case 'prepare': {
      const { steps, interactions, users, items, seconds: took } = stage.report
      const lines = steps
        .filter((one) => one.dropped + one.merged + one.filled + one.quarantined + one.samples.length > 0)
        .flatMap(({ step, note }) =>
          wrapped(note, room() - 25).map((line, k) => `${(k === 0 ? step : '').padEnd(15)}${line}`),
        )
      return titled(
        'prepare',
        ...lines,
        `${n(interactions)} clean events of ${n(users)} people with ${n(items)} products, ${seconds(took)}`,
      )
    }
    case 'evaluate': {
      const { results, protocol } = stage.report
      const metrics = Object.keys(results[0]?.metrics ?? {})
      return titled(
        'evaluate',
        `the last ${protocol.holdoutDays} days held back, ${n(protocol.testUsers)} customers who came back, each figure with its 95 % interval`,
        `${''.padEnd(15)}${metrics.map((name) => name.padEnd(26)).join('')}`.trimEnd(),
        ...results.map(({ model, metrics: found }) =>
          `${model.padEnd(15)}${metrics
            .map((name) => {
              const { value = Number.NaN, low = Number.NaN, high = Number.NaN } = found[name] ?? {}
              return `${value.toFixed(4)} (${low.toFixed(4)}–${high.toFixed(4)})`.padEnd(26)
            })
            .join('')}`.trimEnd(),
        ),
      )
    }
    case 'train': {
      const { model, version, users, items, interactions, seconds: took, gate } = stage.report
      return titled(
        'train',
        `${model} ${version}: ${n(users)} people × ${n(items)} products, ${n(interactions)} pairs, ${seconds(took)}`,
        ...wrapped(gate?.words ?? 'published', room() - 10),
      )
    }
    case 'lift':
      return titled('truth', ...liftLines(stage.lift))
  }
}

const titled = (title: string, ...lines: string[]) =>
  lines.map((line, k) => `${(k === 0 ? title : '').padEnd(10)}${line}`).join('\n')

function liftLines({ share, low, high, popular, model, oracle, visitors }: DemoReport['lift']): string[] {
  return [
    `the next new purchase is on the list of ten: popular ${percent(popular)}, this model ${percent(model)}, all tastes known ${percent(oracle)}`,
    `the model found ${percent(share, 0)} of the achievable lift (95 %: ${percent(low, 0)} to ${percent(high, 0)}; ${n(visitors)} customers)`,
  ]
}

const liftLine = (lift: DemoReport['lift']) => liftLines(lift)[1] ?? ''

export function addressTold(
  address: string,
  { key, secretKey }: { key: string; secretKey: string },
  { people }: DemoReport,
): string {
  const user = people[0]?.user ?? 'C10001'
  return `
The shop    ${address}
Its data    ${address}/dashboard   what became of every row, who is in quarantine (key ${secretKey})
API docs    ${address}/docs

curl -s ${address}/v1/recommendations -H 'authorization: Bearer ${key}' \\
  -H 'content-type: application/json' -d '{"user":"${user}","limit":3}'

Ctrl-C stops it; npm start again is quick.
`
}

/** What somebody looked at, beside what is recommended to them and why. */
export function beside(
  { name, user, taste }: DemoReport['people'][number],
  seen: RecommendationAnswer,
  answer: RecommendationAnswer,
): string {
  const left = Math.floor(room() * 0.4)
  const right = room() - left - 3
  const lately = ['looked at lately', ...seen.items.map(({ id, item }) => item.title ?? id)]
  const recommended = [
    'recommended',
    ...answer.items.flatMap(({ id, item, reason }) => [
      fit(item.title ?? id, right - 9) + (item.price === undefined ? '' : `€${item.price.toFixed(2)}`.padStart(9)),
      `  ${fit(reason.text, right - 2)}`,
    ]),
  ]
  const lines = recommended.map((line, k) => `${fit(lately[k] ?? '', left)}   ${line}`.trimEnd())
  return `\n${name} (${user}). True taste, which Osusume cannot see: ${taste}.\n\n${lines.join('\n')}\n\nmodel ${answer.model}\n`
}

/** Columns to write in: those of the terminal, no more than a person reads. */
const room = () => Math.min(120, process.stdout.columns ?? 100)

function fit(text: string, width: number): string {
  const letters = [...text]
  return letters.length > width ? `${letters.slice(0, width - 1).join('')}…` : text.padEnd(width)
}

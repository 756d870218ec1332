import type { RecommendationAnswer } from '../contract/recommendation.ts'
import type { DemoReport, DemoStage } from '../jobs/demo.ts'

const n = (count: number) => count.toLocaleString('en')
const percent = (share: number, digits = 1) => `${(100 * share).toFixed(digits)} %`
const seconds = (s: number) => `${s.toFixed(1)} s`

export const opening = (dataDir: string, seed: number) =>
  `Osusume: the whole road, on a simulated shop (seed ${seed}). Everything is kept in ${dataDir}\n\n`

export const reused = ({ lift }: DemoReport) =>
  `The shop is there already: nothing was imported or trained again.\n${liftLine(lift)}\n`

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
        .filter(({ dropped, merged, filled, quarantined }) => dropped + merged + filled + quarantined > 0)
        .map(({ step, note }) => `${step.padEnd(14)} ${note}`)
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
        `${''.padEnd(15)}${metrics.map((name) => name.padEnd(26)).join('')}`,
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
      const { model, version, users, items, interactions, seconds: took } = stage.report
      return titled(
        'train',
        `${model} ${version}: ${n(users)} people × ${n(items)} products, ${n(interactions)} pairs, ${seconds(took)}; published`,
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

export function addressTold(address: string, key: string, { people }: DemoReport): string {
  const user = people[0]?.user ?? 'C10001'
  return `
The shop    ${address}
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
  const rows = Math.max(seen.items.length, answer.items.length)
  const lines = [
    '',
    `${name} (${user}). True taste, which Osusume cannot see: ${taste}.`,
    '',
    `${fit('looked at lately', 46)}   recommended`,
  ]
  for (let k = 0; k < rows; k++) {
    const left = seen.items[k]?.item
    const right = answer.items[k]
    lines.push(
      `${fit(left?.title ?? left?.id ?? '', 46)}   ${right ? `${fit(right.item.title ?? right.id, 52)} ${fit(right.item.price === undefined ? '' : `€${right.item.price.toFixed(2)}`, 8)} ${right.reason.text}` : ''}`.trimEnd(),
    )
  }
  return `${lines.join('\n')}\n\nmodel ${answer.model}\n`
}

function fit(text: string, width: number): string {
  const letters = [...text]
  return letters.length > width ? `${letters.slice(0, width - 1).join('')}…` : text.padEnd(width)
}

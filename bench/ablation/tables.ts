import type { Estimate } from '../../src/evaluate/coverage.ts'
import { allModels, type Difference, type Effect, type Elsewhere } from './effects.ts'
import type { RealOutcome } from './real-shop.ts'

export type Row = readonly string[]

const short = (x: number) => x.toFixed(4).replace(/^0/, '')
const signed = (x: number, digits = 4) =>
  `${x < 0 ? '−' : '+'}${Math.abs(x)
    .toFixed(digits)
    .replace(/^0(?=\.)/, '')}`
const half = ({ low, high }: Estimate) => `± ${short((high - low) / 2)}`
const difference = (of: Difference) =>
  of.value === 0 && of.low === of.high ? '0' : `${signed(of.value)} ${half(of)}${of.sure ? ' *' : ''}`
const percent = (x: number) => `${(100 * x).toFixed(0)} %`.replace('-', '−')
const share = (of: Estimate | undefined) =>
  of ? `${percent(of.value)} (${percent(of.low)} – ${percent(of.high)})` : '–'

/** Recall and the truer chance, mean over the models: what the dirt costs and what the step gives back. */
export function costTable(effects: readonly Effect[]): Row[] {
  const head = [
    ...['step', 'dirt', 'dose', 'recall@10: clean', 'without', 'with', 'costs', 'given back'],
    ...['chance@10: costs', 'given back', 'repaired'],
  ]
  const ofAll = effects.filter(({ model }) => model === allModels)
  const rows = ofAll
    .filter(({ figure }) => figure === 'recall')
    .map((recall) => {
      const chance = ofAll.find(
        (one) =>
          one.figure === 'chance' && one.step === recall.step && one.dirt === recall.dirt && one.dose === recall.dose,
      ) as Effect
      return [
        ...[recall.step, recall.dirt, `×${recall.dose}`],
        ...[short(recall.clean), short(recall.without), short(recall.with)],
        ...[difference(recall.damage), difference(recall.givenBack)],
        ...[difference(chance.damage), difference(chance.givenBack), share(chance.repaired)],
      ]
    })
  return [head, ...rows]
}

/** One figure model by model at one dose, in percent of the clean shop's: without → with the step. */
export function modelTable(
  effects: readonly Effect[],
  models: readonly string[],
  figure: Effect['figure'],
  dose: number,
): Row[] {
  const own = effects.filter((one) => one.figure === figure && one.dose === dose)
  const keys = [...new Set(own.map(({ step, dirt }) => `${step}\t${dirt}`))]
  const cell = ({ clean, damage, givenBack, with: kept }: Effect) => {
    const lost = `${signed((100 * damage.value) / clean, 1)}${damage.sure ? '*' : ''}`
    return damage.value === 0 && givenBack.value === 0
      ? '0'
      : `${lost} → ${signed((100 * (kept - clean)) / clean, 1)}${givenBack.sure ? '*' : ''}`
  }
  return [
    ['step', 'dirt', ...models],
    ...keys.map((key) => [
      ...key.split('\t'),
      ...models.map((model) =>
        cell(own.find((one) => one.model === model && `${one.step}\t${one.dirt}` === key) as Effect),
      ),
    ]),
  ]
}

/** Where a step acts beside accuracy: without → with. */
export function elsewhereTable(elsewhere: readonly Elsewhere[], dose: number): Row[] {
  const both = ([off, on]: readonly [number, number], text: (x: number) => string) =>
    off === 0 && on === 0 ? '0' : `${text(off)} → ${text(on)}`
  const places = (x: number) => x.toFixed(2)
  const revenue = (x: number) => `${signed(100 * x, 1)} %`
  return [
    ['step', 'dirt', 'copies in ten', 'no products in ten', 'strangers among the ten best sellers', 'revenue off'],
    ...elsewhere
      .filter((one) => one.dose === dose)
      .map(({ step, dirt, copies, nothings, popularOff, revenueOff }) => [
        ...[step, dirt, both(copies, places), both(nothings, places), both(popularOff, places)],
        both(revenueOff, revenue),
      ]),
  ]
}

/** A real shop: recall@10 of the default preparation, and by how much each other one is beside it. */
export function realTable({ all, rows }: RealOutcome, models: readonly string[]): Row[] {
  return [
    ['', ...models],
    ['all steps', ...models.map((model) => short(all[model] as number))],
    ...rows.map(({ arm, beside }) => [
      arm,
      ...models.map((model) => {
        const of = beside[model]
        if (!of) return '='
        return `${signed(of.value)} ${half(of)}${of.low > 0 || of.high < 0 ? ' !' : ''}`
      }),
    ]),
  ]
}

/** Columns as wide as their widest cell. */
export function inColumns(rows: readonly Row[]): string {
  const widths = (rows[0] ?? []).map((_, c) => Math.max(...rows.map((row) => row[c]?.length ?? 0)))
  return rows
    .map((row) =>
      row.map((cell, c) => (c < 1 ? cell.padEnd(widths[c] ?? 0) : cell.padStart(widths[c] ?? 0))).join('  '),
    )
    .join('\n')
}

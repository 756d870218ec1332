import type { Range } from '../../model/model.ts'
import { isSpecial, type Space, toUnit, type Value } from '../tuning/space.ts'
import { escapeHtml, figure, tickText } from './html.ts'
import { lineThrough } from './plot-frame.ts'
import { scrollable } from './scrollable.ts'

/** A setting that was tried on all questions. */
export interface Setting {
  value: number
  options: Readonly<Record<string, unknown>>
}

/** Lines that stand out: a tenth of the settings, at least one. */
const shareOfBest = 0.1
/** Room for an axis, so that labels do not meet. */
const axisEm = 7.5

/**
 * Every setting as a line over one axis for each option; the best tenth stands out, the very best most. Numbers stand on the
 * scale of their range, words evenly, and what is no number of the range ("off", "auto") below it.
 */
export function parallelPlot(space: Space, settings: readonly Setting[]): string {
  const options = Object.entries(space)
  if (options.length < 2 || settings.length === 0) return ''
  const x = (at: number) => `${(6 + (88 * at) / (options.length - 1)).toFixed(2)}%`
  const ranked = [...settings].sort((a, b) => a.value - b.value)
  const fromBest = Math.max(1, Math.round(shareOfBest * ranked.length))
  const lines = ranked.map(({ options: setting, value }, at) => {
    const left = ranked.length - at
    const rank = left === 1 ? 'm2 first' : left <= fromBest ? 'm1' : 'm0 rest'
    const points = options.map(([option, range], k) => [x(k), height(range, setting[option] as Value)] as const)
    return `<g class="${rank}"><title>${figure(value)} ${escapeHtml(JSON.stringify(setting))}</title>${lineThrough(points)}</g>`
  })
  const axes = options.map(([, range], k) => {
    const labels = valuesNamed(range).map(
      (value) => `<text x="${x(k)}" y="${height(range, value)}" dx="6" dy="4">${escapeHtml(text(value))}</text>`,
    )
    return `<line class="grid" x1="${x(k)}" x2="${x(k)}" y1="${top}%" y2="${bottom}%"/>${labels.join('')}`
  })
  const names = options.map(([option], k) => `<span style="left:${x(k)}">${escapeHtml(option)}</span>`)
  return scrollable(
    'settings, option by option',
    `<figure class="plot parallel" style="min-width:${axisEm * options.length}em"><svg role="img" aria-label="${settings.length} settings over ${options.length} options">${lines.join('')}${axes.join('')}</svg><div class="x-axis" aria-hidden="true">${names.join('')}</div></figure>`,
  )
}

/** Where the range ends, and what stands below it, in shares of the height. */
const [top, bottom, beside] = [6, 84, 95]

function height(range: Range, value: Value): string {
  const share = 'choices' in range ? placeOf(range.choices, value) : toUnit(range, Number(value))
  const isBeside = !('choices' in range) && (isSpecial(range, value) || !Number.isFinite(Number(value)))
  return `${(isBeside ? beside : bottom - (bottom - top) * share).toFixed(2)}%`
}

const placeOf = (choices: readonly Value[], value: Value) =>
  choices.length > 1 ? Math.max(0, choices.indexOf(value)) / (choices.length - 1) : 0.5

/** What an axis says: its ends, its words, and what stands beside its numbers. */
function valuesNamed(range: Range): readonly Value[] {
  if ('choices' in range) return range.choices
  return [range.high, range.low, ...(range.also ? [range.also[0] as Value] : [])]
}

const text = (value: Value) => (typeof value === 'number' ? tickText(value) : String(value))

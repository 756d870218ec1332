import type { Evaluation } from '../document.ts'
import { count, escapeHtml, figure } from './html.ts'
import { across } from './scale.ts'
import { nColours } from './style.ts'

/**
 * The leading metric for parts of the customers and of what they turned to: for each part a row, in it each model's mean
 * and interval on one scale. Nothing where no parts were measured.
 */
export function slicePlots({ results }: Evaluation, key: string): string {
  const tables = results[0]?.slices ?? []
  return tables
    .map(({ by, parts, slices }, t) => {
      const drawn = slices.flatMap(({ name, words, users, pairs }, s) => {
        const figures = results.map(({ slices: own }) => own?.[t]?.slices[s]?.metrics[key])
        return figures.some((of) => of && Number.isFinite(of.value)) ? [{ name, words, users, pairs, figures }] : []
      })
      if (drawn.length === 0) return ''
      const x = across(Math.max(...drawn.flatMap(({ figures }) => figures.map((of) => finite(of?.high)))), { n: 4 })
      const grid = x.marks.map(({ at }) => `<line class="grid" x1="${at}" x2="${at}" y1="0" y2="100%"/>`).join('')
      const rows = drawn.map(({ name, words, users, pairs, figures }) => {
        const said = results.map(({ model }, m) => `${model} ${figure(figures[m]?.value)}`).join(', ')
        const dots = figures.map((of, m) => {
          if (!of || !Number.isFinite(of.value)) return ''
          const y = `${((100 * (m + 0.5)) / figures.length).toFixed(2)}%`
          return `<g class="m${m % nColours}"><line class="whisker" x1="${x.at(of.low)}" x2="${x.at(of.high)}" y1="${y}" y2="${y}"/><circle cx="${x.at(of.value)}" cy="${y}" r="4"/></g>`
        })
        const size = parts === 'users' ? `${count(users)} customers` : `${count(pairs)} wanted`
        return `<div class="slice"><span class="name">${escapeHtml(name)}<small>${words === name ? '' : `${escapeHtml(words)}; `}${size}</small></span><svg role="img" aria-label="${escapeHtml(`${name}: ${said}`)}" style="height:${(Math.max(2, figures.length) * 13 + 8).toFixed(0)}px">${grid}${dots.join('')}</svg></div>`
      })
      const axis = x.marks.map(({ at, text }) => `<span style="left:${at}">${text}</span>`).join('')
      return `<div class="slices"><h3>By ${escapeHtml(by)} <small>of ${parts === 'users' ? 'the customer' : 'the product that was wanted'}</small></h3>${rows.join('')}<div class="slice" aria-hidden="true"><span></span><div class="x-axis">${axis}</div></div></div>`
    })
    .join('\n')
}

const finite = (value: number | undefined) => (value !== undefined && Number.isFinite(value) ? value : 0)

import { count, escapeHtml, figure } from './html.ts'
import { lineThrough, plotFrame } from './plot-frame.ts'
import { across, upwards } from './scale.ts'
import { scrollable } from './scrollable.ts'
import { titleOf } from './title-of.ts'

/** How a search went, trial by trial, in the order in which they were finished. */
export interface TuningHistory {
  /** the metric, e.g. ndcg@10, on a validation cut of the training part */
  goal: string
  value: number
  questions: number
  /** in sentences */
  why: readonly string[]
  trials: readonly {
    model: string
    options: Readonly<Record<string, unknown>>
    value: number
    pruned: boolean
    fitSeconds: number
    askSeconds: number
  }[]
}

const shown = 10

/** Every trial's value, the best so far as a line, and the ten best with their options. */
export function tuningPlot({ goal, trials, why, questions }: TuningHistory): string {
  const values = trials.map(({ value }) => value).filter(Number.isFinite)
  const x = across(Math.max(1, trials.length), { whole: true })
  const y = upwards(Math.max(...values, 0))
  let best = 0
  const soFar = trials.map(({ value, pruned }, at) => {
    if (!pruned && value > best) best = value
    return [x.at(at + 1), y.at(best)] as const
  })
  const dots = trials.map(
    ({ value, pruned }, at) =>
      Number.isFinite(value) &&
      `<circle class="${pruned ? 'hollow' : 'trial'}" cx="${x.at(at + 1)}" cy="${y.at(value)}" r="4"/>`,
  )
  const ranked = trials
    .filter(({ value, pruned }) => !pruned && Number.isFinite(value))
    .sort((a, b) => b.value - a.value)
  const rows = ranked
    .slice(0, shown)
    .map(
      ({ model, options, value, fitSeconds, askSeconds }) =>
        `<tr><th scope="row">${escapeHtml(model)}</th><td><b>${figure(value)}</b></td><td>${(fitSeconds + askSeconds).toFixed(1)} s</td><td class="text"><code>${escapeHtml(JSON.stringify(options))}</code></td></tr>`,
    )
  return `<ul class="words">${why.map((sentence) => `<li>${escapeHtml(sentence)}</li>`).join('')}</ul>${plotFrame({
    title: `${goalTitle(goal)} on ${count(questions)} questions held out of the training part`,
    x,
    y,
    xName: 'trials →',
    inside: `<g class="m1">${lineThrough(soFar)}${dots.filter(Boolean).join('')}</g>`,
    words: `${trials.length} trials; the best reaches ${figure(best)}`,
  })}<p class="note">The line is the best so far; a hollow dot was given up early. These figures chose the model and are therefore rather too high: what counts is the table above.</p>${scrollable(
    'the best trials',
    `<table><thead><tr><th scope="col">Model</th><th scope="col">${escapeHtml(goalTitle(goal))}</th><th scope="col">Time</th><th scope="col" class="text">Options</th></tr></thead><tbody>${rows.join('')}</tbody></table>`,
  )}`
}

/** "ndcg@10 with recall@10", as a reader says it. */
const goalTitle = (goal: string) => goal.replaceAll(/[a-z][a-z0-9-]*@\d+/g, titleOf)

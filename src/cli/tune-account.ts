import type { TuneReport } from '../jobs/tuning/tune.ts'

const barWidth = 24
const mostShown = 10

/** What a search found, in a page of text: the best, the next best, and which options mattered. */
export function tuneAccount(report: TuneReport): string {
  const { best, goal, figures, warning, trials, resumed, pruned, failed, seconds, questions, journal } = report
  const also = Object.entries(figures).filter(([key]) => key !== goal)
  const lines = [
    `${best.model} ${JSON.stringify(best.options)}`,
    `${goal} ${figure(best.value)}${also.map(([key, value]) => `, ${key} ${figure(value)}`).join('')} on ${count(questions)} questions held out of train`,
    ...(warning === undefined ? [] : [warning]),
    `${count(trials)} trials${resumed > 0 ? `, ${count(resumed)} of them from the journal` : ''}, ${pruned} given up early, ${failed.length} refused, ${seconds.toFixed(1)} s`,
    ...failed.slice(0, 3).map(({ options, why }) => `  refused ${JSON.stringify(options).slice(0, 80)}: ${why}`),
    '',
    'What mattered (share of the differences between trials that the option explains):',
    ...bars(report.importance),
    '',
    'Best trials:',
    ...[...report.history]
      .sort((a, b) => b.value - a.value || a.n - b.n)
      .slice(0, mostShown)
      .map(({ n, value, options }) => `  ${String(n).padStart(4)}  ${figure(value)}  ${JSON.stringify(options)}`),
    '',
    `Journal: ${journal}. The same command goes on from there; osusume evaluate --tuned FILE takes what --json prints to a test.`,
  ]
  return `${lines.join('\n')}\n`
}

function bars(importance: Readonly<Record<string, number>>): string[] {
  const entries = Object.entries(importance).sort(([, a], [, b]) => b - a)
  if (entries.every(([, share]) => share === 0)) return ['  too few trials to say']
  const width = Math.max(...entries.map(([option]) => option.length))
  return entries.map(
    ([option, share]) =>
      `  ${option.padEnd(width)}  ${'█'.repeat(Math.round(share * barWidth)).padEnd(barWidth, '░')} ${Math.round(100 * share)} %`,
  )
}

const figure = (x: number) => x.toFixed(4)
const count = (n: number) => n.toLocaleString('en')

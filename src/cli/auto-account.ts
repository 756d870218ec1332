import type { AutoReport } from '../jobs/auto/resolve-auto.ts'

/** What `auto` chose and why, in a few lines. */
export function autoAccount({ chosen, why, goal, value, questions, trials, failures, seconds }: AutoReport): string {
  const passed = failures.map(({ model, why }) => `  passed over ${model}: ${why}`)
  return `${[
    `auto chose ${chosen.model} ${JSON.stringify(chosen.options)}`,
    ...why.map((sentence) => `  ${sentence}`),
    `  ${questions > 0 ? `${goal} ${value.toFixed(4)} on ${questions.toLocaleString('en')} questions held out of train; ` : ''}${trials.length} trials in ${Math.round(seconds)} s`,
    ...passed,
  ].join('\n')}\n`
}

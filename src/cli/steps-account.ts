import type { StepsTold } from '../jobs/prepare/steps-of.ts'
import { wrapped } from './wrapped.ts'

const indent = 20

const saysSomething = (value: unknown): boolean =>
  typeof value === 'object' ? value !== null && Object.values(value).some(saysSomething) : true

/** Each step with what it does and why, and what it goes by. */
export function stepsAccount({ snapshot, steps }: StepsTold, width: number): string {
  const room = Math.max(30, width - indent)
  const lines = [
    snapshot === null ? 'The defaults; nothing was prepared yet.' : `As snapshot ${snapshot} was made.`,
    '',
  ]
  for (const { step, about, runs, settings } of steps) {
    const said = Object.entries(settings)
      .filter(([, value]) => saysSomething(value))
      .map(([name, value]) => `${name} = ${JSON.stringify(value)}`)
    const words = [
      ...wrapped(runs ? about : `(does not run) ${about}`, room),
      ...said.flatMap((words) => wrapped(words, room)),
    ]
    words.forEach((line, at) => {
      lines.push(`${(at === 0 ? step : '').padEnd(indent)}${line}`)
    })
  }
  lines.push(
    '',
    ...wrapped(
      'A file for --config says what you want otherwise: osusume prepare --steps --json has all of it under "config". Rules, prices and reasons: docs/methods/prepare.md.',
      width,
    ),
  )
  return `${lines.join('\n')}\n`
}

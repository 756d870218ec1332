import { Fault } from '../../contract/fault.ts'

/** How long a search may last: until so many seconds have gone by, or until so many trials are done. */
export type Budget = { seconds: number } | { trials: number }

export const defaultBudget: Budget = { seconds: 120 }

const units = { '': 1, s: 1, m: 60, h: 3600 } as const

/** "90", "90s", "10m", "1.5h" → seconds. @throws Fault bad-request */
export function parseBudget(text: string): Budget {
  const [, number, unit] = text.trim().match(/^(\d+(?:\.\d+)?)(s|m|h|)$/) ?? []
  const seconds = Number(number) * units[(unit ?? '') as keyof typeof units]
  if (!(seconds > 0 && seconds <= 7 * 86_400))
    throw new Fault('bad-request', `--budget: got "${text.slice(0, 40)}", want a time such as 90s, 10m or 1.5h`)
  return { seconds }
}

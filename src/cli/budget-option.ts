import { Fault } from '../contract/fault.ts'
import type { Budget } from '../jobs/trials/budget.ts'

/** --budget or --trials, whichever was given; neither: the job's own. @throws Fault bad-request  both */
export async function budgetOption({
  budget,
  trials,
}: {
  budget?: string
  trials?: number
}): Promise<Budget | undefined> {
  if (budget !== undefined && trials !== undefined)
    throw new Fault('bad-request', '--trials: got --budget too, want one of them')
  if (trials !== undefined) return { trials }
  if (budget === undefined) return undefined
  const { parseBudget } = await import('../jobs/trials/budget.ts')
  return parseBudget(budget)
}

import type { Compared } from './compare.ts'

/**
 * What is known of a model against the baseline, in one sentence that can be read without the table.
 * @param key    the metric, e.g. ndcg@10
 * @param users  customers asked
 */
export function verdict(
  model: string,
  baseline: string,
  key: string,
  { value, difference, test }: Compared,
  users: number,
): string {
  if (!difference || !test) return `${model} is what the others are held against: ${key} ${digits(value)}.`
  const { low, high } = difference
  const many = test.comparisons > 1 ? `, corrected for ${test.comparisons} comparisons` : ''
  const chance = `p ${test.adjusted < 0.001 ? '< .001' : `= ${digits(test.adjusted, 3)}`}${many}`
  const range = `${signed(difference.value)}, between ${signed(low)} and ${signed(high)} with 95 % confidence`
  if (test.significant)
    return `${model} is ${difference.value > 0 ? 'ahead of' : 'behind'} ${baseline}: ${key} ${digits(value)}, ${range} (${chance}).`
  return (
    `${model} is not told apart from ${baseline}: ${key} ${digits(value)}, ${range} (${chance}); ` +
    `with these ${users.toLocaleString('en')} customers a difference of ${digits(test.detectable)} would have been seen 4 times in 5.`
  )
}

const digits = (x: number, places = 4) => (Number.isNaN(x) ? '–' : x.toFixed(places).replace(/^(-?)0\./, '$1.'))

const signed = (x: number) => (Number.isNaN(x) ? '–' : `${x < 0 ? '−' : '+'}${digits(Math.abs(x))}`)

import type { FieldRule, Missing } from './field-rules.ts'

/**
 * "median by category" → median, by category. Nothing said is "leave".
 * @returns undefined where it is no rule
 */
export function readMissing(said: FieldRule['missing'] = 'leave'): Missing | undefined {
  if (typeof said !== 'string') return { how: 'constant', value: said.constant }
  if (said === 'leave' || said === 'drop' || said === 'unknown') return { how: said }
  const [, how, by] = /^(median|mode)(?: by (.{1,64}))?$/.exec(said) ?? []
  return how === undefined ? undefined : { how: how as 'median' | 'mode', ...(by !== undefined && { by }) }
}

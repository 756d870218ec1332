import { counted } from '../steps/step.ts'
import type { FieldColumn, FieldColumns } from './field-columns.ts'
import type { FieldRule, FieldStep } from './field-rules.ts'
import type { LearntField } from './learn-fields.ts'
import { filled, inForms, inUnits, marksItself } from './read-columns.ts'
import { readMissing } from './read-missing.ts'

/** One field under a step. */
export interface Work {
  name: string
  /** of all fields of its side, its own among them */
  columns: FieldColumns
  column: FieldColumn
  rule: FieldRule
  learnt: LearntField | undefined
  isThere: (r: number) => boolean
}

/** What a step makes of it. */
export interface Done {
  column: FieldColumn
  /** of every value that changed */
  why: string
  /** what happened; '' when nothing did */
  words: string
  /** what it goes by, where that was learnt and no value changes */
  settings?: string
}

export const workOf: Record<FieldStep, (work: Work) => Done> = {
  units({ column, rule }) {
    const done = inUnits(column, rule)
    const left = done.filter((value) => typeof value === 'string')
    const unread = left.length > 0 ? `, ${left.length.toLocaleString('en')} cannot be read ("${left[0]}")` : ''
    const why = `an amount in ${rule.unit}`
    return { column: done, why, words: `${counted(differing(column, done), 'text')} now in ${rule.unit}${unread}` }
  },

  texts({ column, rule }) {
    const done = inForms(column, rule)
    const n = differing(column, done)
    const why = (rule.text ?? []).join(', ')
    return { column: done, why, words: n === 0 ? '' : `${counted(n, 'text')} written otherwise` }
  },

  missing({ name, columns, column, rule, learnt, isThere }) {
    const missing = readMissing(rule.missing)
    if (!missing || missing.how === 'leave' || missing.how === 'drop') return { column, why: '', words: '' }
    const done = filled(name, columns, rule, learnt?.fill, isThere)
    const how = missing.how === 'constant' ? JSON.stringify(missing.value) : String(rule.missing)
    const n = differing(column, done)
    const empty = done.filter((value, r) => value === undefined && isThere(r)).length
    const words = []
    if (n > 0) words.push(`${counted(n, 'value')} filled (${how})`)
    if (empty > 0)
      words.push(
        missing.how === 'unknown' && marksItself(name)
          ? `${counted(empty, 'value')} marked as unknown`
          : `${counted(empty, 'value')} with nothing to go by`,
      )
    return { column: done, why: `nothing is said: ${how}`, words: words.join(', ') }
  },

  scales({ column, learnt }) {
    if (!learnt?.scale) return { column, why: '', words: 'no number to learn a scale from' }
    const { edges: _, ...scale } = learnt.scale
    const knots = `${scale.bins + 1} knots from ${short(scale.low)} to ${short(scale.high)}`
    return {
      column,
      why: 'as all that is left says; every training learns it anew from what it may learn from',
      words: `${scale.how} of ${counted(scale.n, 'number')}, ${knots}`,
      settings: JSON.stringify(scale),
    }
  },
}

const differing = (a: FieldColumn, b: FieldColumn) => {
  let n = 0
  for (let r = 0; r < a.length; r++) if (a[r] !== b[r]) n++
  return n
}

const short = (x: number) => Number(x.toPrecision(3))

import type { StepAccount } from '../prepare-events.ts'
import { type FieldChanges, inText, noChanges } from './field-changes.ts'
import { columnsOf, type FieldColumns, fieldsNamed, type Records } from './field-columns.ts'
import {
  type FieldRule,
  type FieldRules,
  type FieldsConfig,
  fieldSides,
  fieldStepNames,
  fieldSteps,
  rulesThatRun,
} from './field-rules.ts'
import { workOf } from './field-work.ts'
import { hashOfFields, type KnownSide, knownWords } from './known-fields.ts'
import { learnFields } from './learn-fields.ts'

/** What is known of the products and people that are left; undefined where nobody said anything. */
export type KnownRecords = {
  [Side in keyof Records]: { ids: readonly string[]; records: readonly (Records[Side] | undefined)[] }
}

/** A line of account; what events it kept is not its matter. */
export type FieldAccount = Pick<StepAccount, 'step' | 'filled' | 'note' | 'samples'> & { hash: string }

interface Side extends KnownSide {
  columns: FieldColumns
  rules: FieldRules
  isThere: (r: number) => boolean
}

const samplesPerStep = 5

/**
 * What the steps about fields do to a catalogue: the same that every training does to what it reads (ready.ts), learnt here from
 * all that is left, and written down value by value. The records are only read.
 *
 * @param year  in which ages are counted
 * @returns     the first account says what was known before; each hash names the fields as they stand after its step
 */
export async function prepareFields(
  known: KnownRecords,
  config: { fields: FieldsConfig; steps: readonly string[] },
  year: number,
): Promise<{ accounts: FieldAccount[]; changes: FieldChanges }> {
  const sides: Side[] = fieldSides.map((side) => {
    const { ids, records } = known[side]
    const columns = columnsOf<typeof side>(records, side, fieldsNamed(config.fields[side]), year)
    return { side, ids, columns, rules: rulesThatRun(config, side), isThere: (r) => records[r] !== undefined }
  })
  const changes = noChanges()
  const accounts: FieldAccount[] = [
    { step: 'catalogue', filled: 0, note: knownWords(sides), samples: [], hash: hashOfFields(sides) },
  ]
  for (const step of fieldStepNames) {
    const part = fieldSteps[step]
    const notes: string[] = []
    const samples: string[] = []
    let [concerned, filled] = [0, 0]
    for (const of of sides) {
      const { side, ids, rules, isThere } = of
      const own = only(rules, part)
      concerned += Object.keys(own).length
      const learnt = await learnFields(of.columns, own)
      const after = new Map(of.columns)
      for (const [name, rule] of Object.entries(own)) {
        const column = of.columns.get(name) ?? []
        const done = workOf[step]({ name, columns: of.columns, column, rule, learnt: learnt[name], isThere })
        if (done.words !== '') notes.push(`${name}: ${done.words}`)
        const enter = (id: string | null, before: string | null, after: string | null) => {
          changes.step.push(step)
          changes.side.push(side)
          changes.id.push(id)
          changes.field.push(name)
          changes.before.push(before)
          changes.after.push(after)
          changes.why.push(done.why)
        }
        if (done.settings !== undefined) enter(null, null, done.settings)
        for (let r = 0; r < column.length; r++) {
          if (column[r] === done.column[r]) continue
          const [was, is] = [inText(column[r]), inText(done.column[r])]
          enter(ids[r] as string, was, is)
          filled++
          if (samples.length < samplesPerStep) samples.push(`${ids[r]}: ${name} ${quoted(was)} → ${quoted(is)}`)
        }
        after.set(name, done.column)
      }
      of.columns = after
    }
    if (concerned === 0) continue
    const note = notes.length > 0 ? `${notes.join('; ')}.` : 'Every field is as it should be.'
    accounts.push({ step, filled, note, samples, hash: hashOfFields(sides) })
  }
  return { accounts, changes }
}

/** Rules that say something of this part, as if they said nothing else. */
function only(rules: FieldRules, part: (typeof fieldSteps)[keyof typeof fieldSteps]): FieldRules {
  const said = Object.entries(rules).filter(([, rule]) => rule[part] !== undefined)
  return Object.fromEntries(
    said.map(([name, rule]): [string, FieldRule] => [
      name,
      {
        [part]: rule[part],
        ...(part === 'unit' && rule.decimal !== undefined && { decimal: rule.decimal }),
        ...(part === 'scale' && rule.bins !== undefined && { bins: rule.bins }),
      },
    ]),
  )
}

function quoted(text: string | null): string {
  if (text === null) return 'nothing'
  return `"${text.length > 60 ? `${text.slice(0, 59)}…` : text}"`
}

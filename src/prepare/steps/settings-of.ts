import type { PrepareConfig } from '../config.ts'
import { type FieldRules, fieldSides, fieldSteps, isFieldStep } from '../fields/field-rules.ts'
import { readMissing } from '../fields/read-missing.ts'

type Setting = Exclude<keyof PrepareConfig, 'steps' | 'weights' | 'fields'>

/** What each step is told by a configuration, fields aside; steps that are not here are told nothing. */
const settings: Readonly<Record<string, readonly Setting[]>> = {
  people: ['samePerson'],
  'near-repeats': ['repeatSeconds'],
  'repeated-orders': ['orderRepeatMinutes'],
  'staff-and-tests': ['staffPattern', 'released'],
  bots: ['botScore', 'released'],
  products: ['productPattern', 'nonProducts'],
  'product-twins': ['productTwins', 'twinLikeness'],
  quantities: ['maxQuantity'],
  outliers: ['outliers', 'released'],
  returns: ['returnWindowDays'],
  wholesale: ['wholesale', 'released'],
  gifts: ['giftPattern', 'giftTimes'],
  'minimum-counts': ['minUserEvents', 'minItemEvents'],
}

/** What a step is told, as a configuration says it: null where it says nothing, and of `fields` the part that is this step's. */
export function settingsOf(step: string, config: PrepareConfig): Record<string, unknown> {
  const said = Object.fromEntries((settings[step] ?? []).map((name) => [name, config[name] ?? null]))
  if (step === 'event-prices') return { fields: { events: config.fields.events } }
  if (step === 'required-fields')
    return { fields: rulesWith(config, ({ missing }) => readMissing(missing)?.how === 'drop' && { missing }) }
  if (!isFieldStep(step)) return said
  const part = fieldSteps[step]
  return { fields: rulesWith(config, (rule) => rule[part] !== undefined && { [part]: rule[part] }) }
}

/** Rules of fields of either side, of each what `part` takes of it; those of which it takes nothing are left out. */
function rulesWith({ fields }: PrepareConfig, part: (rule: FieldRules[string]) => object | false) {
  return Object.fromEntries(
    fieldSides.map((side) => [
      side,
      Object.fromEntries(
        Object.entries(fields[side]).flatMap(([name, rule]) => {
          const taken = part(rule)
          return taken ? [[name, taken]] : []
        }),
      ),
    ]),
  )
}

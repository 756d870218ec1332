import { createHash } from 'node:crypto'
import type { CleanEvents } from '../../prepare/clean-events.ts'
import type { PrepareConfig } from '../../prepare/config.ts'
import { columnsOf, fieldsNamed, isSaid, type Records } from '../../prepare/fields/field-columns.ts'
import { type FieldSide, rulesThatRun } from '../../prepare/fields/field-rules.ts'
import { hashOfFields } from '../../prepare/fields/known-fields.ts'
import type { KnownRecords } from '../../prepare/fields/prepare-fields.ts'
import { inOrder } from '../../prepare/fields/read-columns.ts'
import { readMissing } from '../../prepare/fields/read-missing.ts'
import type { Known } from '../../prepare/steps/step.ts'
import type { Store } from '../../store/store.ts'
import { familiesOf } from './known-products.ts'

/** What is known of these products and people; nobody is read of whom no rule says anything. */
export async function recordsOf(
  store: Store,
  { fields }: PrepareConfig,
  { items, users }: Pick<CleanEvents, 'items' | 'users'>,
): Promise<KnownRecords> {
  const about = (side: FieldSide) => Object.keys(fields[side]).length > 0
  return {
    items: about('items') ? { ids: items, records: await itemsOf(store, items) } : { ids: [], records: [] },
    people: about('people') ? { ids: users, records: await store.usersById(users) } : { ids: [], records: [] },
  }
}

/** The whole catalogue is read at once, which is sooner than asking for most of it by name. */
async function itemsOf(store: Store, ids: readonly string[]): Promise<(Records['items'] | undefined)[]> {
  const known = new Map((await store.allItems()).map((item) => [item.id, item]))
  return ids.map((id) => known.get(id))
}

/** The year to which a snapshot's ages are counted: that of its newest event. */
export const yearOf = ({ timeMs }: Pick<CleanEvents, 'timeMs'>) => new Date(timeMs.at(-1) ?? 0).getUTCFullYear()

/**
 * A hash of all that a preparation reads beside the log: families, twins, every field that a rule names of the products and people that are left, and of which products
 * all is known that must be. Equal hashes, equal preparations.
 */
export async function catalogueHash(
  store: Store,
  config: PrepareConfig,
  { items, people }: KnownRecords,
  clean: CleanEvents,
): Promise<string> {
  const { fields } = config
  const year = yearOf(clean)
  const columns = hashOfFields([
    { side: 'items', ids: items.ids, columns: columnsOf(items.records, 'items', fieldsNamed(fields.items), year) },
    { side: 'people', ids: people.ids, columns: columnsOf(people.records, 'people', fieldsNamed(fields.people), year) },
  ])
  const { complete } = await completeOf(store, config, [])
  const whole = [...(complete?.items ?? [])]
  const families = (await familiesOf(store, config)).hash
  return createHash('sha256')
    .update(JSON.stringify([families, columns, whole]))
    .digest('hex')
}

/** People are left out of whom a field is not known: who they are a snapshot does not say, so it cannot tell whether they still are. */
export const leavesPeopleOut = (config: PrepareConfig) => required(config, 'people') !== undefined

/** Of whom all is known that must be: fields whose rule drops who lacks them, read as their units and texts say. */
export async function completeOf(
  store: Store,
  config: PrepareConfig,
  users: readonly string[],
): Promise<Pick<Known, 'complete'>> {
  const people = required(config, 'people') ? whole(await store.usersById(users), config, 'people') : undefined
  const items = required(config, 'items') ? whole(await store.allItems(), config, 'items') : undefined
  return items || people ? { complete: { ...(items && { items }), ...(people && { people }) } } : {}
}

function whole<Side extends FieldSide>(
  records: readonly (Records[Side] | undefined)[],
  config: PrepareConfig,
  side: Side,
): Set<string> {
  const names = required(config, side) ?? []
  const columns = [...inOrder(columnsOf(records, side, names, 0), rulesThatRun(config, side)).values()]
  return new Set(records.flatMap((one, r) => (one && columns.every((column) => isSaid(column[r])) ? [one.id] : [])))
}

/** Fields that must be there; undefined when none must. */
function required({ fields, steps }: PrepareConfig, side: FieldSide): string[] | undefined {
  if (!steps.includes('required-fields')) return undefined
  const names = Object.entries(fields[side]).filter(([, { missing }]) => readMissing(missing)?.how === 'drop')
  return names.length > 0 ? names.map(([name]) => name) : undefined
}

import type { PrepareConfig } from '../../prepare/config.ts'
import { giftTest } from '../../prepare/steps/gifts.ts'
import type { Store } from '../../store/store.ts'
import { titlesAsGiven } from './as-given.ts'

/** More of them are no marks but a shop of gift wrap. */
const mostMarks = 100

/**
 * The configuration with the ids of those products that are called what `giftPattern` matches: what marks a gift then goes by its id,
 * wherever the configuration goes, into the snapshot and to whoever weighs one person's events.
 */
export async function withGiftMarks(store: Store, config: PrepareConfig): Promise<PrepareConfig> {
  if (!config.steps.includes('gifts')) return config
  const pattern = giftTest(config.giftPattern)
  const ids: string[] = []
  for (const [id, title] of await titlesAsGiven(store))
    if (pattern.test(title.trim()) && !pattern.test(id)) ids.push(id)
  if (ids.length === 0 || ids.length > mostMarks) return config
  const named = ids.sort().map((id) => id.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'))
  return { ...config, giftPattern: `${config.giftPattern}|^(${named.join('|')})$` }
}

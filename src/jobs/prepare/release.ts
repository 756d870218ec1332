import { Fault } from '../../contract/fault.ts'
import type { Store } from '../../store/store.ts'
import { quarantineOf } from './quarantine-of.ts'

interface Asked {
  release?: readonly string[]
  unrelease?: readonly string[]
}

/** Whoever a preparation spares: those a configuration names, those the store remembers, and what is asked now; each once, in order. */
export async function releasedWith(
  store: Store,
  said: readonly string[],
  { release = [], unrelease = [] }: Asked,
): Promise<string[]> {
  const kept = (await store.releases()).map(({ who }) => who).filter((who) => !unrelease.includes(who))
  return [...new Set([...said, ...kept, ...release])].sort()
}

/** @throws Fault not-found  who is to be released is not in quarantine, who is to be judged again was not released */
export async function checkReleases(
  store: Store,
  dataDir: string,
  { release = [], unrelease = [] }: Asked,
): Promise<void> {
  const known = (await store.releases()).map(({ who }) => who)
  const lacking = unrelease.find((who) => !known.includes(who))
  if (lacking !== undefined)
    throw new Fault(
      'not-found',
      `unrelease: got "${lacking}", want one of those released: ${known.join(', ') || 'none'}`,
    )
  if (release.length === 0) return
  const { suspects } = await quarantineOf(store, dataDir, { who: release })
  const isThere = (who: string) => suspects.some((one) => one.who === who && one.releasable)
  const stranger = release.find((who) => !known.includes(who) && !isThere(who))
  if (stranger !== undefined)
    throw new Fault(
      'not-found',
      `release: got "${stranger}", want somebody in quarantine (osusume prepare --quarantine names them)`,
    )
}

import type { Event } from '../../contract/event.ts'
import type { Store } from '../../store/store.ts'

export interface Appended {
  accepted: number
  duplicates: number
}

interface Waiting {
  events: readonly Event[]
  resolve: (appended: Appended) => void
  reject: (error: unknown) => void
}

/** No transaction holds more events than this, unless one caller alone brings more. */
const maxTogether = 20_000

/**
 * Appends events for many callers at once: those who come while a commit runs, or in the same turn of the event loop,
 * share the next one. A commit costs a wait for the disk whatever it holds, so a crowd is served as fast as one.
 * A promise resolves only when its events are on disk.
 */
export function groupAppend(store: Pick<Store, 'append'>): (events: readonly Event[]) => Promise<Appended> {
  const waiting: Waiting[] = []
  let running = false

  return (events) =>
    new Promise((resolve, reject) => {
      waiting.push({ events, resolve, reject })
      if (running) return
      running = true
      setImmediate(run)
    })

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      let n = 0
      const together = waiting.findIndex((one, i) => {
        n += one.events.length
        return i > 0 && n > maxTogether
      })
      const group = waiting.splice(0, together < 0 ? waiting.length : together)
      try {
        const { earlier, known } = await store.append(group.flatMap(({ events }) => events))
        const repeated = [...earlier, ...known].sort((a, b) => a - b)
        let start = 0
        let at = 0
        for (const { events, resolve } of group) {
          const end = start + events.length
          const from = at
          while (at < repeated.length && (repeated[at] as number) < end) at++
          resolve({ accepted: events.length - (at - from), duplicates: at - from })
          start = end
        }
      } catch (error) {
        // all or none: nobody in the group has been told yes
        for (const { reject } of group) reject(error)
      }
    }
    running = false
  }
}

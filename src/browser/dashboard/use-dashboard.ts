import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { Preparation, PreparationChange, PreparationEffects, Quarantine } from '../../contract/preparation.ts'
import { dashboardApi, KeyWanted, keepKey, keptKey } from './api.ts'

/** A change that waits for a yes: what it would do has been asked. */
export interface Pending {
  asked: PreparationChange
  title: string
  yes: string
  effects: PreparationEffects
  /** what was pressed: the focus goes back there */
  opener: Element | null
}

export interface DashboardState {
  preparation?: Preparation
  quarantine?: Quarantine
  /** a key is wanted, and what was said of the last one */
  keyWanted?: { refused: boolean }
  /** what went wrong, in a sentence */
  trouble?: string
  /** what is being done, or was done last: read out to whoever cannot see it */
  news?: string
  busy: boolean
  pending?: Pending
}

/** Everything the page knows and does; the parts below only draw it. */
export function useDashboard() {
  const [state, setState] = useState<DashboardState>({ busy: true })
  const api = useRef(dashboardApi(keptKey()))
  const change = useCallback((more: Partial<DashboardState>, gone: readonly (keyof DashboardState)[] = []) => {
    setState((before) => {
      const next = { ...before, ...more }
      for (const name of gone) delete next[name]
      return next
    })
  }, [])

  /** Does something that asks the server, and says so when it fails. */
  const asking = useCallback(
    async (work: () => Promise<void>) => {
      change({ busy: true }, ['trouble'])
      try {
        await work()
      } catch (error) {
        if (error instanceof KeyWanted) change({ keyWanted: { refused: keptKey() !== '' } })
        else change({ trouble: (error as Error).message }, ['news'])
      } finally {
        change({ busy: false })
      }
    },
    [change],
  )

  const load = useCallback(
    () =>
      asking(async () => {
        const preparation = await api.current.preparation()
        change({ preparation, quarantine: await api.current.quarantine() }, ['keyWanted'])
      }),
    [asking, change],
  )
  useEffect(() => {
    load()
  }, [load])

  return {
    state,
    giveKey(key: string) {
      keepKey(key)
      api.current = dashboardApi(key)
      load()
    },
    /** Asks what a change would do; `decide` does it. */
    propose(asked: PreparationChange, title: string, yes: string) {
      const opener = document.activeElement
      return asking(async () => {
        const effects = await api.current.change({ ...asked, dryRun: true })
        change({ pending: { asked, title, yes, effects, opener } }, ['news'])
      })
    },
    async decide(isYes: boolean) {
      const { pending } = state
      change({}, ['pending'])
      if (!pending || !isYes) return
      change({ news: 'Preparing again. This takes as long as osusume prepare does; the shop goes on answering.' })
      await asking(async () => {
        const { snapshot } = await api.current.change(pending.asked)
        const preparation = await api.current.preparation()
        change({
          preparation,
          quarantine: await api.current.quarantine(),
          news: `Done: snapshot ${snapshot}. Models stay as they are until osusume train makes a new one.`,
        })
        // what was pressed may be gone; whoever goes by keyboard begins where it is said what was done
        document.getElementById('news')?.focus()
      })
    },
  }
}

export type Propose = ReturnType<typeof useDashboard>['propose']

import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { EventKind } from '../../contract/event.ts'
import type { Item } from '../../contract/item.ts'
import { type Person, type Shown, shopApi } from './api.ts'
import type { ShopConfig } from './shop-config.ts'

export interface Rows {
  forYou: Shown[]
  /** like the product looked at last; `to` is its title */
  similar: { to: string; items: Shown[] }
  popular: Shown[]
  viewed: Shown[]
  model: string
  tookMs: number
}

/** What the last click did to the first row. */
export interface Change {
  /** grows with each answer, so that equal changes are told apart */
  turn: number
  /** the deed, in words; absent after a change of person */
  deed?: string
  fresh: ReadonlySet<string>
}

export interface Deed {
  kind: EventKind
  item: Item
  atMs: number
}

export interface Shop {
  /** position in config.visitors, −1 = someone new */
  who: number
  person: Person
  rows: Rows | undefined
  change: Change
  deeds: Deed[]
  basket: number
  trouble: string | undefined
  become(who: number): void
  act(kind: EventKind, shown: Shown): Promise<void>
  similarTo(id: string): Promise<Shown[]>
}

const perRow = 12
const verbs: Partial<Record<EventKind, string>> = {
  view: 'looked at',
  add_to_cart: 'put in the basket',
  purchase: 'bought',
}

/** The whole state of the page: a person, their rows, and what they have just done. */
export function useShop(config: ShopConfig): Shop {
  const api = useMemo(() => shopApi(config.key), [config.key])
  const [who, setWho] = useState(config.visitors.length > 0 ? 0 : -1)
  const [stranger, setStranger] = useState(newVisitor)
  const chosen = config.visitors[who]
  const person = useMemo<Person>(() => (chosen ? { user: chosen.user } : { visitor: stranger }), [chosen, stranger])
  const [rows, setRows] = useState<Rows>()
  const [change, setChange] = useState<Change>({ turn: 0, fresh: new Set() })
  const [deeds, setDeeds] = useState<Deed[]>([])
  const [trouble, setTrouble] = useState<string>()
  /** a deed that is stored after the person has changed must not bring the person before back */
  const present = useRef(person)
  present.current = person
  /** an answer that arrives after a newer question is of no use */
  const asked = useRef(0)
  const forYouBefore = useRef<ReadonlySet<string>>(new Set())

  const refresh = useCallback(
    async (deed?: string) => {
      const turn = ++asked.current
      try {
        const [viewed, popular] = await Promise.all([
          api.recommend({ ...person, kind: 'recently-viewed', limit: perRow, excludeBought: false }),
          api.recommend({ ...person, kind: 'popular', limit: perRow }),
        ])
        // What stands in "recently viewed" need not stand above it again.
        const exclude = viewed.items.map(({ id }) => id)
        const last = viewed.items[0]?.item
        const [forYou, similar] = await Promise.all([
          api.recommend({ ...person, kind: 'for-you', limit: perRow, exclude }),
          last
            ? api.recommend({ ...person, kind: 'similar', items: [last.id], limit: perRow, exclude })
            : { items: [] },
        ])
        if (turn !== asked.current) return
        const before = forYouBefore.current
        forYouBefore.current = new Set(forYou.items.map(({ id }) => id))
        setChange({
          turn,
          ...(deed !== undefined && { deed }),
          fresh: new Set(deed === undefined ? [] : [...forYouBefore.current].filter((id) => !before.has(id))),
        })
        setRows({
          forYou: forYou.items,
          similar: { to: last?.title ?? last?.id ?? '', items: similar.items },
          popular: popular.items,
          viewed: viewed.items,
          model: forYou.model,
          tookMs: forYou.tookMs,
        })
        setTrouble(undefined)
      } catch (error) {
        if (turn === asked.current) setTrouble((error as Error).message)
      }
    },
    [api, person],
  )

  useEffect(() => {
    void refresh()
  }, [refresh])

  return {
    who,
    person,
    rows,
    change,
    deeds,
    basket: deeds.filter(({ kind }) => kind === 'add_to_cart').length,
    trouble,
    become(next) {
      setDeeds([])
      setRows(undefined)
      forYouBefore.current = new Set()
      if (next < 0) setStranger(newVisitor())
      setWho(next)
    },
    async act(kind, { item, list, position }) {
      setDeeds((before) => [{ kind, item, atMs: Date.now() }, ...before].slice(0, 50))
      try {
        await api.send(person, kind, item.id, {
          list,
          position,
          ...(kind !== 'view' && { quantity: 1, ...(item.price !== undefined && { price: item.price }) }),
        })
      } catch (error) {
        setTrouble((error as Error).message)
        return
      }
      if (present.current === person) await refresh(`you ${verbs[kind] ?? kind} ${item.title ?? item.id}`)
    },
    async similarTo(id) {
      return (await api.recommend({ ...person, kind: 'similar', items: [id], limit: 6 })).items
    },
  }
}

const newVisitor = () => `shop-${crypto.randomUUID()}`

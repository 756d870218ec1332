import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Shown } from './api.ts'
import { ProductCard } from './product-card.tsx'
import { useGlide } from './use-glide.ts'

interface Props {
  name: string
  title: string
  note?: ComponentChildren
  /** undefined = not answered yet: the row stands there, empty, in its final size */
  entries: Shown[] | undefined
  /** what stands in an answered row without products */
  empty: string
  fresh?: ReadonlySet<string>
  grid?: boolean
  onOpen: (entry: Shown) => void
}

const steps: Record<string, (at: number, last: number) => number> = {
  ArrowRight: (at, last) => Math.min(last, at + 1),
  ArrowLeft: (at) => Math.max(0, at - 1),
  Home: () => 0,
  End: (_, last) => last,
}

/** A row of products. One stop for Tab; the arrows, Home and End move within. */
export function ShelfRow({ name, title, note, entries, empty, fresh, grid = false, onOpen }: Props) {
  const row = useRef<HTMLUListElement>(null)
  const [stop, setStop] = useState<string>()
  useGlide(row, entries?.map(({ id }) => id).join(' ') ?? '')
  // A card that leaves takes the focus with it; whoever stands in its place then gets it.
  const cardsIn = () => [...(row.current?.querySelectorAll<HTMLElement>('button.card') ?? [])]
  const focusedBefore = cardsIn().indexOf(document.activeElement as HTMLElement)
  useLayoutEffect(() => {
    if (focusedBefore < 0 || document.activeElement !== document.body) return
    const cards = cardsIn()
    const heir = cards[Math.min(focusedBefore, cards.length - 1)]
    setStop(heir?.dataset.id)
    heir?.focus()
  })
  const stopId = entries?.some(({ id }) => id === stop) ? stop : entries?.[0]?.id

  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key]
    const cards = cardsIn()
    const at = cards.indexOf(document.activeElement as HTMLElement)
    const next = step && at >= 0 ? cards[step(at, cards.length - 1)] : undefined
    if (!next) return
    event.preventDefault()
    setStop(next.dataset.id)
    next.focus()
    next.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }

  return (
    <section class="row" aria-labelledby={`row-${name}`} aria-busy={!entries} data-row={name}>
      <header class="row-head">
        <h2 id={`row-${name}`}>{title}</h2>
        {note}
      </header>
      <ul class={grid ? 'cards grid' : 'cards'} ref={row} onKeyDown={onKeyDown}>
        {entries?.map((entry) => (
          <li key={entry.id}>
            <ProductCard
              entry={entry}
              fresh={fresh?.has(entry.id) ?? false}
              tabIndex={entry.id === stopId ? 0 : -1}
              onOpen={(one) => {
                setStop(one.id)
                onOpen(one)
              }}
            />
          </li>
        ))}
        {!entries &&
          Array.from({ length: grid ? 12 : 7 }, (_, k) => (
            <li key={k} aria-hidden="true">
              <span class="card skeleton">
                <span class="card-picture" />
                <span class="card-brand" />
                <span class="card-title" />
                <span class="card-price" />
                <span class="card-reason" />
              </span>
            </li>
          ))}
        {entries?.length === 0 && (
          <li class="empty">
            <span>{empty}</span>
          </li>
        )}
      </ul>
    </section>
  )
}

import { useEffect, useRef, useState } from 'preact/hooks'
import type { EventKind } from '../../contract/event.ts'
import type { Shown } from './api.ts'
import { priceOf } from './price.ts'
import { ProductArt } from './product-art.tsx'
import { nameOf } from './product-card.tsx'
import { ShelfRow } from './shelf-row.tsx'
import type { Change } from './use-shop.ts'

interface Props {
  entry: Shown
  similarTo: (id: string) => Promise<Shown[]>
  onAct: (kind: EventKind, shown: Shown) => Promise<void>
  onOpen: (entry: Shown) => void
  onClose: () => void
  /** what the last deed did to the first row */
  change: Change
}

const facts = ['colour', 'material', 'size', 'style'] as const

/** One product at the side of the shop, so that the rows stay in sight while they change. */
export function ProductSheet({ entry, similarTo, onAct, onOpen, onClose, change }: Props) {
  const { item } = entry
  const dialog = useRef<HTMLDialogElement>(null)
  const [similar, setSimilar] = useState<Shown[]>()
  const [done, setDone] = useState('')

  useEffect(() => {
    const sheet = dialog.current
    if (sheet && !sheet.open) sheet.showModal()
    sheet?.scrollTo({ top: 0 })
  }, [entry.id])

  useEffect(() => {
    let wanted = true
    setSimilar(undefined)
    setDone('')
    similarTo(entry.id).then(
      (items) => wanted && setSimilar(items),
      () => wanted && setSimilar([]),
    )
    return () => {
      wanted = false
    }
  }, [entry.id])

  const act = async (kind: EventKind, said: string) => {
    setDone(said)
    await onAct(kind, entry)
  }

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes a dialog by itself; this is the click beside it
    <dialog
      class="sheet"
      ref={dialog}
      aria-labelledby="sheet-title"
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      <div class="sheet-body">
        <button type="button" class="close" aria-label="Close" onClick={() => dialog.current?.close()}>
          <svg viewBox="0 0 20 20" aria-hidden="true">
            <path d="M4 4l12 12M16 4L4 16" />
          </svg>
        </button>
        <div class="sheet-picture">
          <ProductArt item={item} />
        </div>
        <p class="crumbs">{item.category?.replace(' > ', ' · ')}</p>
        <p class="card-brand">{item.brand}</p>
        <h2 id="sheet-title">{nameOf(item)}</h2>
        <p class="sheet-price">{priceOf(item)}</p>
        <p class={`card-reason ${entry.reason.kind}`}>{entry.reason.text}</p>
        <p class="sheet-text">{item.description}</p>
        <dl class="facts">
          {facts.map((name) => {
            const value = item.attributes?.[name]
            return value === undefined ? null : (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{String(value)}</dd>
              </div>
            )
          })}
        </dl>
        <div class="sheet-buttons">
          <button type="button" class="primary" onClick={() => act('add_to_cart', 'In your basket.')}>
            Add to basket
          </button>
          <button type="button" class="secondary" onClick={() => act('purchase', 'Bought. It leaves your rows.')}>
            Buy now
          </button>
        </div>
        <p class="done" role="status">
          {done}{' '}
          {change.deed && change.fresh.size > 0 && (
            <span key={change.turn} class="pulse">
              {change.fresh.size} new in your recommendations
            </span>
          )}
        </p>
        <ShelfRow name="sheet" title="Similar" entries={similar} empty="Nothing quite like it." onOpen={onOpen} />
      </div>
    </dialog>
  )
}

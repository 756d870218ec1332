import type { Shown } from './api.ts'
import { priceOf } from './price.ts'
import { ProductArt } from './product-art.tsx'

interface Props {
  entry: Shown
  fresh?: boolean
  tabIndex: number
  onOpen: (entry: Shown) => void
}

/** One product: a button as large as its picture, title, brand, price and the reason it is here. */
export function ProductCard({ entry, fresh = false, tabIndex, onOpen }: Props) {
  const { item, reason } = entry
  return (
    <button
      type="button"
      class={fresh ? 'card fresh' : 'card'}
      data-id={entry.id}
      tabIndex={tabIndex}
      onClick={() => onOpen(entry)}
    >
      <span class="card-picture">
        <ProductArt item={item} />
        {fresh && <span class="flag">new for you</span>}
      </span>
      <span class="card-brand">{item.brand ?? '\u00a0'}</span>
      <span class="card-title">{nameOf(item)}</span>
      <span class="card-price">{priceOf(item)}</span>
      <span class={`card-reason ${reason.kind}`} title={reason.text}>
        {reason.text}
      </span>
    </button>
  )
}

/** The title without the brand in front, which stands above it. */
export function nameOf(item: Shown['item']): string {
  const title = item.title ?? item.id
  return item.brand && title.startsWith(`${item.brand} `) ? title.slice(item.brand.length + 1) : title
}

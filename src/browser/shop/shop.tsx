import { useCallback, useState } from 'preact/hooks'
import type { Shown } from './api.ts'
import { KnowsPanel } from './knows-panel.tsx'
import { ProductSheet } from './product-sheet.tsx'
import { ShelfRow } from './shelf-row.tsx'
import type { ShopConfig } from './shop-config.ts'
import { type Change, useShop } from './use-shop.ts'
import { VisitorSwitcher } from './visitor-switcher.tsx'

export function Shop({ config }: { config: ShopConfig }) {
  const shop = useShop(config)
  const { rows, change, who, trouble, basket } = shop
  const [open, setOpen] = useState<Shown>()
  const name = config.visitors[who]?.name

  const look = useCallback(
    (entry: Shown) => {
      setOpen(entry)
      void shop.act('view', entry)
    },
    [shop.act],
  )
  // The browser gives the focus back to the card that was clicked; if that card has left its row, to the first one.
  const close = () => {
    setOpen(undefined)
    if (!document.activeElement?.closest('.card'))
      document.querySelector<HTMLElement>('[data-row="for-you"] button.card[tabindex="0"]')?.focus()
  }
  const become = (next: number) => {
    setOpen(undefined)
    shop.become(next)
  }

  return (
    <>
      <a class="skip" href="#main">
        Skip to the products
      </a>
      <header class="top">
        <h1 class="logo">
          <svg viewBox="0 0 32 32" aria-hidden="true">
            <path d="M4 28C4 12 14 4 28 4c0 14-8 24-24 24z" fill="var(--leaf)" />
            <path d="M4 28C10 20 16 14 24 9" stroke="var(--paper)" stroke-width="2" fill="none" />
          </svg>
          {config.shopName}
        </h1>
        <p class="motto">good things for slow days</p>
        <p class="basket" role="status" aria-label={`${basket} in the basket`}>
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M3 9h18l-2 11H5zM8 9l3-6M16 9l-3-6" />
          </svg>
          {basket}
        </p>
      </header>
      <VisitorSwitcher visitors={config.visitors} who={who} onBecome={become} />
      {trouble && (
        <p class="trouble" role="alert">
          The shop could not answer: {trouble}
        </p>
      )}
      <div class="page">
        <main id="main">
          <ShelfRow
            name="for-you"
            title={name ? `Recommended for ${name}` : 'Recommended for you'}
            note={<ChangeNote change={change} />}
            entries={rows?.forYou}
            fresh={change.fresh}
            empty="Nothing left to recommend."
            grid
            onOpen={look}
          />
          <ShelfRow
            name="similar"
            title={rows?.similar.to ? `Because you looked at ${rows.similar.to}` : 'Because you looked at …'}
            entries={rows?.similar.items}
            empty="Look at something, and what is like it stands here."
            onOpen={look}
          />
          <ShelfRow
            name="viewed"
            title="Recently viewed"
            entries={rows?.viewed}
            empty="What you look at is kept here for you."
            onOpen={look}
          />
          <ShelfRow
            name="popular"
            title={`Popular at ${config.shopName}`}
            entries={rows?.popular}
            empty="Nothing is popular yet."
            onOpen={look}
          />
        </main>
        <KnowsPanel shop={shop} config={config} />
      </div>
      {open && (
        <ProductSheet
          entry={open}
          similarTo={shop.similarTo}
          onAct={shop.act}
          onOpen={look}
          onClose={close}
          change={change}
        />
      )}
      <footer>
        A simulated shop, served by Osusume on this machine. Every row is an answer of{' '}
        <code>POST /v1/recommendations</code>, every click a <code>POST /v1/events</code>.
      </footer>
    </>
  )
}

/** Says what the last deed changed, in words; room is kept for it, so that nothing moves when it comes. */
function ChangeNote({ change }: { change: Change }) {
  const n = change.fresh.size
  return (
    <p class="change" role="status">
      {change.deed && (
        <span key={change.turn} class="pulse">
          {n === 0 ? 'Re-ranked' : `${n} new`} since {change.deed}
        </span>
      )}
    </p>
  )
}

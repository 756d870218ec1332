import type { EventKind } from '../../contract/event.ts'
import type { ShopConfig } from './shop-config.ts'
import type { Shop } from './use-shop.ts'

const words: Partial<Record<EventKind, string>> = {
  view: 'looked at',
  add_to_cart: 'basket',
  purchase: 'bought',
}

/** What stands behind the rows: what was just done, which model answered, and how fast. */
export function KnowsPanel({ shop, config }: { shop: Shop; config: ShopConfig }) {
  const { rows, deeds, who } = shop
  const visitor = config.visitors[who]
  return (
    <aside class="knows" aria-labelledby="knows-title">
      <h2 id="knows-title">What Osusume knows</h2>
      <dl class="facts">
        <div>
          <dt>who</dt>
          <dd>{visitor ? `customer ${visitor.user}` : 'a browser without a name'}</dd>
        </div>
        <div>
          <dt>model</dt>
          <dd class="mono">{rows?.model ?? '…'}</dd>
        </div>
        <div>
          <dt>last answer</dt>
          <dd>{rows ? `${rows.tookMs < 9.95 ? rows.tookMs.toFixed(1) : Math.round(rows.tookMs)} ms` : '…'}</dd>
        </div>
      </dl>
      <h3>Just now</h3>
      <ol class="deeds">
        {deeds.slice(0, 6).map(({ kind, item, atMs }) => (
          <li key={`${atMs}${kind}${item.id}`}>
            <b>{words[kind] ?? kind}</b> {item.title ?? item.id}
          </li>
        ))}
        {deeds.length === 0 && <li class="none">Nothing yet. Click a product and watch the first row.</li>}
      </ol>
      {visitor && (
        <>
          <h3>What it cannot see</h3>
          <p class="secret">
            {visitor.name}’s true taste, known to the simulator alone: {visitor.taste}.
          </p>
        </>
      )}
    </aside>
  )
}

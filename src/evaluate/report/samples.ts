import type { Sample, SampleItem } from '../sample.ts'
import { count, escapeHtml } from './html.ts'
import { nColours } from './style.ts'

/** A few customers, each folded up but the first: what they had, what came, and every model's list with its hits. */
export function samples(of: readonly Sample[], came: string): string {
  return of
    .map(({ history, ordered, had, wanted, lists }, at) => {
      const hits = lists.map(({ model, items }) => `${model} ${items.filter(({ hit }) => hit).length}`)
      const columns = lists.map(
        ({ model, items }, m) =>
          `<div class="list"><h4><i class="dot m${m % nColours}"></i>${escapeHtml(model)}</h4><ol>${items
            .map(
              (item) =>
                `<li${item.hit ? ' class="hit"' : ''}>${label(item)}${item.hit ? '<b class="mark"> hit</b>' : ''}</li>`,
            )
            .join('')}</ol>${items.length === 0 ? '<p class="note">nothing</p>' : ''}</div>`,
      )
      return `<details${at === 0 ? ' open' : ''}><summary><b>Customer ${at + 1}</b> with ${count(had)} ${had === 1 ? 'product' : 'products'} before; hits: ${escapeHtml(hits.join(', '))}</summary>
<div class="lists"><div class="list past"><h4>Had before${ordered ? ', newest first' : ''}</h4><ol>${history.map((item) => `<li>${label(item)}</li>`).join('')}</ol>${had > history.length ? `<p class="note">and ${count(had - history.length)} more</p>` : ''}${history.length === 0 ? '<p class="note">nothing</p>' : ''}</div>
<div class="list past"><h4>${escapeHtml(came)}</h4><ol>${wanted.map((item) => `<li>${label(item)}</li>`).join('')}</ol></div>${columns.join('')}</div></details>`
    })
    .join('\n')
}

const label = ({ id, title }: SampleItem) =>
  title === undefined ? escapeHtml(id) : `${escapeHtml(title)} <small>${escapeHtml(id)}</small>`

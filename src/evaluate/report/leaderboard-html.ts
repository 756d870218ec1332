import type { ShopProtocol } from '../document.ts'
import { count, escapeHtml, figure, minute } from './html.ts'
import { style } from './style.ts'
import { titleOf } from './title-of.ts'

/** What a page shows of a leaderboard. */
export interface BoardsToShow {
  metric: string
  boards: readonly {
    protocol: ShopProtocol
    standings: readonly {
      run: string
      created: string
      model: string
      options: Record<string, unknown>
      figure?: { value: number; low: number; high: number }
    }[]
  }[]
}

/** All kept evaluations as one page that needs nothing else: a table for each test. */
export function leaderboardHtml({ metric, boards }: BoardsToShow): string {
  const name = escapeHtml(titleOf(metric))
  const sections = boards.map(({ protocol, standings }) => {
    const rows = standings.map(
      ({ model, figure: of, run, created, options }) =>
        `<tr><th scope="row" title="${escapeHtml(JSON.stringify(options))}">${escapeHtml(model)}</th><td><b>${figure(of?.value)}</b><small>${figure(of?.low)}–${figure(of?.high)}</small></td><td>${escapeHtml(run)}</td><td>${escapeHtml(minute(created))}</td></tr>`,
    )
    return `<section><h2>${escapeHtml(protocol.split)}, ${count(protocol.testUsers)} asked</h2>
<p class="note">Snapshot ${escapeHtml(protocol.snapshot)}, what was had before ${protocol.seen === 'exclude' ? 'left out' : 'included'}, test ${escapeHtml(protocol.splitHash.slice(0, 16))}.</p>
<div class="scroll open"><table><thead><tr><th scope="col">Model</th><th scope="col">${name}</th><th scope="col">Run</th><th scope="col">Made</th></tr></thead><tbody>${rows.join('')}</tbody></table></div></section>`
  })
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Leaderboard · Osusume</title><style>${style}</style></head><body><main>
<header><p class="eyebrow">Osusume · leaderboard</p><h1>${name} of every run</h1>
<p class="lead">Models stand in one table only where they were asked the same; figures of different tables say nothing of each other.</p></header>
${sections.join('\n') || '<p>No evaluation yet: osusume evaluate makes one.</p>'}
</main></body></html>
`
}

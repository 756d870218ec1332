import { count, escapeHtml } from '../../evaluate/report/html.ts'
import type { Counted, EventMix, EventsOf, Sizes } from '../../prepare/quality/event-mix.ts'
import { percent } from './percent.ts'

/** What the events are, taken together: by day and kind, by whom, visit by visit. */
export function mixSections(mix: EventMix): string {
  const colours = new Map(mix.kinds.map(({ kind }, at) => [kind, 1 + (at % 9)]))
  const { browsers, devices, countries, visits } = mix
  return `<section id="events"><h2>Events by day</h2>${daysPlot(mix)}<h3>What was done</h3>${bars(mix.kinds.map(({ kind, ...counted }) => ({ name: kind, colour: colours.get(kind) ?? 0, ...counted })))}
${devices ? eventsBy('With what they came', devices, colours) : ''}${countries ? eventsBy('Where they live', countries, colours) : ''}</section>
<section id="who"><h2>Who</h2><p class="note">Rows that name a customer teach taste; those that name a browser alone do until they meet a customer, and those that name nobody teach what is popular.</p>${identityBar(mix)}
${
  browsers
    ? `<h3>Events of a browser <small>${count(browsers.count)} browsers, ${browsers.eventsEach.toFixed(1)} events each</small></h3>${columns(browsers.sizes)}<p class="note">A customer signs in on ${percent(browsers.signedIn)} of them, several do on ${percent(browsers.shared)}.</p>`
    : ''
}</section>
<section id="visits"><h2>Visits</h2><p class="note">${count(visits.count)} visits with ${visits.eventsEach.toFixed(1)} events each; half of them last ${minutes(visits.medianMinutes)} or less. A visit ends after half an hour without any event.</p>
<div class="pair"><div><h3>How far they go</h3>${bars(visits.reaching.map(({ kind, ...counted }) => ({ name: kind, colour: colours.get(kind) ?? 0, ...counted })))}</div><div><h3>Events of a visit</h3>${columns(visits.sizes)}</div></div></section>`
}

const minutes = (n: number) => (n < 1 ? `${Math.round(60 * n)} seconds` : `${n.toFixed(n < 10 ? 1 : 0)} minutes`)

function daysPlot({ days }: EventMix): string {
  if (days.length < 2) return '<p class="note">Too few days to draw.</p>'
  const most = Math.max(...days.map(({ count }) => count))
  const first = Date.parse(days[0]?.day ?? '')
  const at = (day: string) => Math.round((Date.parse(day) - first) / 86_400_000)
  const n = at(days.at(-1)?.day ?? '') + 1
  const width = 1000 / n
  const bar = (place: number, height: number, kind: string, title: string) =>
    `<rect${kind} x="${(place * width).toFixed(2)}" y="${(100 - height).toFixed(2)}" width="${(width * 0.8).toFixed(2)}" height="${height.toFixed(2)}"><title>${title}</title></rect>`
  const drawn = days.map(({ day, count: n }) =>
    bar(at(day), Math.max(0.5, (n / most) * 100), '', `${day}: ${count(n)}`),
  )
  const known = new Set(days.map(({ day }) => at(day)))
  const silent = Array.from({ length: n }, (_, place) => place).filter((place) => !known.has(place))
  const marks = silent.map((place) =>
    bar(place, 3, ' class="none"', `${new Date(first + place * 86_400_000).toISOString().slice(0, 10)}: nothing`),
  )
  return `<svg class="days" viewBox="0 0 1000 100" preserveAspectRatio="none" role="img" aria-label="events by day, at most ${count(most)}">${drawn.join('')}${marks.join('')}</svg>
<p class="ends-of"><span>${escapeHtml(days[0]?.day)}</span><span>at most ${count(most)} a day${silent.length > 0 ? `; ${count(silent.length)} days without any` : ''}</span><span>${escapeHtml(days.at(-1)?.day)}</span></p>`
}

function bars(rows: ({ name: string; colour: number } & Counted)[]): string {
  return rows
    .map(
      ({ name, colour, count: n, share }) =>
        `<div class="bar m${colour}"><span class="name">${escapeHtml(name)}</span><div class="full"><i style="width:${(100 * share).toFixed(2)}%"></i></div><span class="figures">${count(n)} <small>${percent(share)}</small></span></div>`,
    )
    .join('')
}

function identityBar({ identity: { customer, visitor, both, neither } }: EventMix): string {
  const parts: [string, number, number][] = [
    ['customer and browser', both, 3],
    ['customer alone', customer - both, 1],
    ['browser alone', visitor - both, 2],
    ['nobody', neither, 0],
  ]
  const there = parts.filter(([, share]) => share > 0)
  return `<div class="parts" role="img" aria-label="${there.map(([name, share]) => `${name} ${percent(share)}`).join(', ')}">${there.map(([name, share, colour]) => `<i class="m${colour}" style="flex:${share.toFixed(5)}" title="${name} ${percent(share)}"></i>`).join('')}</div>
<p class="legend">${there.map(([name, share, colour]) => `<span class="m${colour}"><i class="dot"></i>${name} <b>${percent(share)}</b></span>`).join('')}</p>`
}

function columns(sizes: Sizes): string {
  const most = Math.max(...sizes.map(({ share }) => share), 1e-9)
  return `<ul class="columns">${sizes.map(({ events, count: n, share }) => `<li title="${count(n)}"><b style="height:${((100 * share) / most).toFixed(1)}%"></b><span>${percent(share)}</span>${escapeHtml(events)}</li>`).join('')}</ul>`
}

function eventsBy(title: string, parts: readonly EventsOf[], colours: ReadonlyMap<string, number>): string {
  const rows = parts.map(({ value, count: n, share, people, kinds }) => {
    const of = Object.entries(kinds).sort(([, a], [, b]) => b - a)
    const words = of.map(([kind, part]) => `${kind} ${percent(part)}`).join(', ')
    return `<tr><th scope="row">${escapeHtml(value)}</th><td data-name="events">${count(n)}</td><td data-name="share">${percent(share)}</td><td data-name="people">${count(people)}</td><td class="tops"><div class="parts thin" role="img" aria-label="${escapeHtml(words)}" title="${escapeHtml(words)}">${of.map(([kind, part]) => `<i class="m${colours.get(kind) ?? 0}" style="flex:${part.toFixed(5)}"></i>`).join('')}</div></td></tr>`
  })
  return `<h3>${title}</h3><div class="scroll open"><table class="cards"><thead><tr><th></th><th>events</th><th>share</th><th>people</th><th class="tops">what was done there</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}

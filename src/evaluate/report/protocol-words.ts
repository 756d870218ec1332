import type { FilesProtocol, Protocol, TimeProtocol } from '../document.ts'
import { count, day, escapeHtml, minute } from './html.ts'

/** What a report says of how the data was cut and asked, for our own cut in time and for other people's files. */

export const pageTitle = (protocol: Protocol) =>
  protocol.split === 'time' ? day(protocol.testEnd) : (protocol.test ?? protocol.train).split('/').slice(-2).join('/')

/** What makes a product relevant, after "relevant is what". */
export const coming = (protocol: Protocol) =>
  protocol.split === 'files' ? 'came next' : `the customer ${didWord(protocol)}`

const didWord = ({ targets }: TimeProtocol) =>
  targets.length === 1 && targets[0] === 'purchase' ? 'bought' : 'turned to'

/** The figures under the headline, as items of a list. */
export function facts(protocol: Protocol): string {
  const fact = (figure: string, words: string) => `<li><b>${figure}</b>${words}</li>`
  const { testUsers, testPairs, users, items } = protocol
  if (protocol.split === 'files')
    return (
      fact(count(testUsers), `${rows(protocol)} asked about`) +
      fact(count(testPairs), 'items that came, to be found') +
      fact(count(users), `${rows(protocol)} to learn from`) +
      fact(count(items), 'items, all of them candidates')
    )
  return (
    fact(count(testUsers), 'customers tested') +
    fact(count(testPairs), `products they ${didWord(protocol)} after, to be found`) +
    fact(count(users), 'customers to learn from') +
    fact(count(items), 'products, all of them candidates') +
    fact(`${protocol.holdoutDays} days`, 'held out for the test')
  )
}

const rows = ({ format }: FilesProtocol) => (format.startsWith('session') ? 'sessions' : 'users')

/** The section that lets a stranger do it again. */
export function howItWasMeasured(protocol: Protocol): string {
  const { interval, resamples, seed, interactions } = protocol
  const entries: [string, string][] = [
    ...(protocol.split === 'time' ? ofTime(protocol) : ofFiles(protocol)),
    ['Candidates', 'Every item, for everyone; none were sampled.'],
    [
      'Intervals',
      `${escapeHtml(interval)}; ${count(resamples)} resamples, the same for all models, seed ${seed}; ${count(interactions)} pairs in training.`,
    ],
  ]
  const bar = protocol.split === 'time' ? splitBar(protocol) : ''
  return `${bar}<dl>${entries.map(([term, words]) => `<dt>${term}</dt><dd>${words}</dd>`).join('')}</dl>`
}

function ofTime(protocol: TimeProtocol): [string, string][] {
  return [
    [
      'Cut',
      `${escapeHtml(minute(protocol.cut))} UTC: ${protocol.holdoutDays} days before the newest event. Models learned from what was before; the test is what the same customers ${didWord(protocol)} after. No training event is later than the first test event (checked).`,
    ],
    [
      'Had before',
      `What a customer had to do with before the cut is ${protocol.seen === 'exclude' ? 'left out of the lists and of the test; no pair of customer and product stands on both sides (checked)' : 'allowed in the lists, and coming back to it counts as a hit'}.`,
    ],
    ['Left out', leftOut(protocol.leftOut)],
    ['Data', `Snapshot <code style="display:inline">${escapeHtml(protocol.snapshot)}</code>.`],
  ]
}

function ofFiles({ format, train, test, seen }: FilesProtocol): [string, string][] {
  const file = (path: string) => `<code style="display:inline">${escapeHtml(path)}</code>`
  return [
    [
      'Split',
      `Read as it is: trained on ${file(train)}, ${test === undefined ? 'tested on the last of every sequence, held out' : `tested on ${file(test)}`}, format ${escapeHtml(format)}. Items and users that only the test holds count as missed.`,
    ],
    ['Had before', seen === 'exclude' ? 'Left out of the lists.' : 'Allowed in the lists.'],
  ]
}

function splitBar(protocol: TimeProtocol): string {
  const start = Date.parse(protocol.trainStart)
  const end = Date.parse(protocol.testEnd)
  const share = (100 * (Date.parse(protocol.cut) - start)) / Math.max(1, end - start)
  return `<div class="split" role="img" aria-label="training, then test"><span class="train" style="flex:${share.toFixed(2)}">training</span><span class="test" style="flex:${(100 - share).toFixed(2)}">test</span></div>
<p class="ends"><span style="flex:${share.toFixed(2)}"><span>${escapeHtml(day(protocol.trainStart))}</span><span>${escapeHtml(day(protocol.cut))}</span></span><span style="flex:${(100 - share).toFixed(2)}">${escapeHtml(day(protocol.testEnd))}</span></p>`
}

function leftOut({ unknown, seen }: TimeProtocol['leftOut']): string {
  const parts = [
    unknown > 0 && `${count(unknown)} pairs of a customer or product that training does not know`,
    seen > 0 && `${count(seen)} pairs that training holds already`,
  ].filter((part) => part !== false)
  return parts.length > 0 ? `Of the test, ${parts.join(' and ')}.` : 'Nothing.'
}

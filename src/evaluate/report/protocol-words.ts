import type { FilesProtocol, Protocol, ShopProtocol } from '../document.ts'
import { count, day, escapeHtml, minute } from './html.ts'

/** What a report says of how the data was cut and asked, for our own cuts and for other people's files. */

export const pageTitle = (protocol: Protocol) =>
  protocol.split === 'files'
    ? (protocol.test ?? protocol.train).split('/').slice(-2).join('/')
    : `${protocol.split === 'time' ? '' : `${protocol.split}, `}${day(protocol.testEnd)}`

/** What makes a product relevant, after "relevant is what". */
export const coming = (protocol: Protocol) =>
  protocol.split === 'files' ? 'came next' : `the customer ${didWord(protocol)}`

/** The same as a heading over what came. */
export const came = (protocol: Protocol) =>
  protocol.split === 'files'
    ? 'What came next'
    : protocol.targets.join() === 'purchase'
      ? 'Bought after'
      : 'Turned to after'

const didWord = ({ targets }: ShopProtocol) =>
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
    fact(count(testUsers), protocol.split === 'sessions' ? 'beginnings of visits asked about' : 'customers tested') +
    fact(count(testPairs), `products they ${didWord(protocol)}${protocol.cut ? ' after' : ''}, to be found`) +
    fact(count(users), `${protocol.split === 'sessions' ? 'visits' : 'customers'} to learn from`) +
    fact(count(items), 'products, all of them candidates') +
    heldOut(protocol)
  )

  function heldOut({ holdoutDays, testShare, folds }: ShopProtocol): string {
    if (holdoutDays !== undefined) return fact(days(holdoutDays), 'held out for the test')
    if (testShare !== undefined)
      return fact(
        `${Number((100 * testShare).toPrecision(3))} %`,
        `of the ${protocol.split === 'strong' ? 'customers' : 'pairs'} held out`,
      )
    return folds === undefined ? '' : fact(count(folds), 'parts, each the test once')
  }
}

const rows = ({ format }: FilesProtocol) => (format.startsWith('session') ? 'sessions' : 'users')

/** The section that lets a stranger do it again. */
export function howItWasMeasured(protocol: Protocol): string {
  const { interval, resamples, seed, interactions } = protocol
  const entries: [string, string][] = [
    ...(protocol.warnings ?? []).map((warning): [string, string] => ['Note', escapeHtml(warning)]),
    ...(protocol.split === 'files' ? ofFiles(protocol) : ofShop(protocol)),
    [
      'Candidates',
      protocol.candidates === 'new items'
        ? 'The new products, for everyone, and no others.'
        : 'Every item, for everyone; none were sampled.',
    ],
    [
      'Intervals',
      `${escapeHtml(interval)}; ${count(resamples)} resamples, the same for all models, seed ${seed}; ${count(interactions)} pairs in training.`,
    ],
  ]
  const bar = protocol.split !== 'files' && protocol.cut ? splitBar(protocol, protocol.cut) : ''
  return `${bar}<dl>${entries.map(([term, words]) => `<dt>${term}</dt><dd>${words}</dd>`).join('')}</dl>`
}

function ofShop(protocol: ShopProtocol): [string, string][] {
  const { train, history, test, out } = protocol.events
  return [
    ['Cut', cutWords(protocol)],
    [
      'Had before',
      protocol.seen === 'exclude'
        ? 'What a customer had before is left out of the lists and of the test; no pair of customer and product stands on both sides (checked).'
        : 'What a customer had before may stand in the lists, and coming back to it counts as a hit.',
    ],
    [
      'Events',
      `${count(train)} to learn from, ${history > 0 ? `${count(history)} told of people who were not learnt from, ` : ''}${count(test)} in the test, ${count(out)} in neither. What was done to one product within one visit is never on two sides (checked).`,
    ],
    ['Left out', leftOut(protocol.leftOut)],
    [
      'Data',
      `Snapshot ${code(protocol.snapshot)}, the list of the test ${code(`sha256 ${protocol.splitHash.slice(0, 16)}`)}.`,
    ],
  ]
}

const code = (text: string) => `<code style="display:inline">${escapeHtml(text)}</code>`

const days = (n = Number.NaN) => `${Number(n.toPrecision(3))} days`

function cutWords(protocol: ShopProtocol): string {
  const why =
    protocol.why === undefined ? '' : ` Nobody asked for a cut; this one was taken because ${escapeHtml(protocol.why)}.`
  return `${howCut(protocol)}${why}`
}

function howCut(protocol: ShopProtocol): string {
  const { split, cut = '', holdoutDays, folds } = protocol
  const share = `${Number((100 * (protocol.testShare ?? 0)).toPrecision(3))} %`
  const did = didWord(protocol)
  const at = `${escapeHtml(minute(cut))} UTC: ${days(holdoutDays)} before the newest event.`
  const noLater = 'Nothing that is known is later than the first event of the test (checked).'
  const ofPerson = `Nothing that is known of a customer is later than what they are asked for (checked); of others it may be.`
  const noTime = 'Time plays no part: models may know what came later, so figures are higher than a shop will see.'
  switch (split) {
    case 'time':
      return `${at} Models learned from what was before; the test is what the same customers ${did} after. ${noLater}`
    case 'sessions':
      return `${at} Models learned from visits before; every beginning of a later visit asks for the product that follows. ${noLater}`
    case 'leave-last-out':
      return `The last product of every customer is the test; what came after it is in neither part. ${ofPerson}`
    case 'last-basket':
      return `The last visit in which a customer ${did} something is the test; what came after it is in neither part. ${ofPerson}`
    case 'random':
      return `${share} of the pairs of customer and product, drawn by the seed. ${noTime}`
    case 'k-fold':
      return `The pairs of customer and product are dealt into ${folds} parts by the seed, each the test once; figures are over all questions of all parts. ${noTime}`
    case 'strong':
      return `${share} of the customers, drawn by the seed, were not learnt from at all: of each, models are told the earlier products and asked for the later fifth. ${ofPerson}`
  }
}

function ofFiles({ format, train, test, seen }: FilesProtocol): [string, string][] {
  return [
    [
      'Split',
      `Read as it is: trained on ${code(train)}, ${test === undefined ? 'tested on the last of every sequence, held out' : `tested on ${code(test)}`}, format ${escapeHtml(format)}. Items and users that only the test holds count as missed.`,
    ],
    ['Had before', seen === 'exclude' ? 'Left out of the lists.' : 'Allowed in the lists.'],
  ]
}

function splitBar(protocol: ShopProtocol, cut: string): string {
  const start = Date.parse(protocol.trainStart)
  const end = Date.parse(protocol.testEnd)
  const share = (100 * (Date.parse(cut) - start)) / Math.max(1, end - start)
  return `<div class="split" role="img" aria-label="training, then test"><span class="train" style="flex:${share.toFixed(2)}">training</span><span class="test" style="flex:${(100 - share).toFixed(2)}">test</span></div>
<p class="ends"><span style="flex:${share.toFixed(2)}"><span>${escapeHtml(day(protocol.trainStart))}</span><span>${escapeHtml(day(cut))}</span></span><span style="flex:${(100 - share).toFixed(2)}">${escapeHtml(day(protocol.testEnd))}</span></p>`
}

function leftOut({ unknown, seen }: ShopProtocol['leftOut']): string {
  const parts = [
    unknown > 0 && `${count(unknown)} pairs of a customer or product that training does not know`,
    seen > 0 && `${count(seen)} pairs that training holds already`,
  ].filter((part) => part !== false)
  return parts.length > 0 ? `Of the test, ${parts.join(' and ')}.` : 'Nothing.'
}

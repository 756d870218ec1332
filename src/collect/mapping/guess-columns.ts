import { momentReader } from '../events/parse-moment.ts'
import { areCounts, areIds, areStars, kindsOf, surelyTimes } from './column-values.ts'
import type { TimeFormat } from './mapping.ts'

/** What columns without names seem to be. */
export interface Guess {
  time?: { column: string; format: TimeFormat }
  kind?: string
  user?: string
  /** in the place of `user` where whoever it names is gone within a day */
  visitor?: string
  item?: string
  rating?: string
  quantity?: string
  title?: string
  reasons: string[]
}

const dayMs = 86_400_000

/**
 * What the columns of a file without a header are, told from what stands in them and in which order: who comes first, then what; a moment reads as one,
 * stars are few numbers up to ten, words such as "buy" and "pv" say what was done.
 * @param values  of a column, row by row, '' where nothing was given
 */
export function guessColumns(columns: readonly string[], values: (column: string) => readonly string[]): Guess {
  const reasons: string[] = []
  const left = new Map(columns.map((column) => [column, values(column).filter((value) => value !== '')]))
  const take = (what: string, column: string | undefined, why: string): string | undefined => {
    if (column === undefined) return undefined
    const example = left.get(column)?.[0] ?? ''
    reasons.push(`${what} = "${column}": ${why}, such as ${example.slice(0, 40)}`)
    left.delete(column)
    return column
  }
  const first = (fits: (list: readonly string[]) => boolean) => [...left].find(([, list]) => fits(list))?.[0]
  const distinct = (column: string) => new Set(left.get(column)).size

  const guess: Guess = { reasons }
  // a row each
  const isRowNumber = (list: readonly string[]) => list.length > 50 && new Set(list).size === list.length
  let format: TimeFormat | undefined
  const time = take(
    'time',
    first((list) => {
      format = list.length > 0 ? surelyTimes(list) : undefined
      return format !== undefined
    }),
    'its values are times',
  )
  if (time !== undefined && format !== undefined) guess.time = { column: time, format }
  const kind = take(
    'kind',
    first((list) => {
      const { known, words } = kindsOf(list)
      return words <= 20 && known > 0 && known >= words / 2
    }),
    'its words say what was done',
  )
  if (kind !== undefined) guess.kind = kind
  const ids = [...left].filter(([, list]) => areIds(list) && new Set(list).size > 1)
  // who comes first; the number of the row is nobody
  const who = (ids.length > 2 ? ids.find(([, list]) => !isRowNumber(list)) : ids[0])?.[0]
  // stars come after who and what
  const afterWho = [...left].slice([...left.keys()].indexOf(who ?? '') + 1)
  const stars = afterWho.find(([, list]) => list.length > 0 && areStars(list))?.[0]
  const rating = guess.kind === undefined ? take('rating', stars, 'few numbers up to ten') : undefined
  if (rating !== undefined) guess.rating = rating
  const isVisit =
    who !== undefined && rating === undefined && time !== undefined && passBy(values(who), values(time), guess)
  // nobody comes once only, in rows that say neither when nor how much: these are things, each in a row of its own
  const isCatalogue =
    time === undefined && rating === undefined && ids[0] !== undefined && isRowNumber(values(ids[0][0]))
  if (isCatalogue) return guess
  const person = take(
    isVisit ? 'visitor' : 'user',
    who,
    isVisit ? 'the first ids, each gone within a day' : 'the first ids',
  )
  if (person !== undefined) guess[isVisit ? 'visitor' : 'user'] = person
  const isCounted = time === undefined && rating === undefined && guess.kind === undefined
  const counting = [...left].slice(1).findLast(([, list]) => areCounts(list))?.[0]
  const counts = isCounted ? take('quantity', counting, 'it counts, and nothing says when') : undefined
  if (counts !== undefined) guess.quantity = counts
  const things = [...left].filter(([, list]) => areIds(list) && new Set(list).size > 1).map(([column]) => column)
  const texts = () => [...left].filter(([, list]) => list.some((value) => /\s/.test(value))).map(([column]) => column)
  const most = (of: readonly string[]) =>
    of.reduce<string | undefined>(
      (best, column) => (best === undefined || distinct(column) > distinct(best) ? column : best),
      undefined,
    )
  const item = take('item', most(things) ?? most(texts()), 'of the other columns it names most things')
  if (item !== undefined) guess.item = item
  const title = take('items.title', most(texts()), 'it holds words')
  if (title !== undefined) guess.title = title
  return guess
}

/** Is nearly everybody who came twice gone within a day? Then they are visits. */
function passBy(who: readonly string[], when: readonly string[], { time }: Guess): boolean {
  const read = momentReader(time?.format ?? 'iso', 0)
  const spans = new Map<string, { from: number; to: number; n: number }>()
  who.forEach((id, row) => {
    const ms = read(when[row] ?? '')
    if (id === '' || Number.isNaN(ms)) return
    const span = spans.get(id) ?? { from: ms, to: ms, n: 0 }
    spans.set(id, { from: Math.min(span.from, ms), to: Math.max(span.to, ms), n: span.n + 1 })
  })
  const again = [...spans.values()].filter(({ n }) => n > 1)
  // a day says nothing of how long somebody stayed
  return (
    again.length >= 5 &&
    again.some(({ from, to }) => to > from) &&
    again.filter(({ from, to }) => to - from > dayMs).length <= again.length / 20
  )
}

import type { EventKind } from '../contract/event.ts'
import type { DirtMark } from './dirt-marks.ts'

/**
 * One line of the file that the shop's warehouse exports; every field is text already, as dirt may stand in any.
 * The words are the shop's own, not Osusume's: a mapping translates them, as it has to for every real shop.
 */
export interface RawLine {
  /** for the order of the file only; not written */
  timeMs: number
  date_time: string
  action: string
  customer_no: string
  browser: string
  article: string
  article_name: string
  shelf: string
  brand: string
  pieces: string
  unit_price: string
  order_no: string
  country: string
  /** so many columns came through before the line broke off */
  cut?: number
  /** what is wrong with it; the truth, not written */
  dirt?: DirtMark
}

export const rawColumns = [
  'date_time',
  'action',
  'customer_no',
  'browser',
  'article',
  'article_name',
  'shelf',
  'brand',
  'pieces',
  'unit_price',
  'order_no',
  'country',
] as const satisfies readonly Exclude<keyof RawLine, 'timeMs' | 'cut' | 'dirt'>[]

/** The shop's words for what somebody did. */
export const rawActions = {
  view: 'product page',
  add_to_cart: 'basket',
  purchase: 'sale',
  refund: 'return',
} as const satisfies Partial<Record<EventKind, string>>

export const rawTime = (timeMs: number) => new Date(timeMs).toISOString().slice(0, 19).replace('T', ' ')

export const rawHeader = rawColumns.join(',')

/** A line of CSV (RFC 4180: quotes where a comma, quote or line end stands, doubled inside). */
export function rawText(line: RawLine): string {
  let text = quoted(line[rawColumns[0]])
  for (let c = 1; c < (line.cut ?? rawColumns.length); c++) text += `,${quoted(line[rawColumns[c] as RawColumn])}`
  return text
}

type RawColumn = (typeof rawColumns)[number]

const quoted = (field: string) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)

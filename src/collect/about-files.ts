import { basename } from 'node:path'
import { Fault } from '../contract/fault.ts'
import type { Item } from '../contract/item.ts'
import type { User } from '../contract/user.ts'
import { readNumber } from '../numbers/read-number.ts'
import { attributeOf } from './events/attribute-of.ts'
import { isId, maxIdLength } from './events/map-row.ts'
import { foldedHeading } from './mapping/folded-heading.ts'
import { headingWords } from './mapping/heading-words.ts'
import { openRows } from './rows/open-rows.ts'
import type { RowProblem } from './rows/raw-row.ts'
import { inspect } from './rows/source-bytes.ts'

/** Headings by which a column is known, folded: the surest first. */
const itemHeadings = {
  id: [
    ...['itemid', 'item', 'iid', 'productid', 'product', 'sku', 'asin', 'movieid', 'articleid', 'docid', 'isbn', 'id'],
    ...headingWords.item,
    'handle',
  ],
  title: ['title', 'name', 'producttitle', 'productname', 'booktitle', ...headingWords['items.title']],
  description: [
    'description',
    'text',
    'abstract',
    'summary',
    'overview',
    'detaildesc',
    ...headingWords['items.description'],
  ],
  category: [
    'category',
    'categories',
    'producttype',
    'department',
    'googleproductcategory',
    ...headingWords['items.category'],
  ],
  brand: headingWords['items.brand'],
  price: ['price', ...headingWords['items.price']],
  image: headingWords['items.image'],
  url: headingWords['items.url'],
  available: ['available', 'availability', 'instock'],
} as const satisfies Record<string, readonly string[]>
const userHeadings = {
  id: ['userid', 'user', 'uid', 'customerid', 'customer', 'reviewerid', 'visitorid', 'id', ...headingWords.user],
  country: ['country', ...headingWords['users.country']],
  city: ['city', ...headingWords['users.city']],
  gender: ['gender', 'sex'],
  birthYear: ['birthyear', 'yearofbirth'],
  age: ['age'],
} as const satisfies Record<string, readonly string[]>

/** As the contract has it; what is beyond, below nothing or no number is no price. */
const mostPrice = 1e12

/** To this year ages count; with it they become years of birth and, as features, ages again. */
export const yearOfAges = 2000

/** A row that says nothing of anything. */
export interface BadRecord {
  line: number
  raw: string
  code: 'no-id' | 'bad-id' | RowProblem
  message: string
}

/**
 * What is known of the items of a published split: CSV, TSV, JSON lines or Parquet, plain or gzip'd. What
 * a heading does not name is an attribute: a number, a text, or where bars part it (Comedy|Drama) or JSON says so a list.
 * @throws Fault  not-found, no-access, bad-file
 */
export const readItems = (path: string): Promise<Item[]> => allOf(path, itemRecords(path))

/** The same of the users: country, city, gender, age or birth year; the rest are attributes. @throws Fault as readItems */
export const readUsers = (path: string): Promise<User[]> => allOf(path, userRecords(path))

async function allOf<T extends Item | User>(path: string, records: AsyncGenerator<T | BadRecord>): Promise<T[]> {
  const all: T[] = []
  for await (const record of records) {
    if ('line' in record) throw new Fault('bad-file', `${basename(path)}, line ${record.line}: ${record.message}`)
    all.push(record)
  }
  return all
}

/** Items row by row, and the rows that are none. @param columns  names for the columns of a file without a header */
export async function* itemRecords(path: string, columns?: readonly string[]): AsyncGenerator<Item | BadRecord> {
  for await (const record of records(path, itemHeadings, columns)) {
    if ('line' in record) {
      yield record
      continue
    }
    const { id, named, attributes } = record
    const { title, description, category, brand, image, url, available } = named
    const price = named.price === undefined ? Number.NaN : readNumber(firstOf(named.price)).value
    yield {
      id,
      ...(title !== undefined && { title: firstOf(title).slice(0, 1000) }),
      ...(description !== undefined && { description: wordsOf(description, ' ').slice(0, 20_000) }),
      ...(category !== undefined && { category: wordsOf(category, ' > ').slice(0, 400) }),
      ...(brand !== undefined && { brand: firstOf(brand).slice(0, 200) }),
      ...(image !== undefined && { image: firstOf(image).slice(0, 2000) }),
      ...(url !== undefined && { url: firstOf(url).slice(0, 2000) }),
      ...(available !== undefined && soldOut.test(available) && { available: false }),
      ...(price >= 0 && price <= mostPrice && { price }),
      ...(attributes && { attributes }),
    }
  }
}

/** Users row by row, and the rows that are none. */
export async function* userRecords(path: string, columns?: readonly string[]): AsyncGenerator<User | BadRecord> {
  for await (const record of records(path, userHeadings, columns)) {
    if ('line' in record) {
      yield record
      continue
    }
    const { id, named, attributes } = record
    const { country, city, gender } = named
    const birthYear = named.birthYear === undefined ? yearOfAges - Number(named.age) : Number(named.birthYear)
    yield {
      id,
      ...(country !== undefined && { country }),
      ...(city !== undefined && { city }),
      ...(gender !== undefined && { gender }),
      ...(Number.isFinite(birthYear) && { birthYear: Math.round(birthYear) }),
      ...(attributes && { attributes }),
    }
  }
}

const soldOut = /^(false|0|no|out.?of.?stock|sold.?out|discontinued)$/i

/** The words of a cell that may hold lists of JSON, one in another (as Amazon has its categories: the first path of several). */
function wordsOf(cell: string, joint: string): string {
  const list = jsonList(cell)
  if (!list) return cell
  const words = list.every(Array.isArray) ? (list[0] ?? []) : list
  return words.map(String).join(joint)
}

const firstOf = (cell: string): string => {
  const [first] = jsonList(cell)?.flat() ?? [cell]
  return first === undefined ? '' : String(first)
}

function jsonList(cell: string): unknown[] | undefined {
  if (!cell.startsWith('[')) return undefined
  try {
    const list: unknown = JSON.parse(cell)
    return Array.isArray(list) ? list : undefined
  } catch {
    return undefined
  }
}

type Value = ReturnType<typeof attributeOf>

interface AboutRecord<Name extends string> {
  id: string
  named: Partial<Record<Name, string>>
  attributes?: Record<string, Value>
}

async function* records<Name extends string>(
  path: string,
  headings: Readonly<Record<Name | 'id', readonly string[]>>,
  names?: readonly string[],
): AsyncGenerator<AboutRecord<Name> | BadRecord> {
  const source = await inspect(path)
  const { columns, rows } = await openRows(source, names && { columns: [...names] })
  const plain = columns.map(foldedHeading)
  // the first heading of each list that is there; a column has one meaning
  const meaning = new Map<number, Name | 'id'>()
  for (const name of Object.keys(headings) as (Name | 'id')[]) {
    const place = headings[name].map((heading) => plain.indexOf(heading)).find((at) => at >= 0 && !meaning.has(at))
    if (place !== undefined) meaning.set(place, name)
  }
  if (![...meaning.values()].includes('id'))
    throw new Fault(
      'bad-file',
      `${basename(path)}: got the columns ${columns.join(', ').slice(0, 120)}, want one named ${headings.id.slice(0, 4).join(', ')} …`,
    )
  for await (const portion of rows(0))
    for (const { fields, line, raw, problem } of portion) {
      if (problem?.code === 'blank-line') continue
      const bad = (code: BadRecord['code'], got: string, want: string): BadRecord => ({
        ...{ line, raw, code },
        message: `got ${got.slice(0, 120)}, want ${want}`,
      })
      if (!fields) {
        yield bad(
          problem?.code ?? 'field-count',
          `"${raw.slice(0, 60)}" (${problem?.message})`,
          `${columns.length} fields`,
        )
        continue
      }
      const named: Partial<Record<Name, string>> = {}
      const attributes: Record<string, Value> = {}
      let id = ''
      for (const [at, cell] of fields.entries()) {
        const text = cell.trim()
        if (text === '' || text === '[]') continue
        const name = meaning.get(at)
        if (name === 'id') id = text
        else if (name !== undefined) named[name as Name] = text
        else attributes[(columns[at] as string).slice(0, 64)] = attributeOf(text)
      }
      if (id === '') yield bad('no-id', `"${raw.slice(0, 60)}"`, 'an id')
      else if (!isId(id))
        yield bad('bad-id', `${id.length} characters`, `1 to ${maxIdLength} and no control characters`)
      else yield { id, named, ...(Object.keys(attributes).length > 0 && { attributes }) }
    }
}

import { basename } from 'node:path'
import { Fault } from '../contract/fault.ts'
import type { Item } from '../contract/item.ts'
import type { User } from '../contract/user.ts'
import { readNumber } from '../numbers/read-number.ts'
import { attributeOf } from './attribute-of.ts'
import { openRows } from './open-rows.ts'
import { inspect } from './source-bytes.ts'

/** Headings by which a column is known, in small letters without spaces, dashes and underscores. */
const itemHeadings = {
  id: ['itemid', 'item', 'iid', 'productid', 'product', 'sku', 'asin', 'movieid', 'articleid', 'docid', 'isbn', 'id'],
  title: ['title', 'name', 'producttitle', 'productname', 'booktitle'],
  description: ['description', 'text', 'abstract', 'summary', 'overview'],
  category: ['category', 'categories', 'producttype', 'department'],
  brand: ['brand', 'manufacturer', 'vendor'],
  price: ['price'],
} as const
const userHeadings = {
  id: ['userid', 'user', 'uid', 'customerid', 'customer', 'reviewerid', 'visitorid', 'id'],
  country: ['country'],
  city: ['city'],
  gender: ['gender', 'sex'],
  birthYear: ['birthyear', 'yearofbirth'],
  age: ['age'],
} as const

/** As the contract has it; what is beyond, below nothing or no number is no price. */
const mostPrice = 1e12

/** To this year ages count; with it they become years of birth and, as features, ages again. */
export const yearOfAges = 2000

/**
 * What is known of the items of a published split: CSV, TSV (with a header), JSON lines or Parquet, plain or gzip'd. What
 * a heading does not name is an attribute: a number, a text, or where bars part it (Comedy|Drama) or JSON says so a list.
 * @throws Fault  not-found, no-access, bad-file
 */
export async function readItems(path: string): Promise<Item[]> {
  const items: Item[] = []
  for await (const { id, named, attributes } of records(path, itemHeadings)) {
    const { title, description, category, brand } = named
    const price = named.price === undefined ? Number.NaN : readNumber(named.price).value
    items.push({
      id,
      ...(title !== undefined && { title }),
      ...(description !== undefined && { description }),
      ...(category !== undefined && { category }),
      ...(brand !== undefined && { brand }),
      ...(price >= 0 && price <= mostPrice && { price }),
      ...(attributes && { attributes }),
    })
  }
  return items
}

/** The same of the users: country, city, gender, age or birth year; the rest are attributes. @throws Fault as readItems */
export async function readUsers(path: string): Promise<User[]> {
  const users: User[] = []
  for await (const { id, named, attributes } of records(path, userHeadings)) {
    const { country, city, gender } = named
    const birthYear = named.birthYear === undefined ? yearOfAges - Number(named.age) : Number(named.birthYear)
    users.push({
      id,
      ...(country !== undefined && { country }),
      ...(city !== undefined && { city }),
      ...(gender !== undefined && { gender }),
      ...(Number.isFinite(birthYear) && { birthYear: Math.round(birthYear) }),
      ...(attributes && { attributes }),
    })
  }
  return users
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
): AsyncGenerator<AboutRecord<Name>> {
  const source = await inspect(path)
  const { columns, rows } = await openRows(source)
  const plain = columns.map((column) => column.toLowerCase().replaceAll(/[\s_-]/g, ''))
  const names = Object.keys(headings) as (Name | 'id')[]
  // the first heading of each list that is there; a column has one meaning
  const meaning = new Map<number, Name | 'id'>()
  for (const name of names) {
    const place = headings[name].map((heading) => plain.indexOf(heading)).find((at) => at >= 0 && !meaning.has(at))
    if (place !== undefined) meaning.set(place, name)
  }
  const refuse = (line: number | undefined, got: string, want: string): never => {
    const place = line === undefined ? basename(path) : `${basename(path)}, line ${line}`
    throw new Fault('bad-file', `${place}: got ${got.slice(0, 120)}, want ${want}`)
  }
  if (![...meaning.values()].includes('id'))
    refuse(undefined, `the columns ${columns.join(', ')}`, `one named ${headings.id.slice(0, 4).join(', ')} …`)
  for await (const portion of rows(0))
    for (const { fields, line, raw, problem } of portion) {
      if (problem?.code === 'blank-line') continue
      if (!fields) return refuse(line, `"${raw.slice(0, 60)}" (${problem?.message})`, `${columns.length} fields`)
      const named: Partial<Record<Name, string>> = {}
      const attributes: Record<string, Value> = {}
      let id = ''
      for (const [at, cell] of fields.entries()) {
        const text = cell.trim()
        if (text === '') continue
        const name = meaning.get(at)
        if (name === 'id') id = text
        else if (name !== undefined) named[name as Name] = text
        else attributes[columns[at] as string] = attributeOf(text)
      }
      if (id === '') refuse(line, `"${raw.slice(0, 60)}"`, 'an id')
      yield { id, named, ...(Object.keys(attributes).length > 0 && { attributes }) }
    }
}

import type { User } from '../contract/user.ts'
import { type Csr, csrFrom } from '../numbers/csr.ts'
import { Vocabulary } from '../numbers/vocabulary.ts'

const ageBandYears = 10

/**
 * What is known of the people, a column for each country, city, gender, band of ten years of age (by `year`, so that a
 * year later the same data gives the same columns) and each attribute that is a text, a boolean or a list of them; and for the segment
 * they are in.
 *
 * @param users  in the order of the rows wanted; undefined where nothing is known: the row is empty
 * @param names  columns of a training that is over: what they do not name is left out. Missing: made here
 * @param year   ages count to this one
 * @param segments  of the same people; undefined where nothing is known
 */
export function userFeatures(
  users: readonly (User | undefined)[],
  { year, names, segments }: { year: number; names?: readonly string[]; segments?: readonly (string | undefined)[] },
): { matrix: Csr; names: string[] } {
  const known = new Vocabulary(names ?? [])
  const row: number[] = []
  const column: number[] = []
  users.forEach((user, r) => {
    const segment = segments?.[r]
    const words = segment === undefined ? [] : [`segment=${segment}`]
    for (const word of user ? [...wordsOf(user, year), ...words] : words) {
      const at = names ? known.row(word) : known.add(word)
      if (at < 0) continue
      row.push(r)
      column.push(at)
    }
  })
  const matrix = csrFrom(users.length, known.size, Uint32Array.from(row), Uint32Array.from(column), undefined, 'max')
  return { matrix, names: known.ids }
}

function wordsOf({ country, city, gender, birthYear, attributes = {} }: User, year: number): string[] {
  const words: string[] = []
  const say = (name: string, value: unknown) => {
    if (Array.isArray(value)) for (const one of value) say(name, one)
    else if (typeof value === 'boolean' || (typeof value === 'string' && value.trim() !== ''))
      words.push(`${name}=${String(value).trim().toLowerCase()}`)
  }
  say('country', country)
  say('city', city)
  say('gender', gender)
  if (birthYear !== undefined) words.push(`age=${Math.floor((year - birthYear) / ageBandYears) * ageBandYears}`)
  for (const [name, value] of Object.entries(attributes)) say(name, value)
  return words
}

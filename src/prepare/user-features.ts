import type { User } from '../contract/user.ts'
import { type Csr, csrFrom } from '../numbers/csr.ts'
import { Vocabulary } from '../numbers/vocabulary.ts'
import { type LearntScale, onKnots } from './fields/scale.ts'

const ageBandYears = 10

export interface UserFeatureOptions {
  year: number
  names?: readonly string[]
  segments?: readonly (string | undefined)[]
  scales?: Readonly<Record<string, LearntScale>>
  marksUnknownAge?: boolean
}

/**
 * What is known of the people, a column for each country, city, gender, band of ten years of age (by `year`, so that a
 * year later the same data gives the same columns) and each attribute that is a text, a boolean or a list of them; and for the segment
 * they are in. Age and attributes that are numbers lie between knots where they have a scale (fields/scale.ts); without one such
 * attributes are left out.
 *
 * @param users  in the order of the rows wanted; undefined where nothing is known: the row is empty
 * @param names  columns of a training that is over: what they do not name is left out. Missing: made here
 * @param year   ages count to this one
 * @param segments  of the same people; undefined where nothing is known
 * @param scales  by the name of an attribute, or `age`
 * @param marksUnknownAge  that no age is known is a column too
 */
export function userFeatures(
  users: readonly (User | undefined)[],
  { year, names, segments, scales = {}, marksUnknownAge = false }: UserFeatureOptions,
): { matrix: Csr; names: string[] } {
  const known = new Vocabulary(names ?? [])
  const row: number[] = []
  const column: number[] = []
  const value: number[] = []
  users.forEach((user, r) => {
    const segment = segments?.[r]
    const words = user ? wordsOf(user, year, scales, marksUnknownAge) : []
    if (segment !== undefined) words.push([`segment=${segment}`, 1])
    for (const [word, weight] of words) {
      const at = names ? known.row(word) : known.add(word)
      if (at < 0) continue
      row.push(r)
      column.push(at)
      value.push(weight)
    }
  })
  const entries = [Uint32Array.from(row), Uint32Array.from(column), Float32Array.from(value)] as const
  return { matrix: csrFrom(users.length, known.size, ...entries, 'max'), names: known.ids }
}

/** What is said of a person, each word with its weight. */
function wordsOf(
  { country, city, gender, birthYear, attributes = {} }: User,
  year: number,
  scales: Readonly<Record<string, LearntScale>>,
  marksUnknownAge: boolean,
): [string, number][] {
  const words: [string, number][] = []
  const say = (name: string, value: unknown) => {
    const scale = Object.hasOwn(scales, name) ? scales[name] : undefined
    if (Array.isArray(value)) for (const one of value) say(name, one)
    else if (typeof value === 'number' && scale)
      for (const [knot, weight] of onKnots(value, scale)) words.push([`${name}=knot ${knot}`, weight])
    else if (typeof value === 'boolean' || (typeof value === 'string' && value.trim() !== ''))
      words.push([`${name}=${String(value).trim().toLowerCase()}`, 1])
  }
  say('country', country)
  say('city', city)
  say('gender', gender)
  if (birthYear === undefined) {
    if (marksUnknownAge) words.push(['age=unknown', 1])
  } else if (scales.age) say('age', year - birthYear)
  else words.push([`age=${Math.floor((year - birthYear) / ageBandYears) * ageBandYears}`, 1])
  for (const [name, value] of Object.entries(attributes)) say(name, value)
  return words
}

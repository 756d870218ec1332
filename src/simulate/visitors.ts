import { normal, type Rng } from '../numbers/rng.ts'
import { categories } from './shelves/categories.ts'
import { brands, colourFamilies, styles } from './shop-words.ts'

/** Somebody who comes to the shop: what they like, what they spend, how they behave. */
export interface Visitor {
  id: string
  country: string
  /** liking of each shelf, style, brand and colour family: natural logarithms, 0 = indifferent */
  shelf: Float64Array
  style: Float64Array
  brand: Float64Array
  colour: Float64Array
  /** the dearness (catalogue.ts) they are at ease with, about −0.6 (thrifty) to 0.6 (generous) */
  band: number
  /** they never pay more than this for one piece */
  ceiling: number
  /** sessions in a month of the seasonless year */
  sessionsPerMonth: number
  /** views in a session, on average */
  viewsPerSession: number
  /** share of views that end in the cart when the price is at ease */
  eagerness: number
  /** factor on the appeal of a consumable they have bought before */
  loyalty: number
}

/** How strongly each taste moves a choice; a standard deviation of the log-odds. */
const strength = { style: 1, brand: 0.5, colour: 0.45 }
const countries = [
  'Germany',
  'Germany',
  'Germany',
  'Germany',
  'Austria',
  'Switzerland',
  'Netherlands',
  'France',
] as const

export function makeVisitors(nVisitors: number, random: Rng): Visitor[] {
  return Array.from({ length: nVisitors }, (_, k) => makeVisitor(`C${10001 + k}`, random))
}

function makeVisitor(id: string, random: Rng): Visitor {
  // One person in ten spends easily; the band says how dear, the ceiling how far.
  const band = Math.max(-0.7, Math.min(0.7, 0.35 * normal(random)))
  return {
    id,
    country: countries[Math.floor(random() * countries.length)]!,
    shelf: shelfTaste(random),
    style: drawn(styles.length, strength.style, random),
    brand: drawn(brands.length, strength.brand, random),
    colour: drawn(colourFamilies.length, strength.colour, random),
    band,
    ceiling: Math.round(90 * Math.exp(0.9 * band + 0.5 * normal(random))) + 15,
    sessionsPerMonth: Math.exp(0.8 * normal(random)),
    viewsPerSession: 2.5 + 5 * random() * random(),
    eagerness: 0.12 + 0.3 * random(),
    loyalty: 1 + 4 * random(),
  }
}

/**
 * Interests are few and sharp: two or three categories, in each of them one or two shelves, beside a mild liking or
 * dislike of everything else.
 */
function shelfTaste(random: Rng): Float64Array {
  const nInterests = 2 + (random() < 0.4 ? 1 : 0)
  const liking = Float64Array.from(categories, () => 0.4 * normal(random))
  for (let k = 0; k < nInterests; k++) liking[Math.floor(random() * categories.length)]! += 1.4
  const taste: number[] = []
  categories.forEach(({ shelves }, c) => {
    const favourite = Math.floor(random() * shelves.length)
    const likes = liking[c]!
    shelves.forEach((_, s) => {
      taste.push(likes + 0.6 * normal(random) + (likes > 1 && s === favourite ? 1 : 0))
    })
  })
  return Float64Array.from(taste)
}

const drawn = (n: number, sd: number, random: Rng) => Float64Array.from({ length: n }, () => sd * normal(random))

/** The visitor's taste as a sentence a person can check the rows against. */
export function describeTaste(visitor: Visitor): string {
  const shelves = categories.flatMap(({ shelves }) => shelves.map(({ name }) => name.toLowerCase()))
  const [first, second] = best(visitor.shelf, 2).map((s) => shelves[s]!)
  const style = styles[best(visitor.style, 1)[0]!]!
  const family = colourFamilies[best(visitor.colour, 1)[0]!]!
  const purse = visitor.band < -0.25 ? 'thrifty' : visitor.band > 0.25 ? 'generous' : 'a middle purse'
  return `${first}, ${second}; ${style} style, ${family} colours; ${purse}, up to €${visitor.ceiling}`
}

const best = (value: Float64Array, n: number) =>
  [...value.keys()].sort((a, b) => value[b]! - value[a]! || a - b).slice(0, n)

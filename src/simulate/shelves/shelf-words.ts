/** A shelf: the second level of the catalogue, and the unit in which a visitor looks around. */
export interface ShelfWords {
  name: string
  /** the middle price; a product lies around it by noun, size and brand */
  price: number
  /** what it is, each with a factor on the price */
  nouns: Readonly<Record<string, number>>
  materials: readonly string[]
  sizes: readonly string[]
  /** its titles name no colour: nobody buys beans by it */
  colourless?: true
  /** the sentence a shopper wants to read */
  use: string
  /** bought again and again (soap, coffee), unlike a teapot */
  consumable?: true
  /** demand by month, January first; 1 everywhere when absent */
  season?: readonly number[]
}

export interface CategoryWords {
  name: string
  /** how many of the shop's visits are about it, before anyone's taste */
  demand: number
  shelves: readonly ShelfWords[]
}

/** Demand by month, January first. */
export const summer = [0.5, 0.6, 0.9, 1.3, 1.6, 1.7, 1.6, 1.4, 1, 0.7, 0.5, 0.5]
export const spring = [0.5, 0.9, 1.7, 2, 1.6, 1.1, 0.8, 0.7, 0.8, 0.7, 0.5, 0.4]
export const winter = [1.4, 1.2, 0.9, 0.7, 0.5, 0.5, 0.5, 0.6, 0.9, 1.3, 1.6, 1.7]
export const festive = [0.5, 0.7, 0.7, 0.8, 0.8, 0.7, 0.7, 0.7, 0.8, 1.1, 1.9, 2.4]

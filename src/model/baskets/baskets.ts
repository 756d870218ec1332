import { boughtTogether } from './bought-together.ts'
import { buyAgain } from './buy-again.ts'
import { nextBasket } from './next-basket.ts'

/** What goes together, and what is bought again. */
export const baskets = { 'bought-together': boughtTogether, 'next-basket': nextBasket, 'buy-again': buyAgain }

import { popular } from './popular.ts'
import { popularAmong } from './popular-among.ts'
import { popularInCategory } from './popular-in-category.ts'
import { trending } from './trending.ts'

/** What sells: the baselines every other model has to beat. */
export const popularity = {
  popular,
  trending,
  'popular-in-category': popularInCategory,
  'popular-among': popularAmong,
}

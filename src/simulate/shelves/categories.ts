import { pastimes } from './pastimes.ts'
import { rooms } from './rooms.ts'
import type { CategoryWords } from './shelf-words.ts'

/** All that the shop sells, shelf by shelf. */
export const categories: readonly CategoryWords[] = [...rooms, ...pastimes]

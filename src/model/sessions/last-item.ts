import { wantOneOf } from '../check-options.ts'

/** May the item that was looked at last be recommended? Shops differ by a factor: tuning decides. */
export type LastItem = 'keep' | 'drop'

export const lastItemChoices = ['keep', 'drop'] as const

export const checkLastItem = (lastItem: unknown) => wantOneOf('lastItem', lastItem, lastItemChoices)

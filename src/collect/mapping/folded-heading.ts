/** Without case, spaces and signs. */
export const foldedHeading = (word: string) => word.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')

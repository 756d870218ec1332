declare module 'stopword' {
  export const eng: string[]
  export const deu: string[]
  export const fra: string[]
  export const spa: string[]
  export const ita: string[]
  export const nld: string[]
  export const por: string[]
  export const swe: string[]
  export const dan: string[]
  export const nob: string[]
  export const fin: string[]
  export const hun: string[]
  export const ron: string[]
  export const rus: string[]
  export const tur: string[]
}
declare module 'snowball-stemmers' {
  const stemmers: { newStemmer(language: string): { stem(word: string): string } }
  export default stemmers
}

import stemmers from 'snowball-stemmers'
import * as stop from 'stopword'

/** Languages whose words can be cut to their stems: the name of the stemmer and the words that say nothing. */
const languages = {
  en: { stemmer: 'english', stopWords: stop.eng },
  de: { stemmer: 'german', stopWords: stop.deu },
  fr: { stemmer: 'french', stopWords: stop.fra },
  es: { stemmer: 'spanish', stopWords: stop.spa },
  it: { stemmer: 'italian', stopWords: stop.ita },
  nl: { stemmer: 'dutch', stopWords: stop.nld },
  pt: { stemmer: 'portuguese', stopWords: stop.por },
  sv: { stemmer: 'swedish', stopWords: stop.swe },
  da: { stemmer: 'danish', stopWords: stop.dan },
  no: { stemmer: 'norwegian', stopWords: stop.nob },
  fi: { stemmer: 'finnish', stopWords: stop.fin },
  hu: { stemmer: 'hungarian', stopWords: stop.hun },
  ro: { stemmer: 'romanian', stopWords: stop.ron },
  ru: { stemmer: 'russian', stopWords: stop.rus },
  tr: { stemmer: 'turkish', stopWords: stop.tur },
} as const

export type Language = keyof typeof languages

export const languageNames = Object.keys(languages) as Language[]

/** No word of a shop is longer; what is longer is a code or noise. */
const maxWordLength = 40

/**
 * A reader of texts in one language: words in their order, in small letters and without accents, stop words left out,
 * each cut to its stem. Numbers stay ("iPhone 15"); single letters and what is longer than 40 characters go. Where
 * letters do not part words (Chinese, Japanese, Thai) `Intl.Segmenter` finds them.
 *
 * @param language  absent: words are kept as they are, nothing is taken for a stop word
 */
export function wordReader(language: Language | undefined): (text: string) => string[] {
  const segmenter = new Intl.Segmenter(language, { granularity: 'word' })
  const stemmer = language && stemmers.newStemmer(languages[language].stemmer)
  const stopWords = new Set<string>(language ? languages[language].stopWords : [])
  // a shop says the same words over and over: each is stemmed once
  const stems = new Map<string, string>()
  const stemOf = (word: string) => {
    let stem = stems.get(word)
    if (stem === undefined) {
      // English has no accents of its own; other stemmers need them
      stem = plain(stemmer ? stemmer.stem(language === 'en' ? plain(word) : word) : word)
      stems.set(word, stem)
    }
    return stem
  }
  return (text) => {
    const words: string[] = []
    for (const { segment, isWordLike } of segmenter.segment(text)) {
      if (!isWordLike || segment.length > maxWordLength) continue
      const word = segment.toLowerCase()
      if (stopWords.has(word)) continue
      const stem = stemOf(word)
      if (stem.length > 1 || /\p{Script=Han}|\d/u.test(stem)) words.push(stem)
    }
    return words
  }
}

/** Letters without their accents: "crème" and "creme" are one word. */
const plain = (word: string) => word.normalize('NFD').replaceAll(/\p{M}/gu, '')

/**
 * The language most of these texts are in: the one whose stop words make up the largest share of their words, if that
 * is a twentieth at least; undefined for texts of names and numbers only. A few hundred texts are enough.
 */
export function languageOf(texts: Iterable<string>): Language | undefined {
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' })
  const count = new Map<string, number>()
  let nWords = 0
  for (const text of texts)
    for (const { segment, isWordLike } of segmenter.segment(text)) {
      if (!isWordLike) continue
      const word = segment.toLowerCase()
      count.set(word, (count.get(word) ?? 0) + 1)
      nWords++
    }
  let best: Language | undefined
  let most = nWords / 20
  for (const name of languageNames) {
    let found = 0
    for (const word of new Set<string>(languages[name].stopWords)) found += count.get(word) ?? 0
    if (found > most) {
      best = name
      most = found
    }
  }
  return best
}

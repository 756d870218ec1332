import { kindOfWord } from '../../collect/mapping/kind-of-word.ts'
import { type CheckResult, judged, rowsInWords } from '../../prepare/quality/check.ts'
import { unknownKinds } from '../../prepare/quality/checks/unread.ts'
import type { ImportProgress } from '../../store/store.ts'

const nWords = 20

/**
 * What imports set aside as their mapping did not name it: no row of the log, but what is lacking there. The check `unknown-kinds` of a file,
 * said of a log.
 * @param rows  of the log
 */
export function wordsSetAside(imports: readonly ImportProgress[], rows: number): CheckResult {
  const count = imports.reduce((sum, { reasons }) => sum + (reasons['unknown-kind'] ?? 0), 0)
  const words = imports.flatMap(({ source, unknownKinds = [] }) =>
    unknownKinds.map(([word, n]) => ({ source, word, n, kind: kindOfWord(word) })),
  )
  return judged(
    unknownKinds,
    {
      count,
      of: rows + count,
      advice:
        count === 0
          ? 'Imports knew every word for what was done.'
          : `${rowsInWords(count, rows + count)} were set aside by imports, as their mapping does not name what was done. Name the words under its kind.values and import the file again: those rows come in, no other twice.`,
      samples: words
        .sort((a, b) => b.n - a.n || (a.word < b.word ? -1 : 1))
        .slice(0, nWords)
        .map(
          ({ source, word, n, kind }) =>
            `"${word}" in ${n.toLocaleString('en')} ${n === 1 ? 'row' : 'rows'} of ${source}${kind ? `: "${word}": "${kind}"?` : ''}`,
        ),
    },
    rows,
  )
}

import type { ImportProgress } from '../../store/store.ts'

/** What became of the rows of all imports before they came into the log. */
export interface ImportedRows {
  read: number
  merged: number
  rejected: number
  setAside: number
}

export function importedRows(imports: readonly ImportProgress[]): ImportedRows {
  const sum = (of: (progress: ImportProgress) => number) => imports.reduce((total, one) => total + of(one), 0)
  return {
    read: sum(({ rowsRead }) => rowsRead),
    merged: sum(({ counts }) => counts.merged),
    rejected: sum(({ counts }) => counts.rejected),
    setAside: sum(({ counts }) => counts.setAside),
  }
}

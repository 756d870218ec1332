import type { LedgerEntry } from '../../store/store.ts'

/** read = kept + merged + rejected + setAside + dropped + quarantined */
export interface Balance {
  read: number
  kept: number
  merged: number
  rejected: number
  setAside: number
  dropped: number
  quarantined: number
}

/**
 * Where every row is. The steps' own sums were checked when they ran; here the whole is.
 * @throws Error  rows that are nowhere or twice
 */
export function balanceOf(
  files: { merged: number; rejected: number; setAside: number },
  events: number,
  kept: number,
  entries: readonly LedgerEntry[],
): Balance {
  const sum = (of: 'dropped' | 'merged' | 'quarantined') => entries.reduce((total, step) => total + step[of], 0)
  const [dropped, merged, quarantined] = [sum('dropped'), sum('merged'), sum('quarantined')]
  if (events !== kept + dropped + merged + quarantined)
    throw new Error(
      `prepare: of ${events} events ${kept} were kept, ${dropped} dropped, ${merged} merged, ${quarantined} set aside`,
    )
  return {
    read: events + files.merged + files.rejected + files.setAside,
    kept,
    merged: merged + files.merged,
    rejected: files.rejected,
    setAside: files.setAside,
    dropped,
    quarantined,
  }
}

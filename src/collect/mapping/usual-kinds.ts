import { type EventKind, eventKinds } from '../../contract/event.ts'

/**
 * The words of a sample, the usual names of kinds it does not know, and for purchases that never come back those for returns, all spelled
 * as the sample is. A first wish or sale may come long after the sample; set aside, it would be lost, and what was sent back would look liked.
 */
export function withUsual(kinds: Record<string, EventKind>): Record<string, EventKind> {
  const [first = ''] = Object.keys(kinds)
  const spelled = (word: string) =>
    first === first.toUpperCase()
      ? word.toUpperCase()
      : first.startsWith(first.charAt(0).toLowerCase())
        ? word
        : word.charAt(0).toUpperCase() + word.slice(1)
  const known = Object.values(kinds)
  const missing = eventKinds.filter((kind) => !known.includes(kind))
  const usual = missing.flatMap((kind) =>
    (kind === 'refund' ? ['refund', 'return', 'returned', 'cancellation'] : [kind]).map((word) => [
      spelled(word),
      kind,
    ]),
  )
  return { ...kinds, ...Object.fromEntries(usual) }
}

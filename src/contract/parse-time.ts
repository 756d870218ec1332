const iso = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/

/**
 * Milliseconds since 1970 of a moment as the outside writes it: a number of milliseconds, or ISO 8601 text.
 * A text without a zone is UTC, whatever the machine's own zone: the same request means the same moment everywhere.
 * @returns undefined when it is neither, or a day that no calendar has
 */
export function parseTime(input: string | number): number | undefined {
  if (typeof input === 'number') return input >= 0 && input <= 8.64e15 ? Math.trunc(input) : undefined
  if (!iso.test(input)) return undefined
  const day = input.slice(0, 10)
  const clock = input.slice(11)
  const zoned = clock === '' ? 'T00:00Z' : `T${clock}${/(?:Z|[+-]\d{2}:?\d{2})$/.test(clock) ? '' : 'Z'}`
  const timeMs = Date.parse(day + zoned)
  // Date.parse rolls 30 February over to March
  if (Number.isNaN(timeMs) || new Date(`${day}T00:00Z`).toISOString().slice(0, 10) !== day) return undefined
  return timeMs >= 0 ? timeMs : undefined
}

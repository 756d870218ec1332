export const number = (n: number) => n.toLocaleString('en')

/** A share in words: "12.3 %", "< 0.1 %". */
export function percent(part: number, whole: number): string {
  const hundred = whole > 0 ? (100 * part) / whole : 0
  return `${hundred > 0 && hundred < 0.1 ? '< 0.1' : hundred.toFixed(1)} %`
}

/** "2 March 2025, 10:15" in UTC, as the ledger counts. */
export const moment = (iso: string) =>
  new Date(iso).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' })

export const day = (iso: string) => new Date(iso).toLocaleDateString('en-GB', { dateStyle: 'medium', timeZone: 'UTC' })

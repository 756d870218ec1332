/** Text that may stand anywhere in a page, attribute values included. */
export function escapeHtml(text: unknown): string {
  return String(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** A figure between 0 and 1 to four places, as tables of the field print it; a dash where there is none. */
export const figure = (x: number | undefined) => (x === undefined || !Number.isFinite(x) ? '–' : x.toFixed(4))

export const signedFigure = (x: number | undefined) =>
  x === undefined || !Number.isFinite(x) ? '–' : `${x < 0 ? '−' : '+'}${Math.abs(x).toFixed(4)}`

export const count = (n: number) => n.toLocaleString('en')

/** "2010-12-09 20:01" of an ISO time. */
export const minute = (iso: string) => iso.slice(0, 16).replace('T', ' ')

export const day = (iso: string) =>
  new Date(iso).toLocaleDateString('en', { year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC' })

/** About `n` round steps from 0 that reach `most`: 0, 0.02, 0.04, … */
export function ticks(most: number, n: number): number[] {
  if (!(most > 0)) return [0, 1]
  const rough = most / n
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10)
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, at) => at * step)
}

/** A tick's text without the noise of binary fractions. */
export const tickText = (x: number) => String(Number(x.toPrecision(6)))

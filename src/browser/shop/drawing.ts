import type { ComponentChild } from 'preact'

/** The colours a drawing is made of, all from the product's own. */
export interface Paint {
  main: string
  dark: string
  light: string
  /** a second colour that goes with the first */
  accent: string
}

/** Draws a product on 120 × 120, standing on y = 100; `turn` in [0, 1) varies what is drawn. */
export type Drawing = (paint: Paint, turn: number) => ComponentChild

export const wood = '#b58a5c'
export const woodDark = '#8f6a43'
export const steel = '#b7bec4'
export const steelDark = '#8c959d'
export const cream = '#f5eee1'
export const brass = '#c8a14c'

/** `share` of the other colour in the first; both are #rrggbb. */
export function mix(colour: string, other: string, share: number): string {
  const part = (hex: string, at: number) => Number.parseInt(hex.slice(at, at + 2), 16)
  return `#${[1, 3, 5]
    .map((at) =>
      Math.round(part(colour, at) * (1 - share) + part(other, at) * share)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`
}

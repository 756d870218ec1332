import { escapeHtml } from './html.ts'

/** Something wider than a phone: it scrolls by itself, with the keyboard too. */
export const scrollable = (name: string, inside: string, more = '') =>
  `<div class="scroll${more ? ` ${more}` : ' open'}" tabindex="0" role="region" aria-label="${escapeHtml(name)}">${inside}</div>`

import type { RefObject } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

/**
 * Cards that stay glide to their new place, cards that come fade in: the eye keeps what it was looking at. Positions are
 * those within the row, so that scrolling moves nothing. Still for those who asked their system for stillness.
 */
export function useGlide(row: RefObject<HTMLElement | null>, ids: string): void {
  const places = useRef(new Map<string, { x: number; y: number }>())
  useLayoutEffect(() => {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches
    // A new list is read from its beginning, unless somebody is in the middle of it.
    if (row.current && !row.current.contains(document.activeElement)) row.current.scrollLeft = 0
    const now = new Map<string, { x: number; y: number }>()
    for (const card of row.current?.querySelectorAll<HTMLElement>('[data-id]') ?? []) {
      const place = { x: card.offsetLeft, y: card.offsetTop }
      const before = places.current.get(card.dataset.id ?? '')
      now.set(card.dataset.id ?? '', place)
      if (still || places.current.size === 0) continue
      if (!before) card.animate([{ opacity: 0, transform: 'scale(.94)' }, {}], { duration: 420, easing: 'ease-out' })
      else if (before.x !== place.x || before.y !== place.y)
        card.animate([{ transform: `translate(${before.x - place.x}px, ${before.y - place.y}px)` }, {}], {
          duration: 480,
          easing: 'cubic-bezier(.2,.7,.2,1)',
        })
    }
    places.current = now
  }, [ids])
}

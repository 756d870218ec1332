import { useEffect, useRef } from 'preact/hooks'
import { number } from './figures.ts'
import type { Pending } from './use-dashboard.ts'

/** Says what a change does before it is done. Esc is no; the focus goes back to where it was. */
export function YesOrNo({ pending, decide }: { pending: Pending; decide: (yes: boolean) => void }) {
  const { title, yes, effects, opener } = pending
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus()
    }
  }, [opener])
  return (
    <dialog ref={dialog} aria-labelledby="asked" onClose={() => decide(false)}>
      <h2 id="asked">{title}</h2>
      <p>{effects.says}</p>
      {effects.models.length > 0 && (
        <ul class="models">
          {effects.models.slice(0, 8).map(({ version, live }) => (
            <li key={version}>
              <code>{version}</code> {live && <span class="badge">live</span>}
            </li>
          ))}
          {effects.models.length > 8 && <li>and {number(effects.models.length - 8)} more</li>}
        </ul>
      )}
      <p class="note">The log is not changed: whatever you choose here can be taken back the same way.</p>
      <div class="choice">
        <button type="button" onClick={() => decide(false)}>
          Leave it as it is
        </button>
        <button type="button" class="yes" onClick={() => decide(true)}>
          {yes}
        </button>
      </div>
    </dialog>
  )
}

import { useState } from 'preact/hooks'

/** Asks for the secret key: what stands here is not for everyone. */
export function KeyForm({ refused, give }: { refused: boolean; give: (key: string) => void }) {
  const [key, setKey] = useState('')
  return (
    <form
      class="key"
      onSubmit={(event) => {
        event.preventDefault()
        give(key.trim())
      }}
    >
      <label for="key">Secret key</label>
      <p id="key-help">
        {refused
          ? 'That key does not open this page: it wants a secret one (osusume keys add makes one).'
          : 'osusume serve showed it at its first start; osusume keys add makes another. This tab forgets it when it is closed.'}
      </p>
      <div>
        <input
          id="key"
          type="password"
          autocomplete="current-password"
          required
          value={key}
          aria-describedby="key-help"
          aria-invalid={refused}
          onInput={(event) => setKey(event.currentTarget.value)}
        />
        <button type="submit">Open</button>
      </div>
    </form>
  )
}

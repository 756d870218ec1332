import type { ShopConfig } from './shop-config.ts'

interface Props {
  visitors: ShopConfig['visitors']
  who: number
  onBecome: (who: number) => void
}

const hues = ['#6f7f4f', '#c4704a', '#33475b', '#6d4358', '#d9a441'] as const

/** Whose eyes to look through. Radio buttons: Tab enters, the arrows choose. */
export function VisitorSwitcher({ visitors, who, onBecome }: Props) {
  const people = [
    ...visitors.map(({ name, taste, user }, k) => ({ k, name, line: taste, title: `Customer ${user}` })),
    { k: -1, name: 'Someone new', line: 'nobody has seen this browser before', title: 'A new visitor' },
  ]
  return (
    <fieldset class="people">
      <legend>Look through the eyes of</legend>
      <div class="people-row">
        {people.map(({ k, name, line, title }) => (
          <label key={k} class="person" title={title}>
            <input type="radio" name="person" checked={who === k} onChange={() => onBecome(k)} />
            <span
              class="face"
              style={{ background: k < 0 ? 'var(--ink-soft)' : hues[k % hues.length] }}
              aria-hidden="true"
            >
              {k < 0 ? '?' : name[0]}
            </span>
            <span class="person-name">{name}</span>
            <span class="person-line">{line}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

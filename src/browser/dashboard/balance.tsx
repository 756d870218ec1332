import type { Preparation } from '../../contract/preparation.ts'
import { number, percent } from './figures.ts'

/** Where a row can be in the end, and what that means. Their sum is what was read: that is checked at every preparation. */
const places = [
  ['kept', 'kept', 'models learn from them'],
  ['merged', 'merged', 'the same said again, or returns set against their purchase'],
  ['setAside', 'set aside', 'readable, but no event: empty lines, words the mapping does not name'],
  ['rejected', 'rejected', 'could not be read; they lie in the reject file'],
  ['dropped', 'dropped', 'no product, nobody, nothing sold: a step says why below'],
  ['quarantined', 'quarantined', 'machines, staff, tests, what cannot be: for a person to look at'],
] as const

/** The law of conservation as a bar: every row that was ever read is in one of six places. */
export function Balance({ preparation: { balance, filled } }: { preparation: Preparation }) {
  const there = places.filter(([name]) => balance[name] > 0)
  return (
    <section id="balance" aria-labelledby="balance-head">
      <h2 id="balance-head">
        {number(balance.read)} rows were read, {percent(balance.kept, balance.read)} are kept
      </h2>
      <div
        class="whole"
        role="img"
        aria-label={there.map(([name, word]) => `${word} ${percent(balance[name], balance.read)}`).join(', ')}
      >
        {there.map(([name]) => (
          <i key={name} class={`part ${name}`} style={{ flexGrow: balance[name] }} />
        ))}
      </div>
      <dl class="places">
        {places.map(([name, word, meaning]) => (
          <div key={name} class={balance[name] === 0 ? 'none' : ''}>
            <dt>
              <i class={`dot ${name}`} />
              {word}
            </dt>
            <dd>
              <b>{number(balance[name])}</b> <small>{percent(balance[name], balance.read)}</small>
              <p>{meaning}</p>
            </dd>
          </div>
        ))}
      </dl>
      <p class="law">
        {number(balance.read)} read = {there.map(([name, word]) => `${number(balance[name])} ${word}`).join(' + ')}.{' '}
        {number(filled)} values of what was kept were filled or changed.
      </p>
    </section>
  )
}

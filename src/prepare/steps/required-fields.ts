import { counted, dropped, type Step } from './step.ts'

/**
 * Products and people of whom a field is not known that must be, where a rule says so (`fields`: `"missing": "drop"`): their lines leave.
 * Nobody must be known in full by default. Of a browser that nobody signed in on nothing is known.
 *
 * O(rows + products + people).
 */
export const requiredFields: Step = {
  name: 'required-fields',
  about: 'What lacks a field that must be there cannot be compared with what has it: it is left out where you say so.',
  after: ['people', 'products', 'variants'],
  judge({ rows, person, persons, item, items, known: { complete } }) {
    if (!complete) return { note: 'No field must be there.', why: () => '' }
    const fate = new Uint8Array(rows.length)
    const has = (ids: readonly string[], all: ReadonlySet<string> | undefined) =>
      all && Uint8Array.from(ids, (id) => (all.has(id) ? 1 : 0))
    const [whole, known] = [has(items, complete.items), has(persons, complete.people)]
    const [products, people] = [new Set<number>(), new Set<number>()]
    for (let k = 0; k < rows.length; k++) {
      const [what, who] = [item[rows[k]!]!, person[rows[k]!]!]
      if (whole && whole[what] !== 1) products.add(what)
      else if (known && known[who] !== 1) people.add(who)
      else continue
      fate[k] = dropped
    }
    const notes = []
    if (products.size > 0)
      notes.push(`${counted(products.size, 'product lacks', 'products lack')} a field that must be there.`)
    if (people.size > 0) notes.push(`Of ${counted(people.size, 'person', 'people')} a field is not known that must be.`)
    return {
      fate,
      note: notes.join(' ') || 'Every field that must be there is there.',
      why: (k) =>
        whole && whole[item[rows[k]!]!] !== 1
          ? 'the product lacks a field that must be there'
          : 'of this person a field is not known that must be',
    }
  },
}

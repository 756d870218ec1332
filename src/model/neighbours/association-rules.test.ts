import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openKernels } from '../../kernels/kernels.ts'
import { csrFrom } from '../../numbers/csr.ts'
import { type AssociationRulesOptions, associationRules } from './association-rules.ts'

const kernels = await openKernels({ threads: 1 })

/** Ten people: 1–4 have tea and cup, 5–6 tea only, 7 cup only, 8 tea and saw, 9–10 neither: tea 7, cup 5, saw 1. */
const has = [[0, 1], [0, 1], [0, 1], [0, 1], [0], [0], [1], [0, 2], [], []]
const entries = has.flatMap((items, u) => items.map((i) => [u, i] as const))
const people = csrFrom(
  10,
  3,
  Uint32Array.from(entries, ([u]) => u),
  Uint32Array.from(entries, ([, i]) => i),
  // how much of it does not matter, only whether
  Float32Array.from(entries, (_, k) => 1 + k),
  'sum',
)

async function rulesOf(options: Partial<AssociationRulesOptions>): Promise<number[][]> {
  const model = await associationRules.fit(
    people,
    { ...associationRules.defaults, minSupport: 1, ...options },
    { kernels, seed: 1 },
  )
  return [0, 1, 2].map((i) => {
    const out = new Float32Array(3)
    model.scoreInto(csrFrom(1, 3, Uint32Array.of(0), Uint32Array.of(i), Float32Array.of(1), 'sum'), out)
    return [...out]
  })
}

const near = (got: number, want: number) => assert.ok(Math.abs(got - want) < 1e-6, `${got} is not ${want}`)

test('support, confidence, lift, Jaccard and the log-likelihood ratio of a shop of ten people, by hand', async () => {
  const support = await rulesOf({ measure: 'support' })
  near(support[0]![1]!, 4 / 10)
  near(support[0]![2]!, 1 / 10)
  const confidence = await rulesOf({ measure: 'confidence' })
  near(confidence[0]![1]!, 4 / 7)
  near(confidence[1]![0]!, 4 / 5)
  near(confidence[2]![0]!, 1)
  const lift = await rulesOf({ measure: 'lift' })
  near(lift[0]![1]!, (4 * 10) / (7 * 5))
  near(lift[2]![0]!, (1 * 10) / (1 * 7))
  const jaccard = await rulesOf({ measure: 'jaccard' })
  near(jaccard[0]![1]!, 4 / 8)
  // both 4 (3.5 by chance), tea only 3 (3.5), cup only 1 (1.5), neither 2 (1.5)
  const llr = await rulesOf({ measure: 'llr' })
  const ratio = 2 * (4 * Math.log(4 / 3.5) + 3 * Math.log(3 / 3.5) + 1 * Math.log(1 / 1.5) + 2 * Math.log(2 / 1.5))
  near(llr[0]![1]!, ratio)
  near(llr[1]![0]!, ratio)
  for (const rules of [support, confidence, lift, jaccard, llr]) {
    assert.equal(rules[1]![2], 0, 'nobody has cup and saw')
    assert.deepEqual([rules[0]![0], rules[1]![1], rules[2]![2]], [0, 0, 0], 'no rule leads to itself')
  }
})

test('pairs that fewer people have than asked for are no rule', async () => {
  const rules = await rulesOf({ measure: 'confidence', minSupport: 2 })
  near(rules[0]![1]!, 4 / 7)
  assert.equal(rules[2]![0], 0)
})

test('a pair rarer than by chance is no rule of the log-likelihood ratio', async () => {
  // 6 of 10 have the one, 6 the other, 2 both: 3.6 by chance
  const rows = [0, 1, 2, 3, 4, 5, 4, 5, 6, 7, 8, 9]
  const columns = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]
  const m = csrFrom(10, 2, Uint32Array.from(rows), Uint32Array.from(columns), undefined, 'sum')
  const model = await associationRules.fit(m, associationRules.defaults, { kernels, seed: 1 })
  assert.deepEqual([...model.parts().arrays.column!], [])
})

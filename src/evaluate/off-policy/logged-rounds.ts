/**
 * What a system showed, how likely it was to show it, and what came of it: one round is one place on one page.
 *
 * A *cell* is everything the choice was allowed to depend on, e.g. one context at one position; cells and actions are
 * numbers from 0. All four arrays have one entry a round.
 */
export interface LoggedRounds {
  nCells: number
  nActions: number
  cell: Uint32Array
  action: Uint32Array
  /** what came of it: 1 for a click and 0 for none, or any finite number, e.g. revenue */
  reward: Float64Array
  /** π_b(a | x): how likely the logging system was to show this action in this cell, in (0, 1] */
  propensity: Float64Array
}

/** A policy written out: for every cell the actions it may take and how likely each is. Sparse, row-major by cell. */
export interface Policy {
  rowStart: Uint32Array
  action: Uint32Array
  /** the entries of a cell sum to 1 */
  probability: Float64Array
}

/** How far the probabilities of a cell may miss 1, for those that were rounded in a file. */
const tolerance = 1e-3

/** @throws RangeError  naming the round and what was wanted of it */
export function checkRounds({ nCells, nActions, cell, action, reward, propensity }: LoggedRounds): void {
  const n = cell.length
  if (n === 0) throw new RangeError('off-policy: got a log without a round')
  if (action.length !== n || reward.length !== n || propensity.length !== n)
    throw new RangeError('off-policy: columns of the log of unequal length')
  for (let i = 0; i < n; i++) {
    if (cell[i]! >= nCells) throw new RangeError(`off-policy: round ${i}: got cell ${cell[i]}, want below ${nCells}`)
    if (action[i]! >= nActions)
      throw new RangeError(`off-policy: round ${i}: got action ${action[i]}, want below ${nActions}`)
    if (!Number.isFinite(reward[i]!)) throw new RangeError(`off-policy: round ${i}: got reward ${reward[i]}`)
    if (!(propensity[i]! > 0 && propensity[i]! <= 1))
      throw new RangeError(`off-policy: round ${i}: got propensity ${propensity[i]}, want above 0 and at most 1`)
  }
}

/** @throws RangeError  naming the cell whose probabilities are none */
export function checkPolicy(policy: Policy, { nCells, nActions }: { nCells: number; nActions: number }): void {
  const { rowStart, action, probability } = policy
  if (rowStart.length !== nCells + 1)
    throw new RangeError(`off-policy: the policy knows ${rowStart.length - 1} cells, want ${nCells}`)
  for (let c = 0; c < nCells; c++) {
    let sum = 0
    for (let at = rowStart[c]!; at < rowStart[c + 1]!; at++) {
      if (action[at]! >= nActions) throw new RangeError(`off-policy: cell ${c}: got action ${action[at]}`)
      if (!(probability[at]! >= 0)) throw new RangeError(`off-policy: cell ${c}: got probability ${probability[at]}`)
      sum += probability[at]!
    }
    if (!(Math.abs(sum - 1) <= tolerance))
      throw new RangeError(`off-policy: cell ${c}: probabilities sum to ${sum.toPrecision(6)}, want 1`)
  }
}

/** π_e(a | x) of the action that was shown in each round; 0 where the policy would never show it. O(rounds + entries). */
export function probabilityOfLogged(policy: Policy, { nActions, cell, action }: LoggedRounds): Float64Array {
  const known = new Map<number, number>()
  for (let c = 0; c + 1 < policy.rowStart.length; c++)
    for (let at = policy.rowStart[c]!; at < policy.rowStart[c + 1]!; at++) {
      const pair = c * nActions + policy.action[at]!
      known.set(pair, (known.get(pair) ?? 0) + policy.probability[at]!)
    }
  return Float64Array.from(cell, (c, i) => known.get(c * nActions + action[i]!) ?? 0)
}

import { basename } from 'node:path'
import { type LoggedColumn, type LoggedTable, readLoggedTable } from '../collect/logged-table.ts'
import { Fault } from '../contract/fault.ts'
import { percentileInterval, resampledMeans } from '../evaluate/bootstrap.ts'
import type { Estimate } from '../evaluate/coverage.ts'
import { concerns } from '../evaluate/off-policy/concerns.ts'
import {
  type Diagnosis,
  defaultOffPolicyOptions,
  estimateValue,
  type OffPolicyOptions,
  type PolicyValue,
} from '../evaluate/off-policy/estimate-value.ts'
import type { LoggedRounds, Policy } from '../evaluate/off-policy/logged-rounds.ts'
import { mean } from '../numbers/stats.ts'
import { Vocabulary } from '../numbers/vocabulary.ts'
import { asBadRequest } from './as-bad-request.ts'

export interface OffPolicyRequest {
  /** what was shown: action, reward, propensity, and where there are any context and position */
  log: string
  /** the policy to judge, written out: action, probability, and the context and position these depend on */
  policy?: string
  /** or a log of that policy: its probabilities are the shares in which it showed what it showed */
  policyLog?: string
  /** headings where they are not the usual ones */
  columns?: Partial<Record<LoggedColumn, string>>
  options?: Partial<OffPolicyOptions>
}

export interface OffPolicyReport {
  log: string
  /** where the policy's probabilities come from */
  policy: { from: 'column' | 'file' | 'log'; source: string }
  rounds: number
  actions: number
  /** distinct contexts times positions the log holds */
  cells: number
  columns: Partial<Record<LoggedColumn, string>>
  options: Omit<OffPolicyOptions, 'clip'> & { clip: number | null }
  values: PolicyValue[]
  diagnosis: Diagnosis
  /** the mean reward of the policy's own log, where that was given: the truth to hold the estimates against */
  onPolicy?: Estimate & { rounds: number }
  /** what should make one doubt the figures */
  concerns: string[]
}

/**
 * What a policy would have earned, from the log of another one.
 * @throws Fault  bad-file, bad-data and bad-request, naming the place; not-found, no-access
 */
export async function offPolicy(request: OffPolicyRequest): Promise<OffPolicyReport> {
  const { columns = {} } = request
  const options = { ...defaultOffPolicyOptions, ...request.options }
  const source = request.policy ?? request.policyLog
  if (request.policy !== undefined && request.policyLog !== undefined)
    throw new Fault('bad-request', 'policy: got a file and a log of it, want one of them')
  const needed = ['action', 'reward', 'propensity'] as const
  const log = await readLoggedTable(request.log, source === undefined ? [...needed, 'probability'] : needed, columns)
  const actions = new Vocabulary(log.action)
  const keyed = keysOf(log)
  const cells = new Vocabulary(keyed)
  const rounds = (): LoggedRounds => ({
    nCells: cells.size,
    nActions: actions.size,
    cell: Uint32Array.from(keyed, (key) => cells.row(key)),
    action: Uint32Array.from(log.action, (id) => actions.row(id)),
    reward: Float64Array.from(log.reward ?? []),
    propensity: Float64Array.from(log.propensity ?? []),
  })
  let policy: Policy | Float64Array
  let own: LoggedTable | undefined
  if (source === undefined) policy = Float64Array.from(log.probability ?? [])
  else {
    const named = Object.fromEntries(
      Object.entries(columns).filter(
        ([column]) => request.policyLog !== undefined || !needed.slice(1).includes(column as never),
      ),
    )
    own = await readLoggedTable(source, request.policy === undefined ? ['action'] : ['action', 'probability'], named)
    // what the policy depends on, and the log can tell
    const by = (['context', 'position'] as const).filter((column) => own?.[column])
    const unknown = by.filter((column) => !log[column])
    if (request.policy !== undefined && unknown.length > 0)
      throw new Fault(
        'bad-request',
        `${basename(source)}: its probabilities depend on ${unknown.join(' and ')}, of which ${basename(request.log)} has no column`,
      )
    const shared = by.filter((column) => log[column])
    const weights = request.policy === undefined ? own.action.map(() => 1) : (own.probability ?? [])
    const firstRow = new Map(keyed.map((key, i) => [key, i]))
    policy = policyFrom(
      own,
      weights,
      keysOf(own, shared),
      cells.ids.map((key) => keysOf(log, shared, firstRow.get(key) as number)[0] as string),
      actions,
      request.policy === undefined,
      basename(source),
    )
  }
  const { values, diagnosis } = asBadRequest('off-policy', () => estimateValue(rounds(), policy, options))
  const earned = request.policyLog === undefined ? undefined : own?.reward
  return {
    log: request.log,
    policy: {
      from: request.policy !== undefined ? 'file' : request.policyLog !== undefined ? 'log' : 'column',
      source: source ?? (log.headings.probability as string),
    },
    rounds: log.action.length,
    actions: actions.size,
    cells: cells.size,
    columns: log.headings,
    options: { ...options, clip: Number.isFinite(options.clip) ? options.clip : null },
    values,
    diagnosis,
    ...(earned && { onPolicy: { ...onPolicyValue(Float64Array.from(earned), options), rounds: earned.length } }),
    concerns: concerns(diagnosis, options.clip),
  }
}

/** What each row depends on, as one text a row; of one row only when `row` is given. */
function keysOf(table: LoggedTable, by: readonly ('context' | 'position')[] = ['context', 'position'], row?: number) {
  const rows = row === undefined ? table.action.keys() : [row].values()
  return Array.from(rows, (i) => by.map((column) => table[column]?.[i] ?? '').join('\u001f'))
}

/**
 * The policy's probabilities for every cell of the log: rows with the cell's key, their weights divided by the sum when
 * they are counts. An action the log never showed becomes a column of its own.
 */
function policyFrom(
  { action }: LoggedTable,
  weight: readonly number[],
  key: readonly string[],
  ofCell: readonly string[],
  actions: Vocabulary,
  counts: boolean,
  name: string,
): Policy {
  const shares = new Map<string, Map<number, number>>()
  action.forEach((id, i) => {
    const of = shares.get(key[i] as string) ?? new Map<number, number>()
    const a = actions.add(id)
    of.set(a, (of.get(a) ?? 0) + (weight[i] as number))
    shares.set(key[i] as string, of)
  })
  const rowStart = new Uint32Array(ofCell.length + 1)
  const column: number[] = []
  const probability: number[] = []
  for (const [c, wanted] of ofCell.entries()) {
    const of = shares.get(wanted)
    const where = wanted.split('\u001f').filter(Boolean).join(', ') || 'any round'
    if (!of)
      throw new Fault(
        'bad-data',
        `${name}: got no row for ${where}, which the log has; want what the policy does there`,
      )
    const sum = [...of.values()].reduce((a, b) => a + b, 0)
    if (!counts && Math.abs(sum - 1) > 1e-3)
      throw new Fault('bad-file', `${name}: the probabilities for ${where} sum to ${sum.toPrecision(6)}, want 1`)
    for (const [a, share] of of) {
      column.push(a)
      probability.push(share / sum)
    }
    rowStart[c + 1] = column.length
  }
  return { rowStart, action: Uint32Array.from(column), probability: Float64Array.from(probability) }
}

function onPolicyValue(reward: Float64Array, { resamples, seed }: OffPolicyOptions): Estimate {
  return percentileInterval(mean(reward), resampledMeans([reward], resamples, seed))
}

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Static, Type } from 'typebox'
import { checker } from '../../contract/check.ts'
import { Fault } from '../../contract/fault.ts'
import { parseAssertion } from '../../evaluate/gate/assertion.ts'
import { defaultGateConfig, type GateConfig } from '../../evaluate/gate/gate-config.ts'
import { parseMetric } from '../../evaluate/metric-at-k.ts'
import { metricTable } from '../../evaluate/metric-table.ts'
import { asFault } from '../../store/file-fault.ts'
import { asBadRequest } from '../as-bad-request.ts'

const share = Type.Optional(Type.Number({ minimum: 0, maximum: 1 }))
const GateInput = Type.Object(
  {
    goal: Type.Optional(Type.String({ maxLength: 80, description: 'the metric that decides, e.g. ndcg@10' })),
    margin: share,
    holdoutDays: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 36_500 })),
    minTestUsers: Type.Optional(Type.Integer({ minimum: 2, maximum: 1e9 })),
    maxTestUsers: Type.Optional(Type.Integer({ minimum: 2, maximum: 1e9 })),
    minCoverage: share,
    coverageOfLive: share,
    maxOutOfStock: share,
    assertions: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 500 }), { maxItems: 1000 })),
  },
  { additionalProperties: false },
)
export type GateInput = Static<typeof GateInput>
const check = checker(GateInput)

/** Where a shop keeps its wishes for every training. */
const gateFileName = 'gate.json'

/**
 * What the gate is told: the defaults, changed by a file.
 * @param path     a file the caller named; without one, gate.json of the data folder where there is one
 * @throws Fault   not-found, no-access; bad-request naming the field or the sentence
 */
export async function readGateFile(dataDir: string, path?: string): Promise<GateConfig> {
  const file = path ?? join(dataDir, gateFileName)
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (path === undefined && (error as NodeJS.ErrnoException).code === 'ENOENT') return defaultGateConfig
    throw asFault(error, file)
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new Fault('bad-request', `gate: ${file} is not JSON: ${(cause as Error).message}`, { cause })
  }
  return gateConfig(value)
}

/** @throws Fault bad-request */
export function gateConfig(input: unknown): GateConfig {
  const config = { ...defaultGateConfig, ...(check(input) as Partial<GateConfig>) }
  asBadRequest('gate', () => {
    const goal = parseMetric(config.goal)
    if (metricTable[goal.name].reads !== 'hits')
      throw new RangeError(`goal: got "${config.goal}", want a metric of hits in a list, e.g. ndcg@10 or recall@20`)
    for (const sentence of config.assertions) parseAssertion(sentence)
  })
  return config
}

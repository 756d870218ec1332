import { Fault } from '../../contract/fault.ts'
import type { PreparationChange, PreparationEffects } from '../../contract/preparation.ts'
import { counted } from '../../prepare/steps/step.ts'
import { stepNames, wrongOrder } from '../../prepare/steps/steps.ts'
import type { Store, StoredSnapshot } from '../../store/store.ts'
import { modelsBuiltWith } from '../train/models-built-with.ts'
import { quarantineOf } from './quarantine-of.ts'

/** The one thing that is to be changed. */
export type OneChange = { [Verb in 'undo' | 'redo' | 'release' | 'unrelease']: { verb: Verb; of: string } }[
  | 'undo'
  | 'redo'
  | 'release'
  | 'unrelease']

/** @throws Fault bad-request  nothing is asked for, or several things at once */
export function oneChange(asked: PreparationChange): OneChange {
  const said = (['undo', 'redo', 'release', 'unrelease'] as const).flatMap((verb) =>
    asked[verb] === undefined ? [] : [{ verb, of: asked[verb] }],
  )
  if (said.length !== 1)
    throw new Fault(
      'bad-request',
      `got ${said.map(({ verb }) => verb).join(' and ') || 'nothing to change'}, want one of undo, redo, release, unrelease`,
    )
  return said[0] as OneChange
}

/**
 * What a change would do, before it is done: rows that are as they came again, and the models that were trained without it. Changes nothing.
 * @throws Fault  not-ready when nothing was prepared; not-found for a step that does not run or somebody who is not in quarantine
 */
export async function effectsOf(store: Store, dataDir: string, { verb, of }: OneChange): Promise<PreparationEffects> {
  const stored = await store.snapshot()
  if (!stored) throw new Fault('not-ready', `${verb}: nothing was prepared yet; osusume prepare comes first`)
  const { rows, step, words } = await told(store, dataDir, stored, { verb, of })
  const live = (await store.published())?.version
  const built = step === undefined ? await store.models() : await modelsBuiltWith(store, step)
  const models = built.map(({ version }) => ({ version, live: version === live }))
  return { says: `${words} ${modelWords(models)}`, rows, models, done: false }
}

async function told(
  store: Store,
  dataDir: string,
  stored: StoredSnapshot,
  { verb, of }: OneChange,
): Promise<{ rows: number | null; step?: string; words: string }> {
  if (verb === 'undo') {
    const entry = stored.steps.find(({ step }) => step === of)
    if (!entry)
      throw new Fault(
        'not-found',
        `undo: got "${of}", want one of the steps that ran: ${stored.steps.map(({ step }) => step).join(', ')}`,
      )
    const left = (stored.config.steps as string[]).filter((step) => step !== of)
    if (wrongOrder(left) !== undefined)
      throw new Fault('bad-request', `undo: got "${of}", want a step that can be done without (${wrongOrder(left)})`)
    const rows = entry.dropped + entry.merged + entry.quarantined + entry.filled
    return {
      rows,
      step: of,
      words: `${counted(rows, 'row or value', 'rows and values')} that "${of}" took or changed ${rows === 1 ? 'stands' : 'stand'} as before it. Later steps judge them anew.`,
    }
  }
  const off = stepNames.filter((step) => !(stored.config.steps as string[]).includes(step))
  if (verb === 'redo' && !off.includes(of))
    throw new Fault(
      'bad-request',
      `redo: got "${of}", want one of the steps that do not run: ${off.join(', ') || 'all do'}`,
    )
  if (verb === 'redo') return { rows: null, words: `"${of}" runs again in its place, on the log as it is now.` }
  if (verb === 'unrelease')
    return { rows: null, words: `${of} is judged again by every step, and set aside where one says so.` }
  const found = (await quarantineOf(store, dataDir, { who: [of] })).suspects.filter(({ releasable }) => releasable)
  const [first] = found
  if (!first)
    throw new Fault(
      'not-found',
      `release: got "${of}", want somebody in quarantine (osusume prepare --quarantine names them)`,
    )
  const rows = found.reduce((sum, one) => sum + one.rows, 0)
  return {
    rows,
    step: first.step,
    words: `${counted(rows, 'row')} of ${of} ${rows === 1 ? 'comes' : 'come'} out of quarantine, and ${rows === 1 ? 'stays' : 'stay'} out whatever later preparations think of them, until you take it back. Later steps judge single lines as anybody’s.`,
  }
}

function modelWords(models: readonly { version: string; live: boolean }[]): string {
  if (models.length === 0) return 'No model was trained on the data as it is now.'
  const live = models.find((one) => one.live)
  const named = models.slice(0, 5).map(({ version }) => version)
  return `${counted(models.length, 'model version was', 'model versions were')} trained on the data as it is now (${named.join(', ')}${models.length > named.length ? ', …' : ''})${live ? `, ${live.version} among them, which is live` : ''}: they stay as they are until osusume train makes a new one.`
}

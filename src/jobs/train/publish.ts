import { join } from 'node:path'
import { Fault } from '../../contract/fault.ts'
import { readArtefact } from '../../store/artefact.ts'
import type { ModelVersion, Store } from '../../store/store.ts'
import { stepsUndoneSince } from './models-built-with.ts'

export interface ListedModel extends ModelVersion {
  live: boolean
  /** cleaning steps that its data had gone through and that were taken back since */
  undone?: string[]
}

/** Every version, newest first, and which of them answers. */
export async function listModels(store: Store): Promise<ListedModel[]> {
  const [models, live] = [await store.models(), await store.published()]
  const undone = await stepsUndoneSince(store)
  return models.map((model) => {
    const steps = undone.get(model.version)
    return { ...model, live: model.version === live?.version, ...(steps && { undone: steps }) }
  })
}

/** Makes a version live, once its file has been read whole. @throws Fault not-found, corrupt */
export async function publish(store: Store, dataDir: string, version: string, nowMs: number): Promise<ModelVersion> {
  const model = (await store.models()).find((one) => one.version === version)
  if (!model)
    throw new Fault('not-found', `model: got "${version}", which is no version (osusume models lists those there are)`)
  await readArtefact(join(dataDir, model.file), 'model')
  await store.publish(version, nowMs)
  return model
}

/**
 * Makes live what was live before: of the versions older than the live one, the newest that was ever published. Rolling
 * back again goes further back; `publish` goes forward.
 * @throws Fault not-ready  when nothing is live, or nothing was before it
 */
export async function rollback(
  store: Store,
  dataDir: string,
  nowMs: number,
): Promise<{ from: string; to: ModelVersion }> {
  const [models, live] = [await store.models(), await store.published()]
  if (!live) throw new Fault('not-ready', 'no model is published: osusume train makes one')
  const before = models.slice(models.findIndex(({ version }) => version === live.version) + 1)
  const previous = before.find(({ publishedMs }) => publishedMs !== undefined)
  if (!previous)
    throw new Fault('not-ready', `${live.version} is the first version ever published: nothing to go back to`)
  return { from: live.version, to: await publish(store, dataDir, previous.version, nowMs) }
}

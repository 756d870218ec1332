import type { ModelVersion, Store } from '../../store/store.ts'

/** Model versions trained on a snapshot in which this step had run, newest first. */
export async function modelsBuiltWith(store: Store, step: string): Promise<ModelVersion[]> {
  const cleaned = new Set(
    (await store.snapshots())
      .filter(({ steps }) => steps.some((entry) => entry.step === step))
      .map(({ snapshot }) => snapshot),
  )
  return (await store.models()).filter(({ snapshot }) => cleaned.has(snapshot))
}

/** For each model version the steps that ran before it was trained and were taken back since. */
export async function stepsUndoneSince(store: Store): Promise<Map<string, string[]>> {
  const snapshots = await store.snapshots()
  const taken = snapshots.flatMap(({ undoes, createdMs }) => (undoes === undefined ? [] : [{ undoes, createdMs }]))
  const found = new Map<string, string[]>()
  for (const { version, snapshot } of await store.models()) {
    const of = snapshots.find((one) => one.snapshot === snapshot)
    const steps = taken
      .filter(({ undoes, createdMs }) => of && createdMs > of.createdMs && of.steps.some(({ step }) => step === undoes))
      .map(({ undoes }) => undoes)
    if (steps.length > 0) found.set(version, [...new Set(steps)])
  }
  return found
}

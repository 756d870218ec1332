import type { Result, ShopProtocol } from '../../evaluate/document.ts'
import type { Resolved } from '../../model/algorithms.ts'
import type { Store, StoredRun } from '../../store/store.ts'
import { autoLabel } from '../auto/resolve-auto.ts'
import { ownVersion } from '../own-version.ts'

/** Keeps an evaluation with what makes it again: the models by every option, of `auto` what it chose. @throws Fault */
export async function keepRun(
  store: Store,
  {
    models,
    request,
    protocol,
    results,
    ...also
  }: Pick<StoredRun, 'run' | 'createdMs' | 'snapshot' | 'splitFile' | 'report'> & {
    models: readonly Resolved[]
    /** the rest of what was asked */
    request: Record<string, unknown>
    protocol: ShopProtocol
    results: readonly Result[]
  },
): Promise<void> {
  const optionsOf = ({ label, algorithm, options }: Resolved) =>
    label === autoLabel ? { model: algorithm.name, options } : options
  await store.addRun({
    ...also,
    version: ownVersion(),
    catalogueVersion: await store.catalogueVersion(),
    request: {
      ...request,
      models: models.map(({ label }) => label),
      options: Object.fromEntries(models.map((resolved) => [resolved.label, optionsOf(resolved)])),
    },
    protocol: { ...protocol },
    results: results.map(({ model, options, metrics }) => ({
      model,
      options,
      metrics: Object.fromEntries(
        Object.entries(metrics).map(([key, { value, low, high }]) => [key, { value, low, high }]),
      ),
    })),
  })
}

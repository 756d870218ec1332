import { setImmediate } from 'node:timers/promises'
import { Fault } from '../../contract/fault.ts'
import type { Factors } from '../../kernels/kernels.ts'
import type { NearestItems } from '../../recommend/candidates.ts'

/** As much of usearch's interface as we use. */
export interface IndexLibrary {
  Index: new (options: {
    metric: 'ip'
    dimensions: number
    connectivity: number
    expansion_add: number
    expansion_search: number
  }) => {
    add(keys: BigUint64Array, vectors: Float32Array, threads: number): void
    search(vectors: Float32Array, k: number, threads: number): { keys: BigUint64Array }
  }
}

/** Links of an item, items looked at to find them, items looked at in a search: usearch's own, the last one twice as many. */
const [connectivity, expansionAdd, expansionSearch] = [16, 128, 128]

/** Items entered between two looks at what else waits: some milliseconds. */
const itemsAtATime = 16

/**
 * The library that is installed; none comes with us (docs/decisions/0154-an-index-past-a-million.md).
 * @throws Fault  bad-request: it is not installed, or not for this machine, and how to get it
 */
export async function indexLibrary(): Promise<IndexLibrary> {
  const name = 'usearch'
  try {
    const found = (await import(name)) as Record<string, unknown>
    return (found.default ?? found) as IndexLibrary
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    if (code === 'ERR_MODULE_NOT_FOUND')
      throw new Fault(
        'bad-request',
        `candidates: found no ${name}, want it: npm install --ignore-scripts ${name}@2.26.2`,
      )
    if (message.startsWith('No native build'))
      throw new Fault('bad-request', `candidates: ${name} is not made for this machine, want codes or exact`, { cause })
    throw cause
  }
}

/**
 * A navigable small world of the items by their product with a person (Malkov & Yashunin, 2016), made on this thread
 * without holding it for long. Memory: 4·stride + about 300 bytes an item.
 *
 * Products are no distance, so nothing is promised: short items are hardly ever met, and as hardly ever wanted. A further
 * coordinate that gives all items one length (Bachrach et al., RecSys 2014) made it worse: decision 0154.
 * @throws the signal's reason
 */
export async function itemIndex(library: IndexLibrary, items: Factors, signal?: AbortSignal): Promise<NearestItems> {
  const { nRows, stride } = items
  const index = new library.Index({
    metric: 'ip',
    dimensions: stride,
    connectivity,
    expansion_add: expansionAdd,
    expansion_search: expansionSearch,
  })
  for (let first = 0; first < nRows; first += itemsAtATime) {
    const last = Math.min(first + itemsAtATime, nRows)
    const keys = BigUint64Array.from({ length: last - first }, (_, r) => BigInt(first + r))
    index.add(keys, items.array.slice(first * stride, last * stride), 1)
    await setImmediate()
    signal?.throwIfAborted()
  }
  return (x, k) => Uint32Array.from(index.search(x, Math.min(k, nRows), 1).keys, Number)
}

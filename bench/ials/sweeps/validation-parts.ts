import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { presets } from '../../../src/collect/mapping/presets.ts'
import { shopCut } from '../../../src/jobs/evaluate/shop-cut.ts'
import { importFile } from '../../../src/jobs/import/import-file.ts'
import { openStore } from '../../../src/jobs/open.ts'
import { loadSnapshot, prepare } from '../../../src/jobs/prepare/prepare.ts'
import { shopCutWithin } from '../../../src/jobs/tuning/shop-cut-within.ts'
import { eventsIn, train } from '../../../src/prepare/splits/part.ts'
import type { Part, Table } from '../../accuracy/table.ts'

/** Validation cuts of train, by name: what a table of bench/accuracy chooses by, and a shop's own last weeks but four. */
export const validationParts: Record<string, (data: string) => AsyncIterable<Part>> = {
  gowalla: ofTable('gowalla'),
  'movielens-1m': ofTable('movielens-1m'),
  'amazon-music': ofTable('amazon-music'),
  tafeng: ofTable('tafeng'),
  beauty: ofTable('beauty'),
  'online-retail': onlineRetail,
}

function ofTable(name: string) {
  return async function* (data: string): AsyncGenerator<Part> {
    const { table } = (await import(`../../accuracy/${name}.ts`)) as { table: Table }
    yield* table.validation(data)
  }
}

/** Online Retail II, weights as `prepare` gives them: the last 28 days of what comes before the last 28 days. */
async function* onlineRetail(data: string): AsyncGenerator<Part> {
  const dataDir = await mkdtemp(join(tmpdir(), 'osusume-bench-sweeps-'))
  const store = await openStore(dataDir)
  try {
    const file = join(data, 'online-retail/online-retail-2009-2010.csv.gz')
    await importFile({ file, mapping: presets['online-retail']!.mapping, store, dataDir, nowMs: Date.now })
    await prepare({ store, dataDir })
    const { clean, config } = await loadSnapshot(store, dataDir)
    const request = { split: 'time', holdoutDays: 28, seen: 'exclude', seed: 1 } as const
    const [part] = shopCut(clean, config.weights, request).folds
    const { cut } = shopCutWithin(clean, config.weights, request, part && eventsIn(part, train))
    yield { train: cut.train, ...cut.trial }
  } finally {
    await store.close()
    await rm(dataDir, { recursive: true })
  }
}

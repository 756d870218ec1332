import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { rawMapping } from '../../simulate/raw-mapping.ts'
import { simulateShop } from '../../simulate/simulate-shop.ts'
import { writeRawFile } from '../demo/demo-file.ts'
import { importFile } from '../import/import-file.ts'
import { openStore } from '../open.ts'
import { loadSnapshot, prepare } from './prepare.ts'

/** The simulator plants dirt and counts it without knowing how we clean; each count must come out at its own step. */
test('of a dirty file every planted fault is found by the step that is for it, and nothing else is taken', async () => {
  const shop = simulateShop({
    seed: 7,
    nProducts: 150,
    nCustomers: 250,
    nGuests: 60,
    nCrawlers: 8,
    span: { startMs: Date.UTC(2025, 8, 1), endMs: Date.UTC(2025, 11, 1) },
  })
  const { planted, deeds, lines } = shop
  const dataDir = await mkdtemp(join(tmpdir(), 'osusume-planted-'))
  const store = await openStore(dataDir)
  try {
    const file = join(dataDir, 'sales.csv.gz')
    await writeRawFile(file, lines)
    const imported = await importFile({ file, mapping: rawMapping, store, dataDir, nowMs: Date.now })
    assert.deepEqual(
      [imported.read, imported.merged, imported.rejected, imported.setAside],
      [
        lines.length,
        planted.repeats,
        planted.brokenDates + planted.missingArticles + planted.brokenPieces + planted.cutLines,
        planted.unknownActions,
      ],
    )
    const { steps, interactions } = await prepare({ store, dataDir })
    const found = Object.fromEntries(
      steps.map(({ step, dropped, merged, filled, quarantined }) => [step, { dropped, merged, filled, quarantined }]),
    )
    const nothing = { dropped: 0, merged: 0, filled: 0, quarantined: 0 }
    const notProducts = Object.values(planted.nonProducts).reduce((a, b) => a + b)
    assert.deepEqual(found, {
      'exact-repeats': nothing,
      people: { ...nothing, dropped: planted.nobody, filled: planted.signedOut },
      'near-repeats': nothing,
      'repeated-orders': nothing,
      'staff-and-tests': nothing,
      bots: { ...nothing, quarantined: planted.crawlerLines },
      products: { ...nothing, dropped: notProducts },
      'product-twins': nothing,
      quantities: { ...nothing, dropped: planted.zeroQuantities, quarantined: planted.hugeQuantities },
      prices: { ...nothing, dropped: planted.nonPositivePrices },
      outliers: nothing,
      'event-prices': nothing,
      returns: { ...nothing, merged: planted.matchedReturns, dropped: planted.strayReturns },
      wholesale: nothing,
      gifts: nothing,
      variants: nothing,
      'required-fields': nothing,
      'minimum-counts': nothing,
      // the first line about a product is always right, so the catalogue is
      descriptions: nothing,
      catalogue: nothing,
      texts: nothing,
    })
    const retitled = `${planted.retitledProducts} products go by more than one name; ${planted.retitledLines} lines `
    const { note = '' } = steps.find(({ step }) => step === 'descriptions') ?? {}
    assert.ok(note.startsWith(retitled), `${note} should start: ${retitled}`)

    // What the customers really did, less the returns that are in their purchases, and what guests did whose browser is known.
    const truth = deeds.flat().length + planted.guestLines - planted.matchedReturns
    assert.equal(interactions, truth)
    const { clean } = await loadSnapshot(store, dataDir)
    const customers = new Set(shop.visitors.filter((_, v) => deeds[v]!.length > 0).map(({ id }) => id))
    assert.deepEqual(new Set(clean.users.filter((id) => !id.startsWith('visitor:'))), customers)
  } finally {
    await store.close()
    await rm(dataDir, { recursive: true })
  }
})

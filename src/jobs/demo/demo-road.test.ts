import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { eventKinds } from '../../contract/event.ts'
import { rawMapping } from '../../simulate/raw-mapping.ts'
import { demoShop, simulateShop } from '../../simulate/simulate-shop.ts'
import { importFile } from '../import/import-file.ts'
import { openStore } from '../open.ts'
import { loadSnapshot, prepare } from '../prepare/prepare.ts'
import { writeRawFile } from './demo-file.ts'

// The simulator knows what it planted; the real road, from file to snapshot, must find exactly that.
describe('a simulated file on the real road', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'osusume-road-'))
  const shop = simulateShop({ ...demoShop, nProducts: 400, nCustomers: 700, nGuests: 150, nCrawlers: 6, seed: 11 })
  const { planted, lines, deeds, visitors, catalogue } = shop
  const store = await openStore(dataDir)
  after(async () => {
    await store.close()
    rmSync(dataDir, { recursive: true, force: true })
  })
  const file = join(dataDir, 'shop.csv.gz')
  await writeRawFile(file, lines)
  const imported = await importFile({ store, dataDir, file, mapping: rawMapping, nowMs: Date.now })
  const prepared = await prepare({ store, dataDir })
  const { clean } = await loadSnapshot(store, dataDir)
  const step = (name: string) => prepared.steps.find((one) => one.step === name)!

  test('something of every kind was planted', () => {
    const { nonProducts, ...counts } = planted
    for (const [name, count] of Object.entries({ ...counts, ...nonProducts })) assert.ok(count > 0, name)
  })

  test('import counts the repeats, the broken and the unexplained lines that were planted, and no other', () => {
    const { brokenDates, missingArticles, brokenPieces, cutLines, unknownActions, repeats } = planted
    assert.deepEqual(
      { read: imported.read, merged: imported.merged, rejected: imported.rejected, setAside: imported.setAside },
      {
        read: lines.length,
        merged: repeats,
        rejected: brokenDates + missingArticles + brokenPieces + cutLines,
        setAside: unknownActions,
      },
    )
    assert.deepEqual(imported.reasons, {
      'exact-repeat': repeats,
      'bad-time': brokenDates,
      'no-item': missingArticles,
      'bad-number': brokenPieces,
      'field-count': cutLines,
      'unknown-kind': unknownActions,
    })
  })

  test('every refused line stands in the reject file with its reason', () => {
    const rejects = readFileSync(imported.rejectFile!, 'utf8').trimEnd().split('\n')
    assert.equal(rejects.length - 1, imported.rejected + imported.setAside)
  })

  test('each step of prepare removes what was planted for it', () => {
    const { nonProducts, nonPositivePrices, hugeQuantities, zeroQuantities, matchedReturns, strayReturns } = planted
    assert.equal(step('exact-repeats').merged, 0)
    assert.deepEqual([step('people').dropped, step('people').filled], [planted.nobody, planted.signedOut])
    assert.equal(step('bots').quarantined, planted.crawlerLines)
    assert.equal(step('products').dropped, nonProducts.POST + nonProducts.D + nonProducts.M)
    assert.deepEqual([step('quantities').dropped, step('quantities').quarantined], [zeroQuantities, hugeQuantities])
    assert.equal(step('prices').dropped, nonPositivePrices)
    assert.deepEqual([step('returns').merged, step('returns').dropped], [matchedReturns, strayReturns])
    assert.equal(step('minimum-counts').dropped, 0)
  })

  test('the products that go by two names are those whose lines were misspelt', () => {
    assert.match(
      step('descriptions').note,
      new RegExp(`^${planted.retitledProducts} products go by more than one name`),
    )
    assert.match(step('descriptions').note, new RegExp(`; ${planted.retitledLines} lines used a rarer one`))
  })

  test('what is left is what happened, event for event', () => {
    const found: string[] = []
    for (let e = 0; e < clean.user.length; e++) {
      const user = clean.users[clean.user[e]!]!
      if (user.startsWith('visitor:')) continue
      found.push(
        [user, clean.items[clean.item[e]!], clean.timeMs[e], eventKinds[clean.kind[e]!], clean.quantity[e]].join(' '),
      )
    }
    const happened = deeds.flatMap((done, v) =>
      done
        .filter(({ kind }) => kind !== 'refund')
        .map(({ product, timeMs, kind, quantity }) =>
          [visitors[v]!.id, catalogue.products[product]!.item.id, timeMs, kind, quantity].join(' '),
        ),
    )
    assert.equal(found.length, happened.length)
    assert.deepEqual(found.sort(), happened.sort())
  })

  test('every piece that came back is taken off a purchase of the same person and product', () => {
    const back = new Map<string, number>()
    const add = (key: string, pieces: number) => back.set(key, (back.get(key) ?? 0) + pieces)
    for (let e = 0; e < clean.user.length; e++)
      add(`${clean.users[clean.user[e]!]} ${clean.items[clean.item[e]!]}`, clean.returned[e]!)
    deeds.forEach((done, v) => {
      for (const { kind, product, quantity } of done)
        if (kind === 'refund') add(`${visitors[v]!.id} ${catalogue.products[product]!.item.id}`, -quantity)
    })
    for (const [key, pieces] of back) if (!key.startsWith('visitor:')) assert.equal(pieces, 0, key)
  })

  test('the road walked again finds nothing new', async () => {
    const again = await importFile({ store, dataDir, file, mapping: rawMapping, nowMs: Date.now })
    assert.deepEqual([again.accepted, again.merged], [0, imported.accepted + imported.merged])
    assert.ok((await prepare({ store, dataDir })).reused)
  })
})

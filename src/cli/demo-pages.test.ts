import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { FastifyInstance } from 'fastify'
import type { Browser, Page } from 'playwright-core'
import { launchChromium, withoutChromium } from '../evaluate/fixtures/chromium-here.ts'
import { demo } from '../jobs/demo/demo.ts'
import { makeKey, openKeyring } from '../jobs/keys.ts'
import { type Live, openLive } from '../jobs/live/live.ts'
import { openStore } from '../jobs/open.ts'
import { buildServer } from '../serve/server.ts'
import { demoShop } from '../simulate/simulate-shop.ts'
import type { Store } from '../store/store.ts'
import { shopPages } from './demo-pages.ts'

describe('the shop page in a real browser', { skip: withoutChromium }, () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'osusume-page-'))
  let store: Store
  let live: Live
  let app: FastifyInstance
  let browser: Browser
  let address: string

  before(async () => {
    store = await openStore(dataDir)
    const shop = { ...demoShop, nProducts: 300, nCustomers: 400, nGuests: 40 }
    const report = await demo({ store, dataDir, seed: 3, shop, threads: 1 })
    live = await openLive({ store, dataDir, threads: 1, pollMs: 0 })
    const { key } = await makeKey(store, 'public', Date.now())
    app = await buildServer({
      live,
      keyring: await openKeyring(store),
      pages: (pages) => shopPages(pages, { shopName: 'Komorebi </script>', key, visitors: report.people }),
    })
    address = await app.listen({ host: '127.0.0.1', port: 0 })
    browser = await launchChromium()
  })

  after(async () => {
    await browser?.close()
    await app?.close()
    await live?.close()
    await store?.close()
    rmSync(dataDir, { recursive: true, force: true })
  })

  /** A page of its own, and what it complained about. */
  async function open(
    options: Parameters<Browser['newContext']>[0] = {},
  ): Promise<{ page: Page; complaints: string[] }> {
    const page = await (await browser.newContext(options)).newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('request', (request) => {
      if (!request.url().startsWith(address) && !request.url().startsWith('data:')) complaints.push(request.url())
    })
    // how far things jumped while the page was read, by the browser's own measure
    await page.addInitScript(`
      jumped = 0
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) jumped += entry.value
      }).observe({ type: 'layout-shift', buffered: true })
    `)
    await page.goto(address)
    await page.waitForSelector('[data-row="popular"] button.card')
    return { page, complaints }
  }

  const ids = (page: Page, row: string) =>
    page
      .locator(`[data-row="${row}"] button.card`)
      .evaluateAll((cards) => cards.map((card) => card.getAttribute('data-id')))
  const answered = (page: Page, act: () => Promise<unknown>) =>
    Promise.all([
      page.waitForResponse(
        (answer) => answer.url().endsWith('/v1/recommendations') && answer.request().postData()!.includes('"similar"'),
      ),
      act(),
    ])

  test('a click changes what is recommended, and stands first among what was viewed', async () => {
    const { page, complaints } = await open()
    assert.match((await page.locator('h1').textContent()) ?? '', /^Komorebi <\/script>$/)
    await page.getByRole('radio', { name: /Someone new/ }).check()
    await page.waitForSelector('[data-row="for-you"] .card-reason.popular')
    const before = await ids(page, 'for-you')
    assert.equal((await ids(page, 'viewed')).length, 0, 'nobody has seen this browser before')
    const clicked = (await ids(page, 'popular'))[3] as string
    const [sent] = await Promise.all([
      page.waitForRequest((request) => request.url().endsWith('/v1/events')),
      page.locator(`[data-row="popular"] [data-id="${clicked}"]`).click(),
    ])
    await page.waitForSelector(`[data-row="viewed"] [data-id="${clicked}"]`)
    assert.deepEqual((await ids(page, 'viewed')).slice(0, 1), [clicked])
    assert.notDeepEqual(await ids(page, 'for-you'), before)
    assert.match((await page.locator('[data-row="for-you"] .change').textContent()) ?? '', /since you looked at/)
    assert.ok((await page.locator('[data-row="for-you"] .card.fresh').count()) > 0, 'what is new is marked')
    assert.match((await page.locator('[data-row="for-you"] .card-reason').first().textContent()) ?? '', /you looked at/)
    // the event is in the store, as any other client's would be
    const { visitor } = sent.postDataJSON() as { visitor: string }
    const stored = await store.eventsOf({ visitor }, { limit: 5 })
    assert.deepEqual(
      stored.map(({ kind, item }) => [kind, item]),
      [['view', clicked]],
    )
    assert.deepEqual(complaints, [])
  })

  test('what was bought leaves the recommendations; what was put in the basket is counted', async () => {
    const { page, complaints } = await open()
    const first = (await ids(page, 'for-you'))[0] as string
    await answered(page, () => page.locator(`[data-row="for-you"] [data-id="${first}"]`).click())
    await answered(page, () => page.getByRole('button', { name: 'Add to basket' }).click())
    assert.equal((await page.locator('.basket').textContent())?.trim(), '1')
    await answered(page, () => page.getByRole('button', { name: 'Buy now' }).click())
    await page.waitForSelector(`[data-row="for-you"] [data-id="${first}"]`, { state: 'detached' })
    assert.deepEqual(complaints, [])
  })

  test('a keyboard is enough: Tab to a row, arrows within, Enter opens, Esc closes and gives the focus back', async () => {
    const { page, complaints } = await open()
    const focused = () => page.evaluate<string>('document.activeElement.dataset.id ?? document.activeElement.className')
    await page.keyboard.press('Tab')
    assert.equal(await focused(), 'skip')
    await page.keyboard.press('Tab') // whose eyes: one stop
    await page.keyboard.press('Tab')
    const row = await ids(page, 'for-you')
    assert.equal(await focused(), row[0])
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    assert.equal(await focused(), row[2])
    await page.keyboard.press('End')
    assert.equal(await focused(), row.at(-1))
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowRight')
    const ring = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')
    assert.equal(ring, 'solid', 'the focus can be seen')
    await answered(page, () => page.keyboard.press('Enter'))
    await page.waitForSelector('dialog[open] h2')
    assert.equal(await page.evaluate(`document.querySelector('dialog').contains(document.activeElement)`), true)
    await page.waitForSelector(`[data-row="viewed"] [data-id="${row[1]}"]`)
    await page.keyboard.press('Escape')
    await page.waitForSelector('dialog', { state: 'detached' })
    assert.ok((await ids(page, 'for-you')).includes(await focused()))
    await page.keyboard.press('Tab')
    assert.ok((await ids(page, 'similar')).includes(await focused()), 'the next stop is the next row')
    assert.deepEqual(complaints, [])
  })

  test('a card that leaves its row under the focus hands it to the one in its place', async () => {
    const { page } = await open()
    await page.route('**/v1/events', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 300))
      await route.continue()
    })
    const row = await ids(page, 'for-you')
    await page.locator(`[data-row="for-you"] [data-id="${row[4]}"]`).focus()
    await page.keyboard.press('Enter')
    await page.waitForSelector('dialog[open]')
    await page.keyboard.press('Escape')
    await page.waitForSelector('dialog', { state: 'detached' })
    assert.equal(await page.evaluate('document.activeElement.dataset.id'), row[4], 'it is there still')
    await page.waitForSelector(`[data-row="viewed"] [data-id="${row[4]}"]`)
    const now = await ids(page, 'for-you')
    assert.ok(!now.includes(row[4] as string))
    assert.equal(await page.evaluate('document.activeElement.dataset.id'), now[4])
  })

  test('a slow answer for the person before does not replace the rows of the one now', async () => {
    const { page } = await open()
    await page.route('**/v1/events', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 400))
      await route.continue()
    })
    const stored = page.waitForResponse('**/v1/events')
    await page.locator('[data-row="popular"] button.card').first().click()
    await page.keyboard.press('Escape')
    await page.getByRole('radio').nth(1).check({ force: true })
    await page.waitForSelector('[data-row="popular"] button.card')
    const theirs = await ids(page, 'viewed')
    await stored
    // whatever a wrong page would ask for now, it would have by then
    await page.waitForTimeout(300)
    assert.deepEqual(await ids(page, 'viewed'), theirs)
    assert.match((await page.locator('#row-for-you').textContent()) ?? '', /Jonas/)
  })

  for (const [name, options] of Object.entries({
    desktop: { viewport: { width: 1440, height: 900 } },
    'phone of 390 px, dark, without motion': {
      viewport: { width: 390, height: 844 },
      isMobile: true,
      colorScheme: 'dark',
      reducedMotion: 'reduce',
    } as const,
  }))
    test(`nothing jumps and nothing overflows on a ${name}`, async () => {
      const { page, complaints } = await open(options)
      await page.getByRole('radio').nth(1).check({ force: true })
      await page.waitForSelector('[data-row="popular"] button.card')
      const size = await page.evaluate<{ wide: number; screen: number; jumped: number }>(
        '({ wide: document.documentElement.scrollWidth, screen: innerWidth, jumped })',
      )
      assert.equal(size.wide, size.screen)
      assert.ok(size.jumped < 0.02, `layout shift ${size.jumped}`)
      assert.deepEqual(complaints, [])
    })
})

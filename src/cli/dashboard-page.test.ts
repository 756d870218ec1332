import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { FastifyInstance } from 'fastify'
import type { Browser, Page } from 'playwright-core'
import { launchChromium, withoutChromium } from '../evaluate/fixtures/chromium-here.ts'
import { importFile } from '../jobs/import/import-file.ts'
import { makeKey, openKeyring } from '../jobs/keys.ts'
import { type Live, openLive } from '../jobs/live/live.ts'
import { openStore } from '../jobs/open.ts'
import { prepare } from '../jobs/prepare/prepare.ts'
import { train } from '../jobs/train/train.ts'
import { buildServer } from '../serve/server.ts'
import type { Store } from '../store/store.ts'
import { builtPage } from './built-page.ts'

const at = (seconds: number) => new Date(Date.UTC(2025, 2, 1) + seconds * 1000).toISOString()

/** Shoppers, a crawler, a till, test orders, postage, nobody's lines, a repeat, and a word nobody knows. */
function shopFile(): string {
  const lines = ['visitor_id,customer_id,sku,product_name,action,timestamp,order_id,quantity,price']
  for (let k = 0; k < 60; k++) lines.push(`crawler <b>,,A${k % 9},Thing ${k % 9},view,${at(30 * k)},,,`)
  for (let k = 0; k < 45; k++) lines.push(`monitor,,A${k % 3},Thing ${k % 3},view,${at(60 * k + 7)},,,`)
  for (let k = 0; k < 40; k++)
    lines.push(`b${k % 10},c${k % 10},A${k % 7},Thing ${k % 7},purchase,${at(5000 + 300 * k)},O${k},1,5`)
  for (let k = 0; k < 3; k++) lines.push(`,staff-${k},A1,Thing 1,purchase,${at(20_000 + k)},S${k},1,5`)
  lines.push(`,c1,A1,Thing 1,purchase,${at(21_000)},test-4,1,5`)
  lines.push(`,c1,POST,Postage,purchase,${at(21_010)},O3,1,3`, `,,A2,Thing 2,purchase,${at(21_020)},O99,1,5`)
  lines.push(`b1,c1,A2,Thing 2,hearted,${at(21_030)},,,`, lines.at(-2) as string)
  return `${lines.join('\n')}\n`
}

describe('the page of a preparation in a real browser', { skip: withoutChromium }, () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'osusume-dashboard-'))
  let store: Store
  let live: Live
  let app: FastifyInstance
  let browser: Browser
  let address: string
  let key: string

  before(async () => {
    store = await openStore(dataDir)
    const file = join(dataDir, 'shop.csv')
    await writeFile(file, shopFile())
    await importFile({ file, store, dataDir, nowMs: Date.now })
    await prepare({ store, dataDir })
    await train({ store, dataDir, model: 'popular', threads: 1, gate: false })
    live = await openLive({ store, dataDir, threads: 1, pollMs: 0 })
    ;({ key } = await makeKey(store, 'secret', Date.now()))
    app = await buildServer({
      live,
      keyring: await openKeyring(store),
      pages: (pages) => builtPage(pages, 'dashboard', '/dashboard'),
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

  /** A page that has been given the key, and what it complained about. */
  async function open(options: Parameters<Browser['newContext']>[0] = {}) {
    const page = await (await browser.newContext(options)).newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      // the first question is asked without a key, on purpose
      if (message.type() === 'error' && !message.text().includes('401')) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(`${address}/dashboard`)
    await page.getByLabel('Secret key').fill(key)
    await page.keyboard.press('Enter')
    await page.waitForSelector('#quarantine')
    return { page, complaints }
  }

  const text = async (page: Page, of: string) => ((await page.locator(of).textContent()) ?? '').replaceAll(/\s+/g, ' ')

  test('without a key nothing is told, and a wrong one is said to be wrong', async () => {
    const page = await (await browser.newContext()).newPage()
    await page.goto(`${address}/dashboard`)
    await page.getByLabel('Secret key').fill('sk_guess')
    await page.keyboard.press('Enter')
    await page.waitForSelector('input[aria-invalid="true"]')
    assert.match(await text(page, '.key'), /That key does not open this page/)
    assert.equal(await page.locator('section').count(), 0)
  })

  test('where every row is, why, and the line of the file it came from; markup in the data stays text', async () => {
    const { page, complaints } = await open()
    // 60 + 45 views, 40 + 3 + 1 purchases, postage, nobody's, a word nobody knows, a repeat
    assert.equal(await text(page, '#balance h2'), '153 rows were read, 26.1 % are kept')
    assert.match(
      await text(page, '.law'),
      /^153 read = 40 kept \+ 1 merged \+ 1 set aside \+ 2 dropped \+ 109 quarantined\./,
    )
    await page.locator('#imports summary').click()
    assert.match(await text(page, '#imports'), /does not name: “hearted” \(1\)\./)
    await page.locator('[data-step="products"] summary').click()
    assert.match(await text(page, '[data-step="products"]'), /1 dropped: "POST" is no product ?shop\.csv:151 2025/)
    assert.equal(await page.locator('[data-step="people"] button').count(), 0, 'it cannot be done without')
    assert.match(await text(page, '[data-who="visitor:crawler <b>"]'), /bots acts like a machine, 1\.12 of 4/)
    assert.match(await text(page, '[data-who="order:test-4"]'), /staff-and-tests order "test-4" is called like a test/)
    await page.getByLabel('Find').fill('staff-1')
    assert.equal(await page.locator('[data-who]').count(), 1)
    assert.deepEqual(complaints, [])
  })

  test('by keyboard alone: the effects are said, Esc is no, Enter is yes, and what was released can be judged again', async () => {
    const { page, complaints } = await open()
    const card = page.locator('[data-who="visitor:monitor"]')
    const button = card.getByRole('button')
    await button.focus()
    await page.keyboard.press('Enter')
    await page.waitForSelector('dialog[open]')
    const said = await text(page, 'dialog')
    assert.match(said, /45 rows of visitor:monitor come out of quarantine/)
    assert.match(said, /1 model version was trained on the data as it is now \(.*\), .* which is live/)
    await page.keyboard.press('Escape')
    await page.waitForSelector('dialog', { state: 'detached' })
    assert.equal(await button.evaluate((element) => element === element.ownerDocument.activeElement), true)
    assert.deepEqual(await store.releases(), [])

    await page.keyboard.press('Enter')
    await page.waitForSelector('dialog[open]')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await card.getByRole('button', { name: 'Judge again…' }).waitFor()
    assert.match(await text(page, '.news'), /^Done: snapshot /)
    assert.equal(await page.evaluate('document.activeElement.id'), 'news')
    assert.equal(await text(page, '#balance h2'), '153 rows were read, 55.6 % are kept')
    assert.deepEqual(
      (await store.releases()).map(({ who }) => who),
      ['visitor:monitor'],
    )
    await card.getByRole('button', { name: 'Judge again…' }).click()
    await page.getByRole('button', { name: 'Judge again', exact: true }).click()
    await card.getByRole('button', { name: 'A person after all…' }).waitFor()
    assert.equal(await text(page, '#balance h2'), '153 rows were read, 26.1 % are kept')
    assert.deepEqual(complaints, [])
  })

  test('a step is taken back and let run again; what cannot be done is said, and nothing is lost', async () => {
    const { page, complaints } = await open()
    await page.locator('[data-step="bots"] summary').click()
    await page.locator('[data-step="bots"]').getByRole('button').click()
    await page.getByRole('button', { name: 'Take it back' }).click()
    const again = page.locator('.off').getByRole('button', { name: 'Let it run again…' })
    await again.waitFor()
    assert.match(await text(page, '.law'), /^153 read = 145 kept /)
    await page.route('**/v1/preparation', (route) =>
      route.request().method() === 'POST'
        ? route.fulfill({ status: 409, json: { error: { code: 'conflict', message: 'a preparation is under way' } } })
        : route.continue(),
    )
    await again.click()
    await page.waitForSelector('[role="alert"]')
    assert.equal(await text(page, '[role="alert"]'), 'a preparation is under way')
    await page.unroute('**/v1/preparation')
    await again.click()
    await page.getByRole('button', { name: 'Let it run', exact: true }).click()
    await page.waitForSelector('[data-step="bots"]')
    assert.match(await text(page, '.law'), /^153 read = 40 kept /)
    assert.deepEqual(
      complaints.filter((said) => !said.includes('409')),
      [],
    )
  })

  for (const [name, options] of Object.entries({
    desktop: { viewport: { width: 1280, height: 900 } },
    'phone of 360 px in the dark': {
      viewport: { width: 360, height: 780 },
      isMobile: true,
      colorScheme: 'dark',
    } as const,
  }))
    test(`everything open, nothing overflows on a ${name}`, async () => {
      const { page } = await open(options)
      for (const one of await page.locator('details').all())
        await one.evaluate((element) => element.setAttribute('open', ''))
      const wide = await page.evaluate<[number, number]>('[document.documentElement.scrollWidth, innerWidth]')
      assert.equal(wide[0], wide[1])
      if (process.env.OSUSUME_SHOTS)
        await page.screenshot({ path: join(process.env.OSUSUME_SHOTS, `${name}.png`), fullPage: true })
    })
})

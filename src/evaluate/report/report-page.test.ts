import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { launchChromium, withoutChromium } from '../fixtures/chromium-here.ts'
import { fullEvaluation } from '../fixtures/full-evaluation.ts'
import { reportHtml } from './report-html.ts'

describe('the report in a real browser', { skip: withoutChromium }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'osusume-report-'))
  const file = join(folder, 'report.html')
  let browser: Browser

  before(async () => {
    writeFileSync(file, reportHtml(fullEvaluation(), { createdMs: 0 }))
    browser = await launchChromium()
  })
  after(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function opened(width: number, more = {}): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 844 }, ...more })
    await page.goto(pathToFileURL(file).href)
    return page
  }

  test('on no screen does the page scroll sideways, and no plot leaves its card', async () => {
    for (const width of [320, 390, 768, 1200]) {
      const page = await opened(width)
      const beyond = await page.evaluate(`(() => {
        const right = document.documentElement.clientWidth
        const out = [...document.querySelectorAll('section, figure, .slice, .list, summary, h1, h2')]
          .filter((one) => one.getBoundingClientRect().right > right + 1)
          .map((one) => one.className || one.tagName)
        return [document.documentElement.scrollWidth - right, ...out]
      })()`)
      assert.deepEqual(beyond, [0], `${width} px`)
      await page.close()
    }
  })

  test('without a mouse: skip to the figures, turn the tables over, open a customer', async () => {
    const page = await opened(1200)
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'To the figures')
    await page.keyboard.press('Enter')
    assert.match(page.url(), /#figures$/)
    await page.focus('#depth-10')
    await page.keyboard.press('ArrowRight')
    assert.deepEqual(
      await page
        .locator('.tabs .scroll:visible')
        .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label'))),
      ['figures at 20'],
    )
    await page.locator('summary').nth(2).focus()
    await page.keyboard.press('Enter')
    assert.equal(await page.locator('details').nth(2).getAttribute('open'), '')
    await page.close()
  })

  test('dark where the reader’s system is dark, every table on paper', async () => {
    const dark = await opened(1200, { colorScheme: 'dark' })
    const light = await opened(1200)
    const paper = (page: Page) => page.evaluate('getComputedStyle(document.body).backgroundColor')
    assert.notEqual(await paper(dark), await paper(light))
    await light.emulateMedia({ media: 'print' })
    assert.equal(await light.locator('.tabs .scroll:visible').count(), 3)
    assert.equal(await light.locator('nav:visible').count(), 0)
    await Promise.all([dark.close(), light.close()])
  })
})

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { bundlePage, pages } from '../../build/browser.ts'

for (const page of pages)
  test(`the page of the ${page} that is committed is what its sources build to`, async () => {
    for (const [name, text] of Object.entries(await bundlePage(page)))
      assert.equal(
        readFileSync(join(import.meta.dirname, '../browser', page, 'built', name), 'utf8'),
        text,
        `${name}: run npm run build -- browser`,
      )
  })

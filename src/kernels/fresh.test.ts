import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { compileKernels } from '../../build/kernels.ts'

test('the committed kernels are what their sources compile to', async () => {
  for (const [file, text] of Object.entries(await compileKernels()))
    assert.equal(readFileSync(new URL(file, import.meta.url), 'utf8'), text, `${file}: run npm run build kernels`)
})

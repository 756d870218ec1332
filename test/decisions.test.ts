import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

const folder = new URL('../docs/decisions/', import.meta.url)
const read = (file: string) => readFileSync(new URL(file, folder), 'utf8')
const files = readdirSync(folder)
  .filter((file) => /^\d{4}-.+\.md$/.test(file))
  .sort()

/** "# 0081: the gap stays" → the gap stays; undefined where the number is not that of the file */
function titleOf(file: string): string | undefined {
  const [, number, title = ''] = /^# (\d{4})(?: ·|:)? (.+)/.exec(read(file)) ?? []
  return number === file.slice(0, 4) ? small(title) : undefined
}

/** A title may begin with a capital or not. */
const small = (title: string) => title.charAt(0).toLowerCase() + title.slice(1)

test('the list of decisions holds each of them once, in order, under its number and its title', () => {
  const rows = Array.from(read('README.md').matchAll(/^\| \[(.*?)\]\((.*?)\) \| (.*?) \|$/gm))
  assert.deepEqual(
    rows.map(([, number, file, title = '']) => [number, file, small(title)]),
    files.map((file) => [file.slice(0, 4), file, titleOf(file)]),
  )
})

test('no two decisions have one number', () => {
  assert.equal(new Set(files.map((file) => file.slice(0, 4))).size, files.length)
})

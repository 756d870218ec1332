import assert from 'node:assert/strict'
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../', import.meta.url))
const pages = globSync(['*.md', 'docs/**/*.md'], { cwd: root })
const text = (page: string) => readFileSync(join(root, page), 'utf8')

test('every link of our pages leads somewhere', () => {
  assert.ok(pages.length > 10, 'the pages were found')
  const broken = pages.flatMap((page) =>
    [...text(page).matchAll(/\]\(([^)#\s]+)(#[^)]*)?\)/g)]
      .map(([, target]) => target!)
      .filter((target) => !/^[a-z]+:/.test(target) && !existsSync(join(root, dirname(page), target)))
      .map((target) => `${page}: ${target}`),
  )
  assert.deepEqual(broken, [])
})

test('the map of the house names every room', () => {
  const map = text('README.md')
  for (const room of readdirSync(join(root, 'src'), { withFileTypes: true }))
    if (room.isDirectory()) assert.ok(map.includes(`(src/${room.name})`), room.name)
})

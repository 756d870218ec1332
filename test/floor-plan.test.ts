import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const src = fileURLToPath(new URL('../src/', import.meta.url))

/** Who may import whom: the table of docs/decisions/0001-floor-plan.md. A room may always import itself. */
const plan: Record<string, readonly string[]> = {
  contract: [],
  numbers: [],
  kernels: ['numbers'],
  store: ['contract', 'numbers'],
  collect: ['contract', 'numbers', 'store'],
  prepare: ['contract', 'numbers'],
  model: ['numbers', 'kernels'],
  evaluate: ['numbers', 'model'],
  recommend: ['contract', 'numbers', 'model', 'kernels'],
  simulate: ['contract', 'numbers'],
  jobs: ['contract', 'numbers', 'kernels', 'store', 'collect', 'prepare', 'model', 'evaluate', 'recommend', 'simulate'],
  serve: ['contract', 'collect', 'recommend', 'jobs'],
  cli: ['contract', 'jobs', 'serve'],
  'browser/shop': ['contract'],
  'browser/dashboard': ['contract'],
}

/** Tests stand beside their file and may look further: at what they hold the file against. */
const isTest = (file: string) => /\.(test|contract)\.tsx?$/.test(file) || file.includes('/fixtures/')

const roomOf = (path: string) => {
  const [first = '', second = ''] = relative(src, path).split('/')
  return first === 'browser' ? `browser/${second}` : first
}

/** What is wrong with one file's imports; empty when it keeps to the plan. */
function breaches(path: string, text: string): string[] {
  const room = roomOf(path)
  const allowed = plan[room]
  if (!allowed) return [`${relative(src, path)}: "${room}" is not a room of the floor plan`]
  const found: string[] = []
  for (const [, typeOnly, target] of text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s(type\s)?[^'"`;]*?from\s*['"](\.[^'"]+)['"]/g,
  ))
    judge(target!, typeOnly !== undefined)
  for (const [, target] of text.matchAll(/(?:import\(|import\s|new URL\()\s*['"](\.[^'"]+)['"]/g)) judge(target!, false)
  return found

  function judge(target: string, typeOnly: boolean) {
    const to = join(dirname(path), target)
    if (relative(src, to).startsWith('..')) return
    const there = roomOf(to)
    if (there === room) return
    if (!allowed!.includes(there))
      found.push(`${relative(src, path)} imports ${relative(src, to)}: ${room} may not see ${there}`)
    else if (room.startsWith('browser/') && !typeOnly)
      found.push(`${relative(src, path)} imports ${relative(src, to)}: a page takes types from ${there}, no code`)
  }
}

const files = globSync('**/*.{ts,tsx}', { cwd: src })
  .filter((file) => !isTest(file) && !file.includes('kernels/wasm/'))
  .map((file) => join(src, file))

test('every import follows the floor plan', () => {
  assert.ok(files.length > 20, 'the walk found the house')
  assert.deepEqual(
    files.flatMap((file) => breaches(file, readFileSync(file, 'utf8'))),
    [],
  )
})

test('a planted wrong import is seen, in every way it can be written', () => {
  const planted = {
    'model/planted.ts': "import { openSqlite } from '../store/sqlite.ts'",
    'contract/planted.ts': "import type { Csr } from '../numbers/csr.ts'",
    'serve/planted.ts': "export { topK } from '../numbers/topk.ts'",
    'prepare/planted.ts': "const store = await import('../store/store.ts')",
    'numbers/planted.ts': "import '../cli/main.ts'",
    'browser/shop/planted.ts': "import { Fault } from '../../contract/fault.ts'",
    'evaluate/planted.ts': "import {\n  a,\n  b,\n} from '../prepare/config.ts'",
    'utils/planted.ts': '',
  }
  for (const [file, text] of Object.entries(planted))
    assert.equal(breaches(join(src, file), text).length, 1, `${file}: ${text}`)
})

test('no file hides in a drawer', () => {
  for (const file of files) assert.doesNotMatch(file, /(utils?|helpers?|common|misc|index)(\.ts|\/)/)
})

test('only the store knows which database it is', () => {
  for (const file of files)
    if (roomOf(file) !== 'store')
      assert.doesNotMatch(readFileSync(file, 'utf8'), /node:sqlite|from 'kysely|from 'pg'/, file)
})

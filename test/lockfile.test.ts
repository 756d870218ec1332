import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

interface Entry {
  version?: string
  hasInstallScript?: boolean
  dev?: boolean
  optionalDependencies?: Record<string, string>
}

const read = (file: string) => JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'))
const packages: Record<string, Entry> = read('package-lock.json').packages
const manifest: { allowScripts: Record<string, boolean>; dependencies: Record<string, string> } = read('package.json')

test('the lockfile names the packages of every platform, or npm 11 and 12 refuse to install', () => {
  const missing = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
    Object.keys(optionalDependencies).filter(
      (name) => !Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`)),
    ),
  )
  assert.deepEqual(missing, [])
})

test('only packages that package.json has judged bring an install script, and only node may run it', () => {
  const scripted = Object.entries(packages)
    .filter(([, entry]) => entry.hasInstallScript)
    .map(([path]) => path.split('node_modules/').at(-1)!)
  for (const name of scripted) assert.ok(name in manifest.allowScripts, `${name} has an install script nobody judged`)
  assert.deepEqual(
    Object.entries(manifest.allowScripts)
      .filter(([, allowed]) => allowed)
      .map(([name]) => name),
    ['node'],
  )
})

test('every version a user gets is pinned', () => {
  for (const [name, range] of Object.entries(manifest.dependencies)) assert.match(range, /^\d/, name)
})

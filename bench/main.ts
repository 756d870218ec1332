/**
 * The benches: folders beside this file, at any depth (speed/svd), each with a main.ts that starts with a comment saying what it measures.
 * Usage: npm run bench              lists them
 *        npm run bench -- NAME …    runs one, with its own arguments
 */
import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const benches = globSync('**/main.ts', { cwd: here, exclude: ['main.ts'] })
  .map((file) => dirname(file))
  .filter((bench) => bench !== '.')
  .sort()

const [name, ...rest] = process.argv.slice(2)
if (name === undefined) {
  for (const bench of benches) process.stdout.write(`${bench.padEnd(16)}${firstSentence(bench)}\n`)
} else if (benches.includes(name)) {
  process.exitCode =
    spawnSync(process.execPath, [join(here, name, 'main.ts'), ...rest], { stdio: 'inherit' }).status ?? 1
} else {
  process.stderr.write(`bench: got "${name}", want one of ${benches.join(', ')}\n`)
  process.exitCode = 2
}

function firstSentence(bench: string): string {
  const text = readFileSync(join(here, bench, 'main.ts'), 'utf8').match(/\/\*\*([\s\S]*?)\*\//)?.[1] ?? ''
  return text
    .replace(/^\s*\* ?/gm, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .split(/(?<=[.:]) /)[0]!
}

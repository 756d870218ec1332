#!/usr/bin/env node
// The door of an installed package. It runs on whatever Node the machine has and hands over to the Node that the
// package brings (the npm package `node`), unless the machine's own is new enough to run the product by itself.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
// A published package holds dist/; a clone runs its sources.
const main = [join(here, '../dist/src/cli/main.js'), join(here, '../src/cli/main.ts')].find((file) => existsSync(file))

/** Type stripping and node:sqlite without a warning came with 24.15. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major > 24 || (major === 24 && minor >= 15)) {
  process.argv[1] = main
  await import(pathToFileURL(main).href)
} else {
  const child = spawn(broughtNode(), [main, ...process.argv.slice(2)], { stdio: 'inherit' })
  // The terminal sends Ctrl-C to both of us; the child decides what it means.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    process.stderr.write(`osusume: cannot start Node 24: ${error.message}\n`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    if (signal) {
      process.removeAllListeners(signal)
      process.kill(process.pid, signal)
    } else process.exitCode = code ?? 1
  })
}

function broughtNode() {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin/node')
  } catch {
    process.stderr.write(
      `osusume: needs Node 24.15 or newer, this is ${process.versions.node}, and the one it brings is missing.\n` +
        '         npm 12 skips install scripts unless told otherwise: npm install osusume --allow-scripts=node\n',
    )
    process.exit(1)
  }
}

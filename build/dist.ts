import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pages } from './browser.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** dist/: the sources as JavaScript, one file each, as Node refuses to strip types inside node_modules. */
export async function buildDist(): Promise<void> {
  const dist = join(root, 'dist')
  rmSync(dist, { recursive: true, force: true })
  execFileSync(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.dist.json')],
    {
      stdio: 'inherit',
    },
  )
  cpSync(join(root, 'package.json'), join(dist, 'package.json'))
  for (const page of pages.map((name) => `src/browser/${name}/built`))
    if (existsSync(join(root, page))) cpSync(join(root, page), join(dist, page), { recursive: true })
}

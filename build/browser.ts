import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const room = join(dirname(fileURLToPath(import.meta.url)), '../src/browser/shop')

/** The shop page as a browser takes it: one script, one style sheet, one page. The same sources give the same bytes. */
export async function bundleShop(): Promise<Record<string, string>> {
  const { outputFiles } = await build({
    entryPoints: [
      { in: join(room, 'main.tsx'), out: 'shop' },
      { in: join(room, 'shop.css'), out: 'shop' },
    ],
    // names in the bundle must not tell where the house stood
    absWorkingDir: room,
    outdir: join(room, 'built'),
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: ['es2023', 'chrome123', 'firefox120', 'safari17.5'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
  })
  const files = Object.fromEntries(outputFiles.map(({ path, text }) => [path.split(/[\\/]/).at(-1) as string, text]))
  return { ...files, 'shop.html': readFileSync(join(room, 'shop.html'), 'utf8') }
}

/** Writes src/browser/shop/built/, which is committed, so that a clone and a package need no bundler. */
export async function buildBrowser(): Promise<void> {
  mkdirSync(join(room, 'built'), { recursive: true })
  for (const [name, text] of Object.entries(await bundleShop())) writeFileSync(join(room, 'built', name), text)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildBrowser()

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const rooms = join(dirname(fileURLToPath(import.meta.url)), '../src/browser')

/** The pages there are, each a room of its name with a script, a style sheet and a page. */
export const pages = ['shop', 'dashboard'] as const
export type Page = (typeof pages)[number]

/** A page as a browser takes it: one script, one style sheet, one document. The same sources give the same bytes. */
export async function bundlePage(page: Page): Promise<Record<string, string>> {
  const room = join(rooms, page)
  const { outputFiles } = await build({
    entryPoints: [
      { in: join(room, 'main.tsx'), out: page },
      { in: join(room, `${page}.css`), out: page },
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
  return { ...files, [`${page}.html`]: readFileSync(join(room, `${page}.html`), 'utf8') }
}

/** Writes src/browser/PAGE/built/, which is committed, so that a clone and a package need no bundler. */
export async function buildBrowser(): Promise<void> {
  for (const page of pages) {
    const built = join(rooms, page, 'built')
    mkdirSync(built, { recursive: true })
    for (const [name, text] of Object.entries(await bundlePage(page))) writeFileSync(join(built, name), text)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildBrowser()

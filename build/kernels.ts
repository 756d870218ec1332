import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

const room = join(dirname(fileURLToPath(import.meta.url)), '../src/kernels')

const twins = {
  'relaxed-simd': ['simd', 'relaxed-simd', 'threads'],
  simd: ['simd', 'threads'],
} as const

/** The WebAssembly kernels as modules of base64, by file name. The same sources give the same bytes. */
export async function compileKernels(): Promise<Record<string, string>> {
  const made: Record<string, string> = {}
  for (const [twin, features] of Object.entries(twins)) made[`${twin}.wasm.ts`] = asModule(await compile(features))
  return made
}

/** Writes src/kernels/*.wasm.ts, which are committed, so that a clone and a package need no compiler. */
export async function buildKernels(): Promise<void> {
  for (const [file, text] of Object.entries(await compileKernels())) writeFileSync(join(room, file), text)
}

async function compile(features: readonly string[]): Promise<Uint8Array> {
  let bytes: Uint8Array | undefined
  const { error, stderr } = await asc.main(
    [
      'kernels.ts',
      ...['--outFile', 'kernels.wasm', '-O3', '--runtime', 'stub', '--noAssert', '--uncheckedBehavior', 'always'],
      ...features.flatMap((feature) => ['--enable', feature]),
      // the memory comes from outside, shared, as large as 32 bits reach
      ...['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
      // nothing of the module lies in the memory: threads have it in common
      ...['--memoryBase', '0'],
    ],
    {
      readFile: (name, folder) => {
        try {
          return readFileSync(join(room, 'wasm', folder, name), 'utf8')
        } catch {
          return null
        }
      },
      writeFile: (name, content) => {
        if (name.endsWith('.wasm')) bytes = content as Uint8Array
      },
      listFiles: () => [],
    },
  )
  if (error || !bytes) throw new Error(`the kernels do not compile\n${stderr}`, { cause: error })
  return bytes
}

const asModule = (bytes: Uint8Array) =>
  `// Made by build/kernels.ts from src/kernels/wasm/.\nexport const base64 =\n  '${Buffer.from(bytes).toString('base64')}'\n`

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildKernels()

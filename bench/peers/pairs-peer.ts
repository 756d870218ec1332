import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Csr } from '../../src/numbers/csr.ts'
import { peerPython } from './install.ts'

/**
 * A Python script in a process of its own that is handed the pairs of a matrix (its values are not) and then answers
 * questions, a line of JSON each.
 * @throws Error  from ask, when the script ended
 */
export async function pairsPeer(script: string, { nRows, nCols, rowStart, column }: Csr, threads: number) {
  const folder = mkdtempSync(join(tmpdir(), 'osusume-bench-'))
  const pairs = join(folder, 'pairs')
  const row = new Uint32Array(column.length)
  for (let r = 0; r < nRows; r++) row.fill(r, rowStart[r], rowStart[r + 1])
  writeFileSync(pairs, Buffer.concat([Buffer.from(row.buffer), Buffer.from(column.slice().buffer)]))
  const limits = { OMP_NUM_THREADS: String(threads), OPENBLAS_NUM_THREADS: String(threads) }
  const child = spawn(peerPython(), [script], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...limits },
  })
  const lines = createInterface({ input: child.stdout })
  const ask = async (question: object): Promise<unknown> => {
    const answer = once(lines, 'line')
    child.stdin.write(`${JSON.stringify(question)}\n`)
    const ended = once(child, 'exit').then(() => Promise.reject(new Error('bench: the peer ended')))
    const [line] = await Promise.race([answer, ended])
    return JSON.parse(line as string)
  }
  await ask({ pairs, rows: nRows, columns: nCols })
  return {
    ask,
    close() {
      child.removeAllListeners('exit')
      child.stdin.end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

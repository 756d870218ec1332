import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * A Python with the peers of a list in it, installed on first use (python3 3.11 or newer, pip) into the user's cache, one
 * folder per content of the list. OSUSUME_PEERS_PYTHON names another one that has them already.
 * @param list  a file beside this one; peers that need older company than the rest have a list of their own
 * @returns  the path of the interpreter
 */
export function peerPython(list = 'requirements.txt'): string {
  const requirements = fileURLToPath(new URL(list, import.meta.url))
  const given = process.env.OSUSUME_PEERS_PYTHON
  if (given) return given
  const name = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12)
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'osusume-bench', `peers-${name}`)
  const python = join(folder, 'bin', 'python')
  const whole = join(folder, 'whole')
  if (existsSync(whole)) return python
  process.stderr.write(`installing the peers into ${folder}\n`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  execFileSync('python3', ['-m', 'venv', folder], { stdio: ['ignore', 2, 2] })
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--only-binary', ':all:', '-r', requirements], {
    stdio: ['ignore', 2, 2],
  })
  writeFileSync(whole, '')
  return python
}

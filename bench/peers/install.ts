import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const requirements = fileURLToPath(new URL('requirements.txt', import.meta.url))

/**
 * A Python with the peers of requirements.txt in it, installed on first use (python3 3.11 or newer, pip) into the
 * user's cache, one folder per content of the file. OSUSUME_PEERS_PYTHON names another one that has them already.
 * @returns  the path of the interpreter
 */
export function peerPython(): string {
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

import { execFileSync } from 'node:child_process'
import { cpus, totalmem } from 'node:os'

/** Where and on what a number was measured: it stands beside every figure. */
export function machine(): { cpu: string; cores: number; memoryGiB: number; node: string; commit: string } {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    commit: commit(),
  }
}

/** The same as one line under a table. */
export function machineLine(): string {
  const m = machine()
  return `${m.cores} cores of ${m.cpu}, ${m.memoryGiB} GiB, Node ${m.node}, commit ${m.commit}`
}

function commit(): string {
  try {
    const git = (...words: string[]) => execFileSync('git', words, { encoding: 'utf8' }).trim()
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '-uno') ? ' with changes' : '')
  } catch {
    return 'unknown (no git here)'
  }
}

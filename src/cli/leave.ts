import { CommanderError } from 'commander'
import { bug, Fault, faults } from '../contract/fault.ts'

/**
 * The one place where the command line turns an error into a sentence and an exit code (the table in
 * contract/fault.ts). With --json the sentence is a document on stdout, as every other answer is.
 */
export function leave(error: unknown, json: boolean): void {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : faults['bad-request'].exit
    return
  }
  const { code, message, exit } =
    error instanceof Fault ? { code: error.code, message: error.message, exit: faults[error.code].exit } : bug
  if (json) process.stdout.write(`${JSON.stringify({ error: { code, message } })}\n`)
  process.stderr.write(`osusume: ${code}: ${message}\n`)
  if (!(error instanceof Fault)) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    process.stderr.write('osusume: this is a bug of ours; the lines above help to mend it\n')
  }
  process.exitCode = exit
}

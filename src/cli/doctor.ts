import type { Command } from 'commander'
import { faults } from '../contract/fault.ts'
import type { Finding } from '../jobs/doctor.ts'
import { type SharedOptions, withSharedOptions } from './shared-options.ts'

const lesson = `
Each line is ok, advice (works, could be better) or a problem. The exit code is 0 without a problem, otherwise that of
the first one: checks go from the ground up, and later problems often follow from it. Nothing is changed.`

export default function addDoctor(program: Command): void {
  withSharedOptions(program.command('doctor'))
    .description('check the installation, the data folder and every file in it')
    .addHelpText('after', lesson)
    .action(doctor)
}

async function doctor(options: SharedOptions): Promise<void> {
  const { examine } = await import('../jobs/doctor.ts')
  const findings = await examine(options.data)
  const worst = findings.find((finding) => finding.verdict === 'problem')
  process.stdout.write(
    options.json ? `${JSON.stringify({ healthy: worst === undefined, findings })}\n` : table(findings),
  )
  if (worst) process.exitCode = faults[worst.code].exit
}

function table(findings: Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length))
  return findings
    .map(({ check, verdict, message }) => `${verdict.padEnd(9)}${check.padEnd(width)}  ${message}\n`)
    .join('')
}

import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Fault } from '../contract/fault.ts'

/** @throws Fault  disk-full, no-access */
export async function writeReport(file: string, html: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, html)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOSPC') throw new Fault('disk-full', `report: no room left for ${file}`, { cause: error })
    throw new Fault('no-access', `report: ${file} cannot be written (${code})`, { cause: error })
  }
}

/** A moment as it stands in a report's file name: 20261123-143501. */
export const reportTime = (timeMs: number) =>
  new Date(timeMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')

import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { asFault } from './file-fault.ts'

/**
 * Lets `write` make a file beside `path` and puts it in its place when it is whole and on disk: nobody ever sees half of it.
 * The folder is made where there is none.
 * @returns what `write` gives back
 * @throws Fault  disk-full, no-access; whatever `write` throws
 */
export async function settleFile<T>(path: string, write: (temporary: string) => Promise<T>): Promise<T> {
  const temporary = `${path}.${process.pid}.partial`
  try {
    await mkdir(dirname(path), { recursive: true })
    const written = await write(temporary)
    const file = await open(temporary, 'r+')
    try {
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
    await syncFolder(dirname(path))
    return written
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    throw asFault(error, path)
  }
}

/** A rename is on disk only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

import { readFile } from 'node:fs/promises'
import { Fault } from '../contract/fault.ts'

/**
 * The JSON document in a file a user named; what it may say is checked where it is used.
 * @throws Fault not-found, no-access, bad-request
 */
export async function configFile(path: string): Promise<object> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new Fault(code === 'ENOENT' ? 'not-found' : 'no-access', `config: ${path} cannot be read (${code})`, {
      cause,
    })
  }
  try {
    return JSON.parse(text) as object
  } catch (cause) {
    throw new Fault('bad-request', `config: ${path} is not JSON: ${(cause as Error).message}`, { cause })
  }
}

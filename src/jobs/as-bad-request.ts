import { Fault } from '../contract/fault.ts'

/** A RangeError of a numeric room is, at the door, something the caller can mend: `place` is said before it. */
export function asBadRequest<T>(place: string, job: () => Promise<T>): Promise<T>
export function asBadRequest<T>(place: string, job: () => T): T
export function asBadRequest<T>(place: string, job: () => T | Promise<T>): T | Promise<T> {
  try {
    const made = job()
    return made instanceof Promise ? made.catch((error) => translated(place, error)) : made
  } catch (error) {
    return translated(place, error)
  }
}

function translated(place: string, error: unknown): never {
  if (error instanceof RangeError) throw new Fault('bad-request', `${place}: ${error.message}`, { cause: error })
  throw error
}

import { Fault } from '../contract/fault.ts'

/** A parser for an option that takes a whole number. @throws Fault bad-request */
export function wholeNumber(option: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const n = Number(text)
    if (text.trim() === '' || !Number.isInteger(n) || n < least || n > most)
      throw new Fault('bad-request', `${option}: got "${text}", want a whole number of ${least} to ${most}`)
    return n
  }
}

/** Checks on one option each; the refusal names the option, what came and what was wanted. */

export function wantInteger(name: string, value: unknown, least: number, most: number): void {
  if (!Number.isInteger(value) || (value as number) < least || (value as number) > most)
    refuse(name, value, `a whole number from ${least} to ${most}`)
}

export function wantNumber(name: string, value: unknown, least: number, most: number): void {
  // the negation refuses NaN as well
  if (typeof value !== 'number' || !(value >= least && value <= most))
    refuse(name, value, `a number from ${least} to ${most}`)
}

export function wantBoolean(name: string, value: unknown): void {
  if (typeof value !== 'boolean') refuse(name, value, 'true or false')
}

export function wantOneOf(name: string, value: unknown, words: readonly string[]): void {
  if (!words.includes(value as string)) refuse(name, value, words.join(', '))
}

function refuse(name: string, got: unknown, want: string): never {
  throw new RangeError(`${name}: got ${typeof got === 'number' ? String(got) : JSON.stringify(got)}, want ${want}`)
}

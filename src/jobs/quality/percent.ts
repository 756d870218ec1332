/** A share in words: "12.3 %", "< 0.1 %", "0.0 %". */
export function percent(share: number): string {
  const hundred = 100 * share
  return `${hundred > 0 && hundred < 0.1 ? '< 0.1' : hundred.toFixed(1)} %`
}

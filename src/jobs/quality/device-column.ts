/** Headings under which exports say with what a visitor came, without case, spaces and signs, the surest first. */
const headings = [
  'device',
  'devicecategory',
  'devicetype',
  'deviceclass',
  'visitdevice',
  'platform',
  'os',
  'operatingsystem',
]

/** The column that says with what a visitor came, as "mobile" or "desktop": what it is called. */
export function deviceColumn(columns: readonly string[]): string | undefined {
  const folded = columns.map((column) => column.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, ''))
  const at = headings.map((heading) => folded.indexOf(heading)).find((at) => at >= 0)
  return at === undefined ? undefined : columns[at]
}

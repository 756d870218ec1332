import { basename } from 'node:path'
import { Fault } from '../../contract/fault.ts'
import { bytesOf, type Source } from '../rows/source-bytes.ts'
import { cutBytes, linesOf } from '../rows/text-lines.ts'
import type { EventCollector } from './event-collector.ts'

/**
 * Lines of ids. `row-first`: a user and their items (a user alone has none). `items-only`: a session of items whose row
 * is the number of its line, or, with a tab in it, the beginning of a session and the item that came next.
 * @throws Fault  bad-file
 */
export async function readLines(
  source: Source,
  layout: 'row-first' | 'items-only',
  into: EventCollector,
): Promise<void> {
  // lines of several files are numbered on
  const before = Number(into.known.rows.ids.at(-1) ?? 0)
  let line = 0
  for await (const lines of linesOf(bytesOf(source)))
    for (const { text, shown } of lines) {
      line++
      const refuse = (wanted: string): never => {
        throw new Fault(
          'bad-file',
          `${basename(source.path)}, line ${line}: got "${shown.slice(0, 60)}", want ${wanted}`,
        )
      }
      if (text === undefined) return refuse('UTF-8 text')
      if (text.length > cutBytes) return refuse(`a line of at most ${cutBytes.toLocaleString('en')} characters`)
      if (text.trim() === '') continue
      if (layout === 'row-first') {
        const [row = '', ...items] = text.trim().split(/[\s,]+/)
        for (const item of items) into.add(row, item)
        continue
      }
      const row = String(before + line)
      const [prefix = '', next, ...more] = text.split('\t')
      if (more.length > 0) refuse('items, or items TAB the next item')
      for (const item of words(prefix)) into.add(row, item)
      if (next === undefined) continue
      const [item, second] = words(next)
      if (item === undefined || second !== undefined) return refuse('one item after the tab')
      into.target(row, item)
    }
}

const words = (text: string) => text.split(/[\s,]+/).filter((word) => word !== '')

import { basename } from 'node:path'
import { Fault } from '../../contract/fault.ts'
import { bytesOf, type Source } from '../source-bytes.ts'
import { linesOf } from '../text-lines.ts'
import type { SplitEvents } from './split-events.ts'

/**
 * Lines of ids. `row-first`: a user and their items (a user alone has none). `items-only`: a session of items whose row
 * is the number of its line, or, with a tab in it, the beginning of a session and the item that came next.
 * @throws Fault  bad-file
 */
export async function readLines(source: Source, layout: 'row-first' | 'items-only'): Promise<SplitEvents> {
  const events: SplitEvents = { row: [], item: [] }
  const target = new Map<string, string>()
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
      if (text.trim() === '') continue
      if (layout === 'row-first') {
        const [row = '', ...items] = text.trim().split(/[\s,]+/)
        for (const item of items) push(row, item)
        continue
      }
      const row = String(line)
      const [prefix = '', next, ...more] = text.split('\t')
      if (more.length > 0) refuse('items, or items TAB the next item')
      for (const item of words(prefix)) push(row, item)
      if (next === undefined) continue
      const [item, second] = words(next)
      if (item === undefined || second !== undefined) return refuse('one item after the tab')
      target.set(row, item)
    }
  return target.size > 0 ? { ...events, target } : events

  function push(row: string, item: string) {
    events.row.push(row)
    events.item.push(item)
  }
}

const words = (text: string) => text.split(/[\s,]+/).filter((word) => word !== '')

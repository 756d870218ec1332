import { basename } from 'node:path'
import { Fault } from '../../contract/fault.ts'
import { DelimitedRows } from '../rows/delimited-rows.ts'
import { bytesOf, type Source } from '../rows/source-bytes.ts'
import { linesOf } from '../rows/text-lines.ts'
import type { EventCollector } from './event-collector.ts'

/** Marks begin and end of a history in the files of the next-basket literature; it is no item. */
const sentinel = '-1'

const wanted = 'JSON {"user": [[item, …], …]} or a table with the columns user, basket and item'

/**
 * Baskets of people in the order in which they were bought.
 * @throws Fault  bad-file
 */
export async function readBaskets(source: Source, into: EventCollector): Promise<void> {
  const isJson = source.head.toString('utf8').trimStart().startsWith('{')
  return isJson ? fromJson(source, into) : fromTable(source, into)
}

async function fromJson(source: Source, into: EventCollector): Promise<void> {
  const name = basename(source.path)
  const chunks: Buffer[] = []
  for await (const chunk of bytesOf(source)) chunks.push(chunk)
  let users: unknown
  try {
    users = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)))
  } catch (error) {
    throw new Fault('bad-file', `${name}: ${(error as Error).message}, want ${wanted}`, { cause: error })
  }
  for (const [user, baskets] of Object.entries(users as object)) {
    if (!Array.isArray(baskets))
      throw new Fault('bad-file', `${name}: user ${user}: got ${typeof baskets}, want a list of baskets`)
    let number = 0
    for (const basket of baskets) {
      if (!Array.isArray(basket))
        throw new Fault('bad-file', `${name}: user ${user}: got ${typeof basket}, want a basket: a list of items`)
      const items = basket.map(String).filter((item) => item !== sentinel)
      for (const item of items) into.add(user, item, { basket: number })
      if (items.length > 0) number++
    }
  }
}

async function fromTable(source: Source, into: EventCollector): Promise<void> {
  const name = basename(source.path)
  const first =
    source.head
      .toString('utf8')
      .replace(/^\ufeff/, '')
      .split(/\r?\n/, 1)[0] ?? ''
  const delimiter = first.includes('\t') ? '\t' : ','
  const header = first.split(delimiter).map((word) =>
    word
      .trim()
      .toLowerCase()
      .replaceAll(/[\s_-]|id$/g, ''),
  )
  const find = (...words: string[]) => {
    const at = header.findIndex((word) => words.includes(word))
    const isOnly = at >= 0 && header.indexOf(header[at] ?? '', at + 1) < 0
    return isOnly ? at : refuse(`the columns ${first.slice(0, 60)}`)
  }
  function refuse(got: string): never {
    throw new Fault('bad-file', `${name}: got ${got}, want ${wanted}`)
  }
  const place = { row: find('user', 'customer'), basket: find('basket', 'order'), item: find('item', 'product') }
  const numbers = new Map<string, Map<string, number>>()
  const reader = new DelimitedRows(delimiter, header.length, 0)
  for await (const lines of linesOf(bytesOf(source))) take(reader.take(lines))
  take(reader.end())

  function take(rows: ReturnType<DelimitedRows['take']>) {
    for (const { line, fields, problem, raw } of rows) {
      if (line === 1 || problem?.code === 'blank-line') continue
      const [row, basket, item] = [fields?.[place.row], fields?.[place.basket], fields?.[place.item]]
      if (!row || !basket || !item) refuse(`"${raw.slice(0, 60)}" in line ${line}`)
      const known = numbers.get(row) ?? new Map<string, number>()
      numbers.set(row, known)
      if (!known.has(basket)) known.set(basket, known.size)
      into.add(row, item, { basket: known.get(basket) as number })
    }
  }
}

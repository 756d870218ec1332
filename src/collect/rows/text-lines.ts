import { isUtf8 } from 'node:buffer'

/** A line of text without its end; `text` is absent when its bytes are no UTF-8. */
export interface TextLine {
  text: string | undefined
  /** what can be shown of a line that is no UTF-8 */
  shown: string
}

/** No honest row is longer; beyond this a line is cut and refused, so that one file cannot fill the memory. */
export const maxLineBytes = 1 << 20

/** Of a line without end so much is handed on: whoever meets a longer text has met its beginning. */
export const cutBytes = 4 * maxLineBytes

/**
 * The lines of a stream of bytes, some thousands at a time; a byte order mark is dropped, CRLF and LF both end a line.
 * Whole blocks are decoded at once, and only a block with a bad byte line by line.
 */
export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<TextLine[]> {
  let rest: Buffer = Buffer.alloc(0)
  let first = true
  let isPassing = false
  for await (const whole of chunks) {
    let chunk = whole
    if (isPassing) {
      const end = chunk.indexOf(0x0a)
      if (end < 0) continue
      isPassing = false
      chunk = chunk.subarray(end + 1)
    }
    const cut = chunk.lastIndexOf(0x0a)
    if (cut < 0) {
      rest = Buffer.concat([rest, chunk])
      // Of a line without end the beginning is dealt out, to be refused; the rest is passed over, for it is no line.
      if (rest.length > cutBytes) {
        yield decode(rest)
        rest = Buffer.alloc(0)
        first = false
        isPassing = true
      }
      continue
    }
    let block = rest.length > 0 ? Buffer.concat([rest, chunk.subarray(0, cut)]) : chunk.subarray(0, cut)
    rest = Buffer.from(chunk.subarray(cut + 1))
    if (first && block[0] === 0xef && block[1] === 0xbb && block[2] === 0xbf) block = block.subarray(3)
    first = false
    yield decode(block)
  }
  if (first && rest[0] === 0xef && rest[1] === 0xbb && rest[2] === 0xbf) rest = rest.subarray(3)
  if (rest.length > 0) yield decode(rest)
}

function decode(block: Buffer): TextLine[] {
  if (isUtf8(block))
    return block
      .toString('utf8')
      .split('\n')
      .map((line) => {
        const text = line.endsWith('\r') ? line.slice(0, -1) : line
        return { text, shown: text }
      })
  const lines: TextLine[] = []
  for (let at = 0; at <= block.length; ) {
    const end = block.indexOf(0x0a, at)
    const line = block.subarray(at, end < 0 ? block.length : end)
    const shown = line.toString('utf8').replace(/\r$/, '')
    lines.push({ text: isUtf8(line) ? shown : undefined, shown })
    if (end < 0) break
    at = end + 1
  }
  return lines
}

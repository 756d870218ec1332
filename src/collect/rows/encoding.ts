import { isUtf8 } from 'node:buffer'

export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const
export type Encoding = (typeof encodings)[number]

/** Beyond this share of letters above ASCII it is some other alphabet, or no text: nobody's guess. */
const mostHigh = 0.1

/**
 * How the text of a file is written, from its first bytes: UTF-16 by its byte order mark; Windows-1252 (and Latin-1, which
 * it contains) where the bytes are no UTF-8, no character is UTF-8 beyond ASCII, and letters above ASCII are few, as in the
 * languages it was made for. A file in which both stand is UTF-8 with broken lines.
 */
export function encodingOf(head: Buffer): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  // the last character may have been cut in two
  if (isUtf8(head) || [1, 2, 3].some((cut) => isUtf8(head.subarray(0, head.length - cut)) && head.at(-cut)! >= 0xc0))
    return 'utf-8'
  const high = head.filter((byte) => byte >= 0x80).length
  const isMixed = [...head.toString('utf8')].some((letter) => letter > '\u007f' && letter !== '\ufffd')
  return isMixed || high > mostHigh * head.length ? 'utf-8' : 'windows-1252'
}

/** The same text in UTF-8, without a byte order mark where it was not UTF-8 before. */
export async function* inUtf8(chunks: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Buffer> {
  if (encoding === 'utf-8') {
    yield* chunks
    return
  }
  const decoder = new TextDecoder(encoding)
  for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }))
  const rest = decoder.decode()
  if (rest !== '') yield Buffer.from(rest)
}

/** Ids as one block of UTF-8 and the length of each, so that a million of them are read without parsing a million strings. */
export interface PackedIds {
  text: Uint8Array
  /** length of each id in UTF-16 units */
  lengths: Uint32Array
}

export function packIds(ids: readonly string[]): PackedIds {
  return { text: new TextEncoder().encode(ids.join('')), lengths: Uint32Array.from(ids, (id) => id.length) }
}

/** @throws RangeError  when the text is not as long as the lengths say */
export function unpackIds({ text, lengths }: PackedIds): string[] {
  const all = new TextDecoder().decode(text)
  const ids = new Array<string>(lengths.length)
  let at = 0
  for (let i = 0; i < ids.length; i++) {
    const end = at + lengths[i]!
    ids[i] = all.slice(at, end)
    at = end
  }
  if (at !== all.length) throw new RangeError(`unpackIds: ${all.length} characters, lengths for ${at}`)
  return ids
}

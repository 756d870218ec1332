/** A field's value in Thrift's compact protocol; a struct lists its fields by rising id, and an absent one is left out. */
export type ThriftValue =
  | { i32: number }
  | { i64: number }
  | { text: string }
  | { bool: boolean }
  | { list: readonly ThriftValue[] }
  | { struct: ThriftStruct }

export type ThriftStruct = readonly (readonly [id: number, value: ThriftValue | undefined])[]

const typeCodes = { i32: 5, i64: 6, text: 8, list: 9, struct: 12 } as const

/**
 * A struct in Thrift's compact protocol: what Parquet writes its headers and its footer in.
 *
 * @param struct  whole numbers up to 2^53
 * Source: thrift-compact-protocol.md of Apache Thrift.
 */
export function thriftBytes(struct: ThriftStruct): Buffer {
  const bytes: number[] = []
  putStruct(bytes, struct)
  return Buffer.from(bytes)
}

function putStruct(bytes: number[], struct: ThriftStruct): void {
  let last = 0
  for (const [id, value] of struct) {
    if (value === undefined) continue
    if (id - last < 1 || id - last > 15) throw new RangeError(`field ${id} after ${last}: want ids rising by 1 to 15`)
    bytes.push(((id - last) << 4) | typeOf(value))
    last = id
    putValue(bytes, value)
  }
  bytes.push(0)
}

function typeOf(value: ThriftValue): number {
  // a field that is a boolean is its own type
  if ('bool' in value) return value.bool ? 1 : 2
  return typeCodes[Object.keys(value)[0] as keyof typeof typeCodes]
}

function putValue(bytes: number[], value: ThriftValue): void {
  if ('i32' in value) putZigzag(bytes, value.i32)
  else if ('i64' in value) putZigzag(bytes, value.i64)
  else if ('text' in value) {
    const encoded = Buffer.from(value.text)
    putVarint(bytes, encoded.length)
    for (const byte of encoded) bytes.push(byte)
  } else if ('list' in value) {
    const [first] = value.list
    const type = first === undefined ? typeCodes.i32 : typeOf(first)
    if (value.list.length < 15) bytes.push((value.list.length << 4) | type)
    else {
      bytes.push(0xf0 | type)
      putVarint(bytes, value.list.length)
    }
    for (const one of value.list) putValue(bytes, one)
  } else if ('struct' in value) putStruct(bytes, value.struct)
}

const putZigzag = (bytes: number[], x: number) => putVarint(bytes, x < 0 ? -2 * x - 1 : 2 * x)

/** Seven bits a byte, the lowest first. Not by shifts: they end at 32 bits. */
function putVarint(bytes: number[], x: number): void {
  let left = x
  while (left >= 128) {
    bytes.push((left % 128) | 128)
    left = Math.floor(left / 128)
  }
  bytes.push(left)
}

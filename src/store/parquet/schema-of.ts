import type { NumberType, ParquetColumn } from './column.ts'
import { physicalOf, physicalTypes } from './column-chunk.ts'
import type { ThriftStruct, ThriftValue } from './thrift.ts'

const repetition = { required: 0, optional: 1, repeated: 2 } as const

/** As parquet.thrift numbers them: what the bytes mean, in the older words and in the newer. */
const converted = { text: 0, list: 3, timestamp: 10, uint32: 13 } as const
const isText: ThriftStruct = [[1, { struct: [] }]]
const isList: ThriftStruct = [[3, { struct: [] }]]
/** Of no zone, in microseconds: as DuckDB's TIMESTAMP. */
const isMoment: ThriftStruct = [
  [
    8,
    {
      struct: [
        [1, { bool: false }],
        [2, { struct: [[2, { struct: [] }]] }],
      ],
    },
  ],
]

/** The schema of a file, the root first, each element before what is in it. */
export function schemaOf(columns: readonly ParquetColumn[]): ThriftValue[] {
  return [element('schema', { children: columns.length }), ...columns.flatMap(elementsOf)]
}

function elementsOf(column: ParquetColumn): ThriftValue[] {
  const { name, type } = column
  if (type === 'text')
    return [element(name, { physical: 'bytes', repeats: 'optional', means: converted.text, newer: isText })]
  if (type !== 'list') return [number(name, type, 'optional')]
  return [
    element(name, { repeats: 'optional', children: 1, means: converted.list, newer: isList }),
    element('list', { repeats: 'repeated', children: 1 }),
    element('element', { repeats: 'required', children: column.fields.length }),
    ...column.fields.map((field) => number(field.name, field.type, 'required')),
  ]
}

const number = (name: string, type: NumberType, repeats: keyof typeof repetition) =>
  element(name, {
    physical: physicalOf[type],
    repeats,
    ...((type === 'timestamp' || type === 'uint32') && { means: converted[type] }),
    ...(type === 'timestamp' && { newer: isMoment }),
  })

function element(
  name: string,
  {
    physical,
    repeats,
    children,
    means,
    newer,
  }: {
    physical?: keyof typeof physicalTypes
    repeats?: keyof typeof repetition
    children?: number
    means?: number
    newer?: ThriftStruct
  },
): ThriftValue {
  return {
    struct: [
      [1, physical && { i32: physicalTypes[physical] }],
      [3, repeats && { i32: repetition[repeats] }],
      [4, { text: name }],
      [5, children === undefined ? undefined : { i32: children }],
      [6, means === undefined ? undefined : { i32: means }],
      [10, newer && { struct: newer }],
    ],
  }
}

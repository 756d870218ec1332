import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBResult,
  DuckDBScalarFunction,
  DuckDBTypeId,
  VARCHAR,
} from '@duckdb/node-api'
import { endToEnd } from '../numbers/end-to-end.ts'

export type NumberArray = Float64Array | Float32Array | Uint32Array | Int32Array | Uint8Array

/** Values of one column: numbers, or texts that may be missing. */
export type Column = NumberArray | readonly (string | null)[]

/** A columnar SQL engine in memory (DuckDB): what pandas is elsewhere. Nothing of it survives `close`. */
export interface Engine {
  run(sql: string): Promise<void>
  /** Numbers come as numbers; cast counts to DOUBLE in the SQL, so that none comes as a bigint. */
  all<Row extends Record<string, unknown>>(sql: string): Promise<Row[]>
  /** The first row of an answer that has one. */
  one<Row extends Record<string, unknown>>(sql: string): Promise<Row>
  /** Appends rows to a table, column by column, all equally long. NaN stands for "not given" and becomes NULL. */
  append(table: string, columns: readonly Column[]): Promise<void>
  /** Whole columns of an answer, in its order, as numbers; NULL is NaN. */
  numbers(sql: string): Promise<Float64Array[]>
  /**
   * The same piece by piece, some thousand rows at a time, each column in an array of its own type; where something is missing, as numbers.
   * The arrays live no longer than the call: nothing is made that is thrown away.
   */
  scan(sql: string, take: (columns: readonly NumberArray[]) => void): Promise<void>
  /** The same into arrays of as many places as it has rows: with one copy and no more memory than they take. NULL is refused where NaN cannot stand. */
  fill(sql: string, columns: readonly NumberArray[]): Promise<void>
  /** The texts of an answer of one column, none of them missing. */
  texts(sql: string): Promise<string[]>
  /**
   * Lets SQL call `read` under a name: what a text means is then said once, in TypeScript. It is handed texts, NULL as null, and what it
   * gives is a DOUBLE, NaN as NULL. About a microsecond a call: hand it distinct texts where many are alike.
   */
  define(name: string, nTexts: number, read: (...texts: (string | null)[]) => number): void
  close(): void
}

export interface EngineOptions {
  memoryBytes?: number
  threads?: number
}

/** Where it lays what its memory does not hold, for as long as it is open: not in the folder that somebody happens to work in. */
export const spillFolder = (): string => join(tmpdir(), `osusume-${process.pid}`)

/** Rows appended in one go: what the engine keeps together. */
const chunkRows = 2048

export async function openEngine({ memoryBytes = 2 ** 31, threads }: EngineOptions = {}): Promise<Engine> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: `${Math.ceil(memoryBytes / 1e6)}MB`,
    ...(threads !== undefined && { threads: String(threads) }),
    // the order of rows is part of every answer here: the first of two repeats is the one that stays
    preserve_insertion_order: 'true',
    // what it remembers of a file goes by its name and the time it was changed: of one written over at once it would mix both
    enable_external_file_cache: 'false',
    temp_directory: spillFolder(),
  })
  const connection = await instance.connect()
  const all = async <Row>(sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJS() as Row[]
  return {
    all,
    async run(sql) {
      await connection.run(sql)
    },
    async one<Row>(sql: string) {
      const [row] = await all<Row>(sql)
      if (!row) throw new RangeError(`no row came of ${sql}`)
      return row
    },
    append: (table, columns) => append(connection, table, columns),
    numbers: (sql) => numbers(connection, sql),
    define: (name, nTexts, read) => define(connection, name, nTexts, read),
    async scan(sql, take) {
      for await (const chunk of chunksOf(await connection.stream(sql))) take(columnsOf(chunk))
    },
    fill: (sql, columns) => fill(connection, sql, columns),
    texts: (sql) => texts(connection, sql),
    close() {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

async function append(connection: DuckDBConnection, table: string, columns: readonly Column[]): Promise<void> {
  const appender = await connection.createAppender(table)
  const types = Array.from({ length: appender.columnCount }, (_, at) => appender.columnType(at))
  const nRows = columns[0]?.length ?? 0
  for (let start = 0; start < nRows; start += chunkRows) {
    const n = Math.min(chunkRows, nRows - start)
    const chunk = DuckDBDataChunk.create(types, n)
    columns.forEach((column, at) => {
      const vector = chunk.getColumnVector(at)
      if (!copied(vector, column, start, n))
        for (let k = 0; k < n; k++) {
          const value = column[start + k]
          vector.setItem(k, value === undefined || Number.isNaN(value) ? null : value)
        }
      vector.flush()
    })
    appender.appendDataChunk(chunk)
  }
  appender.closeSync()
}

/**
 * Numbers go into a vector of their own type in one copy, several times as fast as one by one; not where one of them is missing, which only
 * `setItem` can say. The array behind a vector is not part of its interface: where it is not what we take it for, nothing is copied.
 */
function copied(vector: object, column: Column, start: number, n: number): boolean {
  const { items } = vector as { items?: unknown }
  if (!ArrayBuffer.isView(column) || !ArrayBuffer.isView(items) || items.constructor !== column.constructor)
    return false
  const slice = column.subarray(start, start + n)
  if (slice.some(Number.isNaN)) return false
  ;(items as Float64Array).set(slice)
  return true
}

async function numbers(connection: DuckDBConnection, sql: string): Promise<Float64Array[]> {
  const result = await connection.stream(sql)
  const pieces: NumberArray[][] = Array.from({ length: result.columnCount }, () => [])
  for await (const chunk of chunksOf(result))
    for (const [at, column] of columnsOf(chunk).entries()) pieces[at]?.push(column.slice())
  return pieces.map((parts) => endToEnd(Float64Array, parts))
}

/** The columns of a chunk, those behind its vectors where none is missing: they live no longer than the chunk. */
function columnsOf(chunk: DuckDBDataChunk): NumberArray[] {
  return Array.from({ length: chunk.columnCount }, (_, at) => {
    const whole = wholeColumn(chunk, at)
    if (whole) return whole
    const column = new Float64Array(chunk.rowCount)
    read(chunk, at, column, 0)
    return column
  })
}

async function fill(connection: DuckDBConnection, sql: string, columns: readonly NumberArray[]): Promise<void> {
  let rows = 0
  for await (const chunk of chunksOf(await connection.stream(sql))) {
    for (const [at, column] of columns.entries()) {
      if (rows + chunk.rowCount > column.length)
        throw new RangeError(`got more rows than the ${column.length} there is room for: ${sql}`)
      read(chunk, at, column, rows)
    }
    rows += chunk.rowCount
  }
  if (columns.some(({ length }) => length !== rows))
    throw new RangeError(`got ${rows} rows, want as many as room: ${sql}`)
}

async function texts(connection: DuckDBConnection, sql: string): Promise<string[]> {
  const found: string[] = []
  for await (const chunk of chunksOf(await connection.stream(sql))) {
    const vector = chunk.getColumnVector(0)
    for (let k = 0; k < chunk.rowCount; k++) found.push(vector.getItem(k) as string)
  }
  return found
}

async function* chunksOf(result: DuckDBResult): AsyncGenerator<DuckDBDataChunk> {
  for (;;) {
    const chunk = await result.fetchChunk()
    if (!chunk || chunk.rowCount === 0) return
    yield chunk
  }
}

/**
 * One column of a chunk into an array, from `start` on: in one copy from the array behind its vector where none is missing (coalesce to
 * 'nan' in the SQL), else value by value, several times as slow.
 */
function read(chunk: DuckDBDataChunk, at: number, into: NumberArray, start: number): void {
  const whole = wholeColumn(chunk, at)
  if (whole) {
    into.set(whole, start)
    return
  }
  const vector = chunk.getColumnVector(at)
  const n = chunk.rowCount
  const mayMiss = into instanceof Float64Array || into instanceof Float32Array
  for (let k = 0; k < n; k++) {
    const value = vector.getItem(k)
    if (value === null && !mayMiss) throw new RangeError(`column ${at}: got NULL, want a number in every row`)
    into[start + k] = numberOf(value)
  }
}

/**
 * The array behind a column of numbers none of which is missing; it lives no longer than the chunk. It is no part of the vector's interface:
 * undefined where it is not what we take it for.
 */
function wholeColumn(chunk: DuckDBDataChunk, at: number): NumberArray | undefined {
  const vector = chunk.getColumnVector(at)
  const { items, validity } = vector as { items?: unknown; validity?: { data?: unknown } }
  if (!numberTypes.has(vector.type.typeId) || !isNumbers(items) || validity?.data !== null) return undefined
  return items.subarray(0, chunk.rowCount)
}

const numberTypes: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.DOUBLE,
  DuckDBTypeId.FLOAT,
  DuckDBTypeId.UINTEGER,
  DuckDBTypeId.INTEGER,
  DuckDBTypeId.UTINYINT,
])

const isNumbers = (items: unknown): items is NumberArray =>
  items instanceof Float64Array ||
  items instanceof Float32Array ||
  items instanceof Uint32Array ||
  items instanceof Int32Array ||
  items instanceof Uint8Array

const numberOf = (value: unknown) => (typeof value === 'number' ? value : value === null ? Number.NaN : Number(value))

function define(
  connection: DuckDBConnection,
  name: string,
  nTexts: number,
  read: (...texts: (string | null)[]) => number,
): void {
  const texts: (string | null)[] = new Array(nTexts).fill(null)
  const parameterTypes = texts.map(() => VARCHAR)
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name,
      returnType: DOUBLE,
      parameterTypes,
      // NULL is an argument like any other
      specialHandling: true,
      mainFunction(_info, input, output) {
        const vectors = texts.map((_, at) => input.getColumnVector(at))
        for (let k = 0; k < input.rowCount; k++) {
          for (let at = 0; at < nTexts; at++) texts[at] = vectors[at]?.getItem(k) as string | null
          const value = read(...texts)
          output.setItem(k, Number.isNaN(value) ? null : value)
        }
        output.flush()
      },
    }),
  )
}

/** A name as SQL takes it, whatever is in it. */
export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

/** A text as SQL takes it. */
export const text = (value: string) => `'${value.replaceAll("'", "''")}'`

import { encodingFormatOf, fileIdOf } from '@sahara/protocol'
import type { SealedFileSource } from '@sahara/vault'
import { columnType } from './columnType.ts'
import { parseTable } from './parseTable.ts'

/** A Croissant record set: the columns of one file. */
export type RecordSet = { '@id': string } & Record<string, unknown>

const maxFileBytes = 64 * 1024 * 1024
const maxRecordSets = 100
const maxColumns = 200

/**
 * The columns of CSV, TSV and JSON files as Croissant record sets, for the
 * `recordSet` of a description. It makes the names of those files and of
 * their columns public. Every value is read, so a type that is told holds for
 * all of them; a file that is no plain table, or larger than 64 MiB, is left
 * out.
 */
export async function inferRecordSets(
  files: readonly SealedFileSource[],
): Promise<RecordSet[]> {
  const found: RecordSet[] = []
  for (const file of files) {
    if (found.length === maxRecordSets) break
    const recordSet = await inferRecordSet(file)
    if (recordSet) found.push(recordSet)
  }
  return found
}

async function inferRecordSet(
  file: SealedFileSource,
): Promise<RecordSet | undefined> {
  const path = file.path.normalize('NFC')
  const format = encodingFormatOf(path)
  const isJson = format === 'application/json'
  const separator = { 'text/csv': ',', 'text/tab-separated-values': '\t' }[
    format
  ]
  if (file.size > maxFileBytes || (!isJson && !separator)) return
  const text = await readText(file)
  if (text === undefined) return
  const table = separator ? parseTable(text, separator) : parseRecords(text)
  if (!table || table.names.length > maxColumns) return
  const fileId = fileIdOf(path)
  const id = `records/${fileId}`
  const fieldIds = distinct(table.names.map(toFieldId))
  return {
    '@type': 'cr:RecordSet',
    '@id': id,
    name: path,
    field: table.names.map((name, index) => ({
      '@type': 'cr:Field',
      '@id': `${id}/${fieldIds[index]}`,
      name,
      dataType: columnType(table.rows.map((row) => row[index])),
      source: {
        fileObject: { '@id': fileId },
        extract: isJson ? { jsonPath: `$[*].'${name}'` } : { column: name },
      },
    })),
  }
}

/** A name without what readers refuse in an id. */
function toFieldId(name: string): string {
  return name.replaceAll(/[\s/:<>"{}|\\^`]+/gu, '_')
}

function distinct(ids: readonly string[]): string[] {
  const taken = new Set<string>()
  return ids.map((id) => {
    let free = id
    for (let count = 2; taken.has(free); count++) free = `${id}_${count}`
    taken.add(free)
    return free
  })
}

/** The file as text; undefined when it is not UTF-8. */
async function readText(file: SealedFileSource): Promise<string | undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    const source = file.stream()
    if (source instanceof Uint8Array) return decoder.decode(source)
    let text = ''
    for await (const part of source)
      text += decoder.decode(part, { stream: true })
    return text + decoder.decode()
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

/** An array of objects that all have the same simple fields. */
function parseRecords(
  text: string,
): { names: string[]; rows: unknown[][] } | undefined {
  let records: unknown
  try {
    records = JSON.parse(text)
  } catch {
    return
  }
  if (!Array.isArray(records) || !isRecord(records[0])) return
  const names = Object.keys(records[0])
  if (names.length === 0 || names.some((name) => !isPlainName(name))) return
  const rows: unknown[][] = []
  for (const record of records) {
    if (!isRecord(record) || Object.keys(record).length !== names.length) return
    const row = names.map((name) => record[name])
    if (row.some((value) => value === undefined || isObject(value))) return
    rows.push(row)
  }
  return { names, rows }
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null

const isRecord = (value: unknown): value is Record<string, unknown> =>
  isObject(value) && !Array.isArray(value)

/** Can stand in a JSON path between single quotes. */
const isPlainName = (name: string) => /^[^'"\\\p{Cc}]{1,200}$/u.test(name)

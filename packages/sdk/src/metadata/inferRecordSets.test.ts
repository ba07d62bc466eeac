import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { columnType } from './columnType.ts'
import { inferRecordSets } from './inferRecordSets.ts'
import { parseTable } from './parseTable.ts'

const file = (path: string, text: string | Uint8Array) => {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  return { path, size: bytes.length, stream: () => [bytes] }
}
const typesOf = async (path: string, text: string) => {
  const [recordSet] = await inferRecordSets([file(path, text)])
  const fields = recordSet?.field as { name: string; dataType: string }[]
  return fields?.map(({ name, dataType }) => [name, dataType])
}

describe('inferRecordSets', () => {
  test('default: columns of CSV, with the type of all their values', async () => {
    const csv =
      'day,count,mean,code,ok,note\r\n2026-01-01,1,1.5,0123,true,"a, ""b"""\r\n2026-01-02,,2,4567,FALSE,\r\n'
    expect(await typesOf('a.csv', csv)).toEqual([
      ['day', 'sc:Date'],
      ['count', 'sc:Integer'],
      ['mean', 'sc:Float'],
      ['code', 'sc:Text'],
      ['ok', 'sc:Boolean'],
      ['note', 'sc:Text'],
    ])
  })

  test('default: fields of JSON records', async () => {
    const json = JSON.stringify([
      { 'Beak (mm)': 39.1, sex: null },
      { 'Beak (mm)': 40, sex: 'male' },
    ])
    expect(await typesOf('b.json', json)).toEqual([
      ['Beak (mm)', 'sc:Float'],
      ['sex', 'sc:Text'],
    ])
    const [recordSet] = await inferRecordSets([file('b c.json', json)])
    expect(recordSet).toMatchObject({
      '@id': 'records/b~20c.json',
      field: [
        {
          '@id': 'records/b~20c.json/Beak_(mm)',
          source: {
            fileObject: { '@id': 'b~20c.json' },
            extract: { jsonPath: "$[*].'Beak (mm)'" },
          },
        },
        {},
      ],
    })
  })

  test('behavior: fields have ids of their own', async () => {
    const [recordSet] = await inferRecordSets([
      file('c.csv', 'a b,a_b,a_b_2\n1,2,3\n'),
    ])
    const fields = recordSet?.field as { '@id': string }[]
    expect(fields.map((field) => field['@id'])).toEqual([
      'records/c.csv/a_b',
      'records/c.csv/a_b_2',
      'records/c.csv/a_b_2_2',
    ])
  })

  test('behavior: what is no plain table is left out', async () => {
    const files = [
      file('twice.csv', 'a,a\n1,2\n'),
      file('ragged.csv', 'a,b\n1\n'),
      file('open.csv', 'a,b\n"1,2\n'),
      file('latin1.csv', Uint8Array.of(0x61, 0x0a, 0xe9)),
      file('object.json', '{"type":"FeatureCollection","features":[]}'),
      file('nested.json', '[{"a":{"b":1}}]'),
      file('missing.json', '[{"a":1},{"b":1}]'),
      file('empty.json', '[]'),
      file('broken.json', '['),
      file('empty.csv', ''),
      file('picture.png', 'a,b\n1,2\n'),
      { ...file('large.csv', 'a\n1\n'), size: 2 ** 30 },
    ]
    expect(await inferRecordSets(files)).toEqual([])
  })
})

describe('columnType', () => {
  test('behavior: one value of another type makes it wider', () => {
    expect(columnType(['1', '2', ''])).toBe('sc:Integer')
    expect(columnType(['1', '2.5'])).toBe('sc:Float')
    expect(columnType(['1', 'NA'])).toBe('sc:Text')
    expect(columnType(['2026-01-01', '2026-13-01'])).toBe('sc:Text')
    expect(columnType(['2026-01-01T00:00:00Z'])).toBe('sc:DateTime')
    expect(columnType([null, ''])).toBe('sc:Text')
  })
})

describe('parseTable', () => {
  const cell = fc.string({ unit: 'grapheme' })
  property.prop([
    fc.uniqueArray(
      cell.filter((text) => text !== ''),
      { minLength: 1, maxLength: 5 },
    ),
    fc.array(fc.array(cell, { minLength: 5, maxLength: 5 }), { maxLength: 5 }),
    fc.constantFrom('\n', '\r\n'),
  ])('behavior: reads what RFC 4180 writes', (names, cells, end) => {
    const rows = cells.map((row) => row.slice(0, names.length))
    const write = (row: string[]) =>
      row.map((text) => `"${text.replaceAll('"', '""')}"`).join(',')
    const text = [names, ...rows].map(write).join(end)
    const kept = rows.filter((row) => row.length > 1 || row[0] !== '')
    expect(parseTable(text, ',')).toEqual({ names, rows: kept })
  })
})

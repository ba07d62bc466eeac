/**
 * A table of delimited text with a header, by RFC 4180: quoted fields may hold
 * separators, line ends and doubled quotes. Undefined when it is no such
 * table: a quote out of place, a name that is empty or there twice, or a row
 * of another length.
 */
export function parseTable(
  text: string,
  separator: string,
): { names: string[]; rows: string[][] } | undefined {
  const rows: string[][] = []
  let row: string[] = []
  let at = text.startsWith('\ufeff') ? 1 : 0
  while (at < text.length || row.length > 0) {
    const field = text[at] === '"' ? readQuoted(at) : readPlain(at)
    if (!field) return
    row.push(field.value)
    at = field.end + 1
    if (text[field.end] === separator) continue
    if (text[field.end] === '\r') at += 1
    // A line of nothing is no row.
    if (row.length > 1 || row[0] !== '') rows.push(row)
    row = []
  }
  const [names, ...rest] = rows
  if (
    !names ||
    names.includes('') ||
    new Set(names).size !== names.length ||
    rest.some(({ length }) => length !== names.length)
  )
    return
  return { names, rows: rest }

  function readQuoted(start: number) {
    let end = start + 1
    for (;;) {
      end = text.indexOf('"', end)
      if (end < 0) return
      if (text[end + 1] !== '"') break
      end += 2
    }
    const value = text.slice(start + 1, end).replaceAll('""', '"')
    return isEnd(end + 1) ? { value, end: end + 1 } : undefined
  }

  function readPlain(start: number) {
    let end = start
    while (!isEnd(end)) {
      if (text[end] === '"' || text[end] === '\r') return
      end += 1
    }
    return { value: text.slice(start, end), end }
  }

  function isEnd(index: number): boolean {
    const character = text[index]
    return (
      character === undefined ||
      character === separator ||
      character === '\n' ||
      (character === '\r' && text[index + 1] === '\n')
    )
  }
}

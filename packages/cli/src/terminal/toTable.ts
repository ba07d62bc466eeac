import stringWidth from 'string-width'
import { cut, pad } from './fit.ts'
import { bold, terminalWidth } from './style.ts'

/** A column of a table on screen. */
export type Column = {
  title: string
  align?: 'left' | 'right'
  /** Gets what the others leave of the line, and is cut to it. */
  grow?: boolean
}

const gap = '  '

/** Rows under their titles, aligned; at most one column grows. */
export function toTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width = terminalWidth(),
): string[] {
  const widths = columns.map((column, index) =>
    Math.max(
      stringWidth(column.title),
      ...rows.map((row) => stringWidth(row[index] ?? '')),
    ),
  )
  const growing = columns.findIndex(({ grow }) => grow)
  if (growing >= 0) {
    const others = widths.reduce(
      (sum, own, index) => sum + (index === growing ? 0 : own + gap.length),
      0,
    )
    widths[growing] = Math.min(
      widths[growing] ?? 0,
      Math.max(8, width - others),
    )
  }
  const toLine = (cells: readonly string[]) =>
    columns
      .map(({ align }, index) => {
        const own = widths[index] ?? 0
        return pad(cut(cells[index] ?? '', own), own, align)
      })
      .join(gap)
      .trimEnd()
  return [bold(toLine(columns.map(({ title }) => title))), ...rows.map(toLine)]
}

import stringWidth from 'string-width'

const segmenter = new Intl.Segmenter()

/** Cuts a text to a width on screen, with … where something is missing. */
export function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text
  let kept = ''
  for (const { segment } of segmenter.segment(text)) {
    if (stringWidth(kept + segment) > width - 1) break
    kept += segment
  }
  return `${kept.trimEnd()}…`
}

/** Fills a text with spaces up to a width on screen. */
export function pad(
  text: string,
  width: number,
  align: 'left' | 'right' = 'left',
): string {
  const gap = ' '.repeat(Math.max(0, width - stringWidth(text)))
  return align === 'left' ? text + gap : gap + text
}

/** Breaks a text between words into lines of a width. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && stringWidth(longer) > width) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line]
}

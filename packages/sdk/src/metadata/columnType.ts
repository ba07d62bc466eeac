const integer = /^-?(0|[1-9]\d{0,14})$/
const decimal = /^-?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/
const truth = /^(true|false)$/i
const date = /^\d{4}-\d{2}-\d{2}$/
const dateTime =
  /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/

const isMoment = (pattern: RegExp) => (text: string) =>
  pattern.test(text) && !Number.isNaN(Date.parse(text))

/** From the narrowest: what all values of a column are decides. */
const types = [
  ['sc:Boolean', (text: string) => truth.test(text)],
  ['sc:Integer', (text: string) => integer.test(text)],
  ['sc:Float', (text: string) => decimal.test(text)],
  ['sc:Date', isMoment(date)],
  ['sc:DateTime', isMoment(dateTime)],
] as const

/**
 * The Croissant type that every value of a column has, empty ones aside;
 * `sc:Text` when they have none in common. Digits after a leading zero are
 * text, as in postal codes.
 */
export function columnType(values: readonly unknown[]): string {
  const texts = values
    .filter((value) => value !== null && value !== undefined && value !== '')
    .map(String)
  if (texts.length === 0 || texts.some((text) => /^-?0\d/.test(text)))
    return 'sc:Text'
  return types.find(([, fits]) => texts.every(fits))?.[0] ?? 'sc:Text'
}

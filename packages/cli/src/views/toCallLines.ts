import { contractNameOf } from '@sahara/protocol'
import type { DescribedArgument, DescribedCall } from '@sahara/sdk'
import { clean } from '../terminal/clean.ts'
import { bold } from '../terminal/style.ts'
import { toAmount, toUnit } from '../terminal/words.ts'

/** A call of the timelock, as the node has it. */
type Call = { to: string; value: string; data: string }

/**
 * What a call does, in words; of what nobody here can read, the raw data and a
 * warning.
 *
 * @param titles of assets, by their ids, where they are known
 */
export function toCallLines(
  { to, value, data }: Call,
  described: DescribedCall | undefined,
  titles: ReadonlyMap<string, string>,
): string[] {
  const coin: Row[] =
    value === '0' ? [] : [['coin', `${toAmount(value)}, native`]]
  if (!described)
    return [
      bold('UNKNOWN: no contract of the protocol has such a call'),
      ...toRows([['to', nameOf(to)], ['data', data], ...coin]),
      'Vote for it only if you know from elsewhere what it does.',
    ]
  const { contract, functionName } = described
  const rows = described.arguments.map(
    (argument): Row => [argument.name, toValue(argument, titles)],
  )
  const isHiding = described.arguments.some(({ unit }) => unit === 'bytes')
  return [
    bold(`${contract}.${functionName}`),
    ...toRows([...rows, ...coin]),
    ...(isHiding
      ? ['It takes data along that is not read here: find out what it does.']
      : []),
  ]
}

type Row = [name: string, value: string]

function toRows(rows: readonly Row[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)
}

function toValue(
  { value, unit }: DescribedArgument,
  titles: ReadonlyMap<string, string>,
): string {
  if (unit === 'asset') {
    const title = titles.get(String(value))
    return title === undefined ? String(value) : `${value} (${clean(title)})`
  }
  if (unit && unit !== 'bytes') return toUnit(BigInt(String(value)), unit)
  return nameOf(toText(value))
}

function toText(value: unknown): string {
  if (typeof value === 'string') return clean(value)
  return JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'bigint' ? String(one) : one,
  )
}

/** An address with the name that the protocol has for it. */
function nameOf(address: string): string {
  const known = contractNameOf(address)
  return known ? `${address} (${known})` : address
}

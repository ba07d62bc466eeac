import { parseArgs } from 'node:util'

export type BenchOptions = {
  /** Of the saturated window; the one at half of its rate is half as long. */
  seconds: number
  gasLimit: number
  senders: number[]
  /** Transactions a second that are signed for, at the most. */
  mostPerSecond: number
  isJson: boolean
  /** Whether a case, named by `WORKLOAD SENDERS TARGET`, is to be measured. */
  includes: (name: string) => boolean
}

/** The flags of `npm run bench:chain`. */
export function readOptions(args: string[]): BenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      seconds: { type: 'string', default: '120' },
      only: { type: 'string', multiple: true, default: [] },
      'gas-limit': { type: 'string', default: '120' },
      senders: { type: 'string', multiple: true, default: ['2000', '10000'] },
      most: { type: 'string', default: '5000' },
      json: { type: 'boolean', default: false },
    },
  })
  return {
    seconds: Number(values.seconds),
    gasLimit: Number(values['gas-limit']) * 1e6,
    senders: values.senders.map(Number),
    mostPerSecond: Number(values.most),
    isJson: values.json,
    includes: (name) =>
      values.only.length === 0 ||
      values.only.some((words) =>
        words.split(',').every((word) => name.includes(word.trim())),
      ),
  }
}

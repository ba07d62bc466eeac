import type { TargetResult } from './measureTarget.ts'

export type BenchReport = {
  command: string
  machine: string
  versions: string
  gasLimit: number
  seconds: number
  results: readonly TargetResult[]
}

const titles = [
  ['workload', 'left'],
  ['senders', 'right'],
  ['chain', 'left'],
  ['tx/s', 'right'],
  ['of geth', 'right'],
  ['of anvil', 'right'],
  ['block p50, s', 'right'],
  ['empty', 'right'],
  ['send to final p50 / p99, s', 'right'],
  ['half load: block p50, s', 'right'],
  ['half load: p50 / p99, s', 'right'],
  ['CPU-s per 1,000', 'right'],
  ['MB per 1,000', 'right'],
  ['memory, MB', 'right'],
  ['after kill -9, s', 'right'],
] as const

/** The report as it stands in docs/benchmarks.md. */
export function toMarkdown(report: BenchReport): string {
  const { results } = report
  const rows = results.map((result) => {
    const { workload, senders, target, saturated, half } = result
    return [
      workload,
      senders.toLocaleString('en'),
      target,
      Math.round(saturated.transactionsPerSecond).toLocaleString('en'),
      ratio(results, result, 'geth --dev'),
      ratio(results, result, 'anvil'),
      seconds(saturated.intervalP50),
      `${saturated.emptyBlocks} of ${saturated.blocks}`,
      `${seconds(saturated.latencyP50)} / ${seconds(saturated.latencyP99)}`,
      seconds(half.intervalP50),
      `${seconds(half.latencyP50)} / ${seconds(half.latencyP99)}`,
      saturated.cpuSecondsPer1000.toFixed(2),
      (saturated.diskBytesPer1000 / 1e6).toFixed(2),
      String(Math.round(result.peakMemoryBytes / 1e6)),
      result.recoverySeconds?.toFixed(1) ?? '–',
    ]
  })
  const lines = [
    `${report.machine}; ${report.versions}.`,
    `\`${report.command}\`: ${report.seconds} s each, blocks of ${report.gasLimit / 1e6} M gas.`,
    '',
    toLine(titles.map(([title]) => title)),
    toLine(titles.map(([, side]) => (side === 'right' ? '---:' : '---'))),
    ...rows.map(toLine),
    ...warnings(results),
  ]
  return `${lines.join('\n')}\n`
}

function ratio(
  results: readonly TargetResult[],
  { workload, senders, saturated }: TargetResult,
  name: string,
): string {
  const other = results.find(
    (one) =>
      one.target === name &&
      one.workload === workload &&
      one.senders === senders,
  )
  if (!other) return '–'
  return (
    saturated.transactionsPerSecond / other.saturated.transactionsPerSecond
  ).toFixed(2)
}

/** What makes a line worth less than it looks. */
function warnings(results: readonly TargetResult[]): string[] {
  const lines = results.flatMap(
    ({ workload, senders, target, saturated, half }) => {
      const name = `${workload}, ${senders} senders, ${target}`
      const failed = saturated.failedReceipts + half.failedReceipts
      const refused = saturated.refused + half.refused
      const lost =
        saturated.sent + half.sent - saturated.included - half.included
      return [
        ...(failed ? [`${name}: ${failed} of the sampled reverted`] : []),
        ...(refused ? [`${name}: ${refused} refused`] : []),
        ...(lost > refused ? [`${name}: ${lost} never in a block`] : []),
        ...(saturated.ranOut ? [`${name}: nothing was left to send`] : []),
      ]
    },
  )
  return lines.length > 0 ? ['', ...lines] : []
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(2)
}

function toLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

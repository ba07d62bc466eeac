import { parseArgs } from 'node:util'
import { createRandom } from '@sahara/test'
import { allRows } from './allRows.ts'
import { runRows } from './runRows.ts'
import type { Result } from './types.ts'

// `npm run test:faults`: the fault list of the chain against real processes.
const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    json: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    seed: { type: 'string' },
    minutes: { type: 'string', default: '45' },
  },
})

const wanted = values.only?.flatMap((one) => one.split(','))
const rows = allRows.filter(
  ({ group, name }) =>
    !wanted || wanted.includes(String(group)) || wanted.includes(name),
)
const seed = Number(values.seed ?? Math.floor(performance.timeOrigin % 1e9))

if (values.list) {
  for (const { group, name, do: what, holds } of rows)
    process.stdout.write(`${group}\t${name}\t${what}\t${holds}\n`)
} else if (rows.length === 0) {
  process.stderr.write('No row has that name: see --list.\n')
  process.exitCode = 2
} else {
  process.stderr.write(`seed ${seed}: --seed repeats its choices\n`)
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => interrupted.abort())
  const results = await runRows({
    rows,
    random: createRandom(seed),
    seconds: Number(values.minutes) * 60,
    keep: values.keep,
    signal: interrupted.signal,
    say: (result) => process.stderr.write(`${lineOf(result)}\n`),
    progress: (text) => process.stderr.write(`${text}\n`),
  })
  const count = (outcome: Result['outcome']) =>
    results.filter((one) => one.outcome === outcome).length
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ seed, results })}\n`
      : `${tableOf(results)}\n${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped\n`,
  )
  process.exit(count('failed') === 0 && !interrupted.signal.aborted ? 0 : 1)
}

function lineOf({ name, outcome, seconds, note }: Result): string {
  return `${outcome.padEnd(7)} ${name} (${seconds.toFixed(1)} s): ${note}`
}

/** As `docs/faults.md` has it. */
function tableOf(results: readonly Result[]): string {
  return [
    '| # | row | done | held | seen | s |',
    '| --- | --- | --- | --- | --- | --- |',
    ...results.map(
      ({ group, name, do: what, holds, outcome, note, seconds }) =>
        `| ${group} | ${name} | ${what} | ${outcome === 'passed' ? holds : outcome.toUpperCase()} | ${note} | ${Math.round(seconds)} |`,
    ),
  ].join('\n')
}

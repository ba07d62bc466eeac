// `npm run bench [-- WORD…] [--json]`: sets up, then runs the `*.bench.ts`
// files of the packages whose path holds one of the words, one after the
// other. Each is a program that prints its figures as one line of JSON.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { main, root, SetupError, setup } from './setup.mjs'

await main(() => {
  const { node, env } = setup()
  const words = process.argv.slice(2).filter((word) => word !== '--json')
  const files = readdirSync(join(root, 'packages'))
    .flatMap((name) => benchesIn(join('packages', name, 'src')))
    .filter((file) => !words.length || words.some((w) => file.includes(w)))
    .sort()
  const figures = files.flatMap((file) => measure(file, node, env))
  const machine = {
    processor: cpus()[0]?.model,
    cores: availableParallelism(),
    platform: `${process.platform}-${process.arch}`,
  }
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ machine, figures })}\n`)
    return 0
  }
  process.stdout.write(
    `${machine.processor}, ${machine.cores} cores, ${machine.platform}\n`,
  )
  for (const { bench, what, value, unit } of figures)
    process.stdout.write(
      `${bench}  ${what.padEnd(50)} ${String(value).padStart(8)} ${unit}\n`,
    )
  return 0
})

function benchesIn(folder) {
  return readdirSync(join(root, folder), { recursive: true })
    .filter((name) => name.endsWith('.bench.ts'))
    .map((name) => join(folder, name))
}

function measure(file, node, env) {
  process.stderr.write(`Measuring ${file} …\n`)
  const { status, stdout } = spawnSync(
    node,
    ['--conditions=source', '--disable-warning=ExperimentalWarning', file],
    { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' },
  )
  if (status !== 0) throw new SetupError(`${file} failed.`)
  const bench = file.replace(/^.*\/(.*)\.bench\.ts$/, '$1')
  return JSON.parse(stdout).map((figure) => ({ bench, ...figure }))
}

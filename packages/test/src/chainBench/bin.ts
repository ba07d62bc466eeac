import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { anvilBinary, enginesFolder, findEngines } from '@sahara/chain'
import { localChainId } from '@sahara/protocol'
import { createSenders } from './createSenders.ts'
import { measureTarget, type TargetResult } from './measureTarget.ts'
import { readOptions } from './readOptions.ts'
import { startGenerator } from './startGenerator.ts'
import { type TargetName, targets } from './targets.ts'
import { toMarkdown } from './toMarkdown.ts'
import { type Workload, type WorkloadName, workloads } from './workloads.ts'
import { writeBenchGenesis } from './writeBenchGenesis.ts'

// `npm run bench:chain`: how many transactions Sahara chain takes, beside geth
// alone and anvil, by the same generator on the same machine.

const options = readOptions(process.argv.slice(2))
const engines = await findEngines(enginesFolder(process.env))
const root = await mkdtemp(join(tmpdir(), 'sahara-bench-chain-'))
const results: TargetResult[] = []
try {
  for (const workload of Object.keys(workloads) as WorkloadName[])
    for (const senders of options.senders) {
      const wanted = (Object.keys(targets) as TargetName[]).filter((target) =>
        options.includes(`${workload} ${senders} ${target}`),
      )
      if (wanted.length > 0) await measure(workload, senders, wanted)
    }
} finally {
  await rm(root, { recursive: true, force: true })
}

async function measure(
  workload: WorkloadName,
  senders: number,
  wanted: readonly TargetName[],
): Promise<void> {
  const { gasLimit, seconds } = options
  const { gas }: Workload = workloads[workload]
  const perBlock = Math.floor(gasLimit / Number(gas))
  // The second window is half as long, at half of the rate.
  const count = Math.ceil(
    Math.min(perBlock, options.mostPerSecond) * seconds * 1.25 + 2 * perBlock,
  )
  say(`${workload}, ${senders} senders: signing ${count}`)
  const generator = startGenerator()
  try {
    await generator.create({
      workload,
      senders,
      count,
      chainId: localChainId,
    })
    const genesisPath = join(root, `${workload}-${senders}.json`)
    await writeBenchGenesis({
      path: genesisPath,
      senders: createSenders(senders, localChainId).map(
        ({ address }) => address,
      ),
      gasLimit,
    })
    for (const target of wanted) {
      say(`${workload}, ${senders} senders: ${target}`)
      const folder = join(root, `${workload}-${senders}-${target}`)
      await mkdir(folder)
      const result = await measureTarget({
        ...{ target, workload, senders, generator, engines },
        ...{ folder, genesisPath, gasLimit, seconds, perBlock },
      })
      results.push(result)
      await rm(folder, { recursive: true, force: true })
    }
  } finally {
    generator.close()
  }
}

const report = {
  command: `npm run bench:chain -- ${process.argv.slice(2).join(' ')}`.trim(),
  machine: `${cpus()[0]?.model}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}-${process.arch}`,
  versions: [
    `geth ${versionOf(engines.geth, ['version'], /^Version: (\S+)/m)}`,
    // It names another version than its tag.
    `CometBFT ${/cometbft-([\d.]+)/.exec(engines.cometbft)?.[1]}`,
    `anvil ${versionOf(anvilBinary(), ['--version'], /(\d+\.\d+\.\d+)/)}`,
    `Node ${process.versions.node}`,
  ].join(', '),
  gasLimit: options.gasLimit,
  seconds: options.seconds,
  results,
}
process.stdout.write(
  options.isJson ? `${JSON.stringify(report)}\n` : toMarkdown(report),
)

function versionOf(
  file: string,
  args: readonly string[],
  pattern: RegExp,
): string {
  return (
    pattern.exec(execFileSync(file, args, { encoding: 'utf8' }))?.[1] ?? '?'
  )
}

function say(text: string): void {
  process.stderr.write(`${text} …\n`)
}

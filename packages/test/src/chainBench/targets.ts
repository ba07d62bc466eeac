import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  anvilBinary,
  type Engines,
  initNetwork,
  poolSlots,
  portsPerNode,
  startNetwork,
} from '@sahara/chain'
import { createLogger, systemClock } from '@sahara/common'
import { localChainId } from '@sahara/protocol'
import { findFreePorts } from '../findFreePorts.ts'
import { chainCall } from './chainCall.ts'

const run = promisify(execFile)

/** A chain that the bench puts under load. */
export type Target = {
  urls: string[]
  pids: () => number[]
  /** kill -9 of every process, which come back by themselves. */
  kill?: () => void
  close: () => Promise<void>
}

type StartParameters = {
  folder: string
  genesisPath: string
  gasLimit: number
  engines: Engines
}

/** How each chain of the bench is started, by its name. */
export const targets = {
  'geth --dev': startGethDev,
  anvil: startAnvil,
  '1 validator': (parameters) => startSahara({ ...parameters, validators: 1 }),
  '4 validators': (parameters) => startSahara({ ...parameters, validators: 4 }),
} satisfies Record<string, (parameters: StartParameters) => Promise<Target>>

export type TargetName = keyof typeof targets

async function startSahara(
  parameters: StartParameters & { validators: number },
): Promise<Target> {
  const { folder, genesisPath, engines, validators } = parameters
  const network = await initNetwork({
    directory: folder,
    gethFile: engines.geth,
    platformGenesisPath: genesisPath,
    validators,
    followers: 0,
    firstPort: await findFreePorts(validators * portsPerNode),
    timeMs: systemClock.now(),
    randomBytes,
  })
  const { nodes, close } = await startNetwork({
    directory: folder,
    network,
    engines,
    clock: systemClock,
    logger: createLogger('network', { level: 'silent' }),
  })
  const pids = () =>
    nodes.flatMap((node) => Object.values(node.pids())) as number[]
  return {
    urls: nodes.map(({ rpcUrl }) => rpcUrl),
    pids,
    kill: () => {
      for (const pid of pids()) process.kill(pid, 'SIGKILL')
    },
    close,
  }
}

async function startGethDev(parameters: StartParameters): Promise<Target> {
  const { folder, genesisPath, gasLimit, engines } = parameters
  const datadir = join(folder, 'geth')
  await run(engines.geth, ['init', '--datadir', datadir, genesisPath])
  const port = await findFreePorts(3)
  return startProcess(engines.geth, port, [
    ...['--dev', '--dev.period', '1', '--datadir', datadir],
    ...['--http', '--http.port', String(port), '--http.api', 'eth,net,web3'],
    ...['--authrpc.port', String(port + 1), '--ipcdisable'],
    ...['--port', String(port + 2), '--nodiscover', '--maxpeers', '0'],
    ...['--miner.gaslimit', String(gasLimit), '--miner.gasprice', '1'],
    ...['--txpool.pricelimit', '1', '--verbosity', '1'],
    // As nodes of Sahara chain have it.
    ...['--txpool.globalslots', String(poolSlots)],
    ...['--txpool.globalqueue', String(poolSlots)],
  ])
}

async function startAnvil(parameters: StartParameters): Promise<Target> {
  const port = await findFreePorts(1)
  return startProcess(anvilBinary(), port, [
    ...['--port', String(port), '--silent', '--accounts', '0', '--no-cors'],
    ...['--init', parameters.genesisPath, '--chain-id', String(localChainId)],
    ...['--block-time', '1', '--gas-limit', String(parameters.gasLimit)],
    ...['--hardfork', 'osaka', '--no-request-size-limit'],
    ...['--cache-path', parameters.folder],
  ])
}

async function startProcess(
  file: string,
  port: number,
  args: readonly string[],
): Promise<Target> {
  const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = once(child, 'exit')
  const url = `http://127.0.0.1:${port}`
  const { pid } = child
  if (pid === undefined) throw new TypeError(`${file} did not start`)
  let isOver = false
  void ended.then(() => {
    isOver = true
  })
  for (;;) {
    const height = await chainCall<string>(url, 'eth_blockNumber').catch(
      () => undefined,
    )
    if (Number(height) > 0) break
    if (isOver) throw new TypeError(`${file} ended`)
    await systemClock.sleep(50)
  }
  return {
    urls: [url],
    pids: () => [pid],
    close: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}

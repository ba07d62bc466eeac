import { mkdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { localChainId, SaharaError } from '@sahara/protocol'
import { genesisPath } from '@sahara/protocol/genesis'
import type { Command } from 'commander'
import { z } from 'zod'
import { parseCount } from '../inputs/parseCount.ts'
import { parsePort } from '../inputs/parsePort.ts'
import {
  createSupervision,
  type Supervision,
} from '../supervisor/createSupervision.ts'
import { type Platform, startPlatform } from '../supervisor/startPlatform.ts'
import {
  type SupervisedProcess,
  superviseProcess,
} from '../supervisor/superviseProcess.ts'
import {
  type NetworkNode,
  networkNodeSchema,
  readNodeState,
} from './readNetworkState.ts'
import { showNetwork } from './showNetwork.ts'

/** The nodes begin that far after the platform's port. */
const nodesAfter = 10

type NetworkOptions = { validators: number; port: number; data: string }

/** `sahara network`: a network of validators on this machine, until Ctrl-C. */
export function defineNetworkCommand(command: Command): void {
  command
    .option(
      '--validators <number>',
      'how many nodes vote; one more only follows',
      parseCount,
      4,
    )
    .option(
      '--port <number>',
      'port of the platform’s node; its keepers and the nodes of the chain take ports after it',
      parsePort,
      4600,
    )
    .option(
      '--data <folder>',
      'where everything is kept',
      join(homedir(), '.sahara', 'network'),
    )
    .action(async (options: NetworkOptions, command: Command) => {
      await runUntilStopped(options, createSupervision(command, 'network'))
    })
}

async function runUntilStopped(
  options: NetworkOptions,
  { common, isJson, stopped }: Supervision,
): Promise<void> {
  const onStep = (text: string) => process.stderr.write(`${text} …\n`)
  let network: SupervisedProcess | undefined
  let platform: Platform | undefined
  try {
    await mkdir(options.data, { recursive: true, mode: 0o700 })
    onStep(`Starting ${options.validators} validators`)
    network = await superviseProcess({
      common,
      name: 'network',
      module: '@sahara/chain/network-bin',
      args: [
        ...['--data', join(options.data, 'chain'), '--genesis', genesisPath],
        ...['--validators', String(options.validators)],
        ...['--port', String(options.port + nodesAfter)],
        '--stop-with-parent',
      ],
    })
    const nodes = z.array(networkNodeSchema).parse(network.ready.nodes)
    const { height } = await readNodeState(followerOf(nodes))
    onStep(`Blocks are made, now ${height}. Starting the platform`)
    if (!isJson) announceNodes(nodes)
    platform = await startPlatform({
      common,
      dataDir: join(options.data, 'platform'),
      port: options.port,
      rpcUrl: followerOf(nodes).rpc,
      consensusUrl: followerOf(nodes).consensus,
      onStep,
    })
    announcePlatform(platform, nodes, isJson)
    if (process.stdout.isTTY && !isJson)
      await showNetwork({ common, nodes, output: process.stdout })
    await stopped
    process.stderr.write('Stopping …\n')
  } catch (error) {
    // Ctrl-C during the start is an end the user asked for, not a failure.
    if (!common.shutdown.signal.aborted) throw error
  } finally {
    await platform?.close()
    await network?.stop()
  }
}

/** The platform asks a node that has no vote: it may be as slow as it likes. */
function followerOf(nodes: readonly NetworkNode[]): NetworkNode {
  const follower = nodes.at(-1)
  if (follower) return follower
  throw new SaharaError('The network named no node.', {
    code: 'INTERNAL',
    hint: 'Please report it.',
  })
}

/** At once: the chain is of use before the platform on it is ready. */
function announceNodes(nodes: readonly NetworkNode[]): void {
  const width = Math.max(...nodes.map(({ name }) => name.length))
  const lines = [
    `A chain of your own (chain id ${localChainId}):`,
    ...nodes.map(({ name, rpc }) => `  ${name.padEnd(width)}  ${rpc}`),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

function announcePlatform(
  { nodeUrl, rpcUrl, keepers }: Platform,
  nodes: readonly NetworkNode[],
  isJson: boolean,
): void {
  if (isJson) {
    process.stdout.write(
      `${JSON.stringify({ nodes, nodeUrl, rpcUrl, keepers })}\n`,
    )
    return
  }
  const lines = [
    '',
    `Sahara runs on it: ${nodeUrl}   (${nodeUrl}/docs)`,
    'Ctrl-C stops everything; the next start goes on where this one ended.',
    '',
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

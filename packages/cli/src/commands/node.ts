import { homedir } from 'node:os'
import { join } from 'node:path'
import { runService } from '@sahara/common'
import { startNode } from '@sahara/node'
import type { Command } from 'commander'
import { parsePort } from '../parsePort.ts'

type NodeOptions = {
  port: number
  data: string
  rpc?: string
  peer: string[]
  publicUrl?: string
  faucet: boolean
}

/** `sahara node`: one operator's node on a chain that runs elsewhere. */
export function addNodeCommand(program: Command): void {
  program
    .command('node')
    .description('run a node: read model, API and blob gateway')
    .requiredOption('--rpc <url>', "the chain's RPC")
    .option(
      '--peer <url...>',
      'nodes to fetch blobs from, and to copy the catalogue of',
      [],
    )
    .option('--port <number>', 'port of the node', parsePort, 4600)
    .option(
      '--data <folder>',
      'where everything is kept',
      join(homedir(), '.sahara', 'node'),
    )
    .option('--public-url <url>', 'where others reach this node')
    .option('--no-faucet', 'give no play money away, on a local chain')
    .addHelpText(
      'after',
      '\nExample:\n  $ sahara node --rpc http://127.0.0.1:4601 --peer http://127.0.0.1:4600 --port 4700',
    )
    .action((options: NodeOptions) =>
      runService(async () => {
        const { url, chainId, close } = await startNode({
          dataDir: options.data,
          rpcUrl: options.rpc ?? '',
          port: options.port,
          peers: options.peer,
          publicUrl: options.publicUrl,
          faucet: options.faucet,
        })
        return { ready: { url, chainId }, close }
      }),
    )
}

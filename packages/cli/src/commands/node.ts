import { homedir } from 'node:os'
import { join } from 'node:path'
import { runService } from '@sahara/common'
import type { Command } from 'commander'
import { createContext } from '../context.ts'
import { parsePort } from '../inputs/parsePort.ts'
import { toExamples } from '../terminal/toExamples.ts'

type NodeFlags = {
  port: number
  host: string
  data: string
  peer: string[]
  publicUrl?: string
  consensus?: string
  denyList?: string
  quotaBytes?: number
  faucet: boolean
  logLevel?: string
}

/** `sahara node`: one operator's node on a chain that runs elsewhere. */
export function defineNodeCommand(command: Command): void {
  command
    .option(
      '--peer <url...>',
      'nodes to fetch blobs from, and to copy the catalogue of',
      [],
    )
    .option('--port <number>', 'port of the node', parsePort, 4600)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option(
      '--data <folder>',
      'where everything is kept',
      join(homedir(), '.sahara', 'node'),
    )
    .option('--public-url <url>', 'where others reach this node')
    .option(
      '--consensus <url>',
      'RPC of CometBFT on this machine, for those who verify',
    )
    .option(
      '--deny-list <file>',
      'blobs to refuse, such as the badbits list; followed as it changes',
    )
    .option(
      '--quota-bytes <number>',
      'what each account may upload; 100 GiB unless told',
      Number,
    )
    .option('--no-faucet', 'give no play money away, on a local chain')
    .option('--log-level <level>', 'of its log on stderr')
    .addHelpText(
      'after',
      toExamples('node --peer http://127.0.0.1:4600 --port 4700'),
    )
    .action((flags: NodeFlags, command: Command) => {
      const { rpcUrl, json } = createContext(command)
      return runService(
        async () => {
          // Only here, since other commands start faster without it.
          const { startNode } = await import('@sahara/node')
          const { data, peer, consensus, ...rest } = flags
          const { url, chainId, close } = await startNode({
            ...rest,
            dataDir: data,
            peers: peer,
            consensusUrl: consensus,
            rpcUrl,
          })
          return { ready: { url, chainId }, close }
        },
        json ? {} : { announce: toAnnouncement },
      )
    })
}

function toAnnouncement({ url, chainId }: Record<string, unknown>): string {
  return [
    `Node for chain ${chainId} at ${url}   (${url}/docs)`,
    'Ctrl-C stops it; the next start goes on where this one ended.',
  ].join('\n')
}

import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Clock, Logger } from '@sahara/common'
import { SaharaError, type SerializedSaharaError } from '@sahara/protocol'
import { exitCodes } from '../bridge/bridgeFailures.ts'
import type { Engines } from '../engines/findEngines.ts'
import { boundLogs } from './boundLogs.ts'
import { createBackOff } from './createBackOff.ts'
import { gethArguments } from './gethArguments.ts'
import { checkKeyFiles } from './keyFiles.ts'
import { nodePaths } from './nodeFile.ts'
import { prepareFolder } from './prepareFolder.ts'
import { type Engine, spawnEngine } from './spawnEngine.ts'
import { takeNode } from './takeNode.ts'

const bridgeFile = fileURLToPath(
  import.meta.resolve('@sahara/chain/bridge-bin'),
)

/**
 * V8 keeps up to 48 MiB for what is young. What the bridge makes is used once:
 * with less it takes 25 MiB less, and collects more often.
 */
const bridgeFlags = ['--max-semi-space-size=2']

/**
 * What CometBFT prints when it failed within consensus. It then votes no more,
 * and does not end either: until a restart the node would stand still.
 */
const haltMark = 'CONSENSUS FAILURE!!!'

/** A node of Sahara chain: geth, CometBFT and the bridge between them. */
export type RunningNode = {
  name: string
  /** JSON-RPC for everybody. */
  rpcUrl: string
  /** The RPC of CometBFT, for this machine. */
  consensusUrl: string
  /** The figures of the bridge. */
  metricsUrl: string
  /** What runs at the moment. */
  pids: () => { geth?: number; bridge?: number; cometbft?: number }
  /** Settles with the reason when only a person can mend the node. */
  failed: Promise<SaharaError>
  close: () => Promise<void>
}

export type StartNodeParameters = {
  /** The node's folder, made by `initNode`. */
  directory: string
  engines: Engines
  clock: Clock
  logger: Logger
}

/**
 * Runs a node and keeps it running. geth is restarted on its own; bridge and
 * CometBFT only together, because neither can go on without the other; what
 * dies is started again with a growing pause.
 *
 * @throws {SaharaError} `CHAIN_FOLDER_IN_USE`: two CometBFTs with one key would
 *   vote twice; `NODE_KEYS_EXPOSED` when others can read them;
 *   `NODE_FOLDER_MISSING`, `NODE_FOLDER_DAMAGED`, `CONFIG_INVALID`
 */
export async function startNode(
  parameters: StartNodeParameters,
): Promise<RunningNode> {
  const { directory, engines, clock, logger } = parameters
  const { node, ended, release } = await takeNode(directory)
  const stopping = new AbortController()
  const failure = Promise.withResolvers<SaharaError>()
  const running: { geth?: Engine; bridge?: Engine; cometbft?: Engine } = {}
  let disagreements = 0

  async function keepGeth(): Promise<void> {
    const backOff = createBackOff(clock, stopping.signal)
    while (!stopping.signal.aborted) {
      const geth = await spawnEngine({
        directory,
        name: 'geth',
        command: [engines.geth, ...gethArguments(node)],
      })
      running.geth = geth
      if (stopping.signal.aborted) await geth.stop()
      const code = await geth.ended
      delete running.geth
      if (stopping.signal.aborted) return
      logger.warn({ node: node.name, code }, 'geth ended, restarting')
      await backOff.pause()
    }
  }

  async function keepConsensus(): Promise<void> {
    const backOff = createBackOff(clock, stopping.signal)
    while (!stopping.signal.aborted) {
      const { code, error } = await runConsensus()
      if (stopping.signal.aborted) return
      logger.warn({ node: node.name, code, err: error }, 'consensus ended')
      if (!(await mayGoOn(code, error))) return
      await backOff.pause()
    }
  }

  /** One life of bridge and CometBFT; how the bridge ended. */
  async function runConsensus(): Promise<BridgeEnd> {
    const bridge = await spawnEngine({
      directory,
      name: 'bridge',
      command: [
        process.execPath,
        ...process.execArgv,
        ...bridgeFlags,
        bridgeFile,
      ],
      piped: true,
    })
    running.bridge = bridge
    const said = listenTo(bridge)
    // Who closed the node while the bridge was spawned could not stop it, and
    // without geth it is never ready.
    const isReady =
      !stopping.signal.aborted &&
      (await Promise.race([
        said.ready.then(() => true),
        bridge.ended.then(() => false),
      ]))
    if (isReady && !stopping.signal.aborted) {
      const halted = Promise.withResolvers<void>()
      const cometbft = await spawnEngine({
        directory,
        name: 'cometbft',
        command: [engines.cometbft, 'start', '--home', nodePaths.cometbft],
        onLine: (line) => {
          if (line.includes(haltMark)) halted.resolve()
        },
      })
      running.cometbft = cometbft
      if (!stopping.signal.aborted)
        await Promise.race([bridge.ended, cometbft.ended, halted.promise])
      await cometbft.stop()
      delete running.cometbft
    }
    await bridge.stop()
    delete running.bridge
    return { code: await bridge.ended, error: said.error() }
  }

  async function mayGoOn(
    code: number,
    error: SaharaError | undefined,
  ): Promise<boolean> {
    const isDisagreement = code === exitCodes.disagreement
    if (code === exitCodes.misconfigured || (isDisagreement && disagreements)) {
      failure.resolve(error ?? stoppedFor(node.name))
      return false
    }
    if (isDisagreement) {
      disagreements += 1
      await running.geth?.stop()
    }
    return true
  }

  async function close(): Promise<void> {
    stopping.abort()
    await running.cometbft?.stop()
    await running.bridge?.stop()
    await consensus
    await running.geth?.stop()
    await geth
    await logs
    release()
  }

  let logs: Promise<void>
  let geth: Promise<void>
  let consensus: Promise<void>
  try {
    if (ended.length > 0) logger.warn({ ended }, 'ended orphans')
    await checkKeyFiles(directory)
    await prepareFolder({ directory, gethFile: engines.geth, node })
    const onCrash = (error: unknown) => failure.resolve(toFailure(error))
    logs = boundLogs({
      folder: join(directory, nodePaths.logs),
      ...{ clock, logger, signal: stopping.signal },
    }).catch(onCrash)
    geth = keepGeth().catch(onCrash)
    consensus = keepConsensus().catch(onCrash)
  } catch (error) {
    release()
    throw error
  }

  let closing: Promise<void> | undefined
  return {
    name: node.name,
    rpcUrl: `http://${node.host}:${node.ports.rpc}`,
    consensusUrl: `http://127.0.0.1:${node.ports.consensus}`,
    metricsUrl: `http://127.0.0.1:${node.ports.metrics}`,
    pids: () => ({
      ...(running.geth && { geth: running.geth.pid }),
      ...(running.bridge && { bridge: running.bridge.pid }),
      ...(running.cometbft && { cometbft: running.cometbft.pid }),
    }),
    failed: failure.promise,
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

type BridgeEnd = { code: number; error: SaharaError | undefined }

/** What a bridge says: that it is ready, and why it ends. */
function listenTo(bridge: Engine): {
  ready: Promise<void>
  error: () => SaharaError | undefined
} {
  const ready = Promise.withResolvers<void>()
  let error: SaharaError | undefined
  if (bridge.output)
    createInterface({ input: bridge.output }).on('line', (line) => {
      const said = JSON.parse(line) as {
        ready?: true
        error?: SerializedSaharaError
      }
      if (said.ready) ready.resolve()
      if (said.error) {
        const { message, ...options } = said.error
        error = new SaharaError(message, { hint: '', ...options })
      }
    })
  return { ready: ready.promise, error: () => error }
}

function toFailure(error: unknown): SaharaError {
  if (SaharaError.isInstance(error)) return error
  return new SaharaError('The supervisor of the node failed.', {
    code: 'INTERNAL',
    hint: 'Please report it.',
    cause: error,
  })
}

function stoppedFor(name: string): SaharaError {
  return new SaharaError(`The bridge of ${name} cannot go on.`, {
    code: 'CONSENSUS_FAILED',
    hint: 'The reason is in logs/bridge.log of the node.',
  })
}

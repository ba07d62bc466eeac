import type { Clock, Logger } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import type { Hex } from 'viem'
import { engineBehind } from './bridgeFailures.ts'
import type { EngineClient } from './engineApi/createEngineClient.ts'
import type { ParentBlock } from './rules/payloadAttributes.ts'
import { untilAnswered } from './untilAnswered.ts'

/**
 * Waits for geth and looks whether it is the one of this node, and whole.
 *
 * @throws {SaharaError} `CHAIN_MISMATCH` for another chain, `ENGINE_STALE` for
 *   one that kept blocks behind its head, `ENGINE_BEHIND`
 * @returns its newest block
 */
export async function checkEngine(parameters: {
  engine: EngineClient
  chainId: number
  genesisHash: Hex
  clock: Clock
  logger: Logger
}): Promise<ParentBlock> {
  const { engine, chainId, genesisHash, clock, logger } = parameters
  const patiently = <T>(ask: () => Promise<T>) =>
    untilAnswered({ clock, logger, ask })

  const actualId = await patiently(() => engine.getChainId())
  const genesis = await patiently(() => engine.getBlock(0n))
  if (actualId !== chainId || genesis?.hash !== genesisHash)
    throw new SaharaError('geth of this node runs another chain.', {
      code: 'CHAIN_MISMATCH',
      hint: 'Another geth listens on its port, or its folder belongs to another node.',
      details: { chainId: actualId, genesis: genesis?.hash ?? 'none' },
    })
  const latest = await patiently(() => engine.getBlock('latest'))
  if (!latest) throw engineBehind({ height: 1n, latest: -1n })
  // Such a tail would be taken for known without being executed.
  if (await patiently(() => engine.getBlock(latest.number + 1n)))
    throw new SaharaError('geth has blocks after its newest one.', {
      code: 'ENGINE_STALE',
      hint: 'Delete the folder `geth/geth/chaindata` of this node; it is rebuilt from the blocks of CometBFT.',
      details: { latest: latest.number },
    })
  const { status } = await patiently(() =>
    engine.forkchoiceUpdated(latest.hash),
  )
  if (status.status !== 'VALID')
    throw engineBehind({ height: latest.number + 1n, latest: latest.number })
  return latest
}

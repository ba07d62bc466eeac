import { addresses, SaharaError } from '@sahara/protocol'
import { validatorSetAbi } from '@sahara/protocol/abis'
import { createPublicClient, http } from 'viem'
import { z } from 'zod'
import {
  type BlockState,
  callNode,
  type NetworkNode,
  readBlockState,
} from './readNetworkState.ts'

/** A validator, as CometBFT has it now and the contract has it next. */
export type ValidatorState = {
  address: string
  power: bigint
  /** Whoever has the highest proposes next. */
  priority: bigint
  /** Blocks it proposed, and votes of it that were missing, of `blocks`. */
  proposed: number
  missed: number
}

export type ValidatorsState = {
  height: number
  /** The newest ones that were counted. */
  blocks: number
  validators: ValidatorState[]
  /** Decided, and counting only from a later block; power 0 leaves. */
  pending: { address: string; power: bigint; from: number }[]
}

const perPage = 100
/** Blocks from the end of an epoch to the first vote by its changes. */
const delayBlocks = 3

const setSchema = z.object({
  block_height: z.coerce.number(),
  total: z.coerce.number(),
  validators: z.array(
    z.object({
      address: z.string(),
      voting_power: z.coerce.bigint(),
      proposer_priority: z.coerce.bigint(),
    }),
  ),
})

/**
 * The validators of a network, as one of its nodes has them.
 *
 * @throws {SaharaError} `CHAIN_UNREACHABLE`
 */
export async function readValidators(
  node: NetworkNode,
  parameters: { blocks: number },
): Promise<ValidatorsState> {
  const { height, members } = await readSet(node)
  const from = Math.max(1, height - parameters.blocks + 1)
  const heights = Array.from({ length: height - from }, (_, i) => from + i)
  const blocks: BlockState[] = []
  for (const one of heights) blocks.push(await readBlockState(node, one))
  const count = (match: (block: (typeof blocks)[number]) => boolean) =>
    blocks.filter(match).length
  const validators = members.map((member) => ({
    address: toAddress(member.address),
    power: member.voting_power,
    priority: member.proposer_priority,
    proposed: count(({ proposer }) => proposer === member.address),
    missed: count(({ missing }) => missing.includes(member.address)),
  }))
  return {
    height,
    blocks: blocks.length,
    validators,
    pending: await readPending(
      node,
      height,
      new Map(validators.map(({ address, power }) => [address, power])),
    ),
  }
}

async function readSet(node: NetworkNode) {
  const members: z.output<typeof setSchema>['validators'] = []
  for (let page = 1; ; page++) {
    const set = await callNode(
      node.consensus,
      'validators',
      { page: String(page), per_page: String(perPage) },
      setSchema,
    )
    members.push(...set.validators)
    if (members.length >= set.total || set.validators.length === 0)
      return { height: set.block_height, members }
  }
}

/** Changes of the newest epochs that CometBFT does not follow yet. */
async function readPending(
  node: NetworkNode,
  height: number,
  now: ReadonlyMap<string, bigint>,
): Promise<ValidatorsState['pending']> {
  const client = createPublicClient({ transport: http(node.rpc) })
  const contract = {
    address: addresses.validatorSet,
    abi: validatorSetAbi,
  } as const
  try {
    const epoch = await client.readContract({
      ...contract,
      functionName: 'epochLength',
    })
    const events = await client.getContractEvents({
      ...contract,
      eventName: 'ValidatorChanged',
      fromBlock: BigInt(Math.max(0, height - Number(epoch) - delayBlocks)),
    })
    const pending = new Map<string, ValidatorsState['pending'][number]>()
    for (const { args, blockNumber } of events) {
      const { validator, power = 0n } = args
      if (validator === undefined) continue
      const lastOfEpoch = blockNumber - (blockNumber % epoch) + epoch - 1n
      pending.set(validator.toLowerCase(), {
        address: validator.toLowerCase(),
        power,
        from: Number(lastOfEpoch) + delayBlocks,
      })
    }
    return [...pending.values()].filter(
      ({ address, power }) => (now.get(address) ?? 0n) !== power,
    )
  } catch (cause) {
    throw new SaharaError(`${node.rpc} did not answer.`, {
      code: 'CHAIN_UNREACHABLE',
      hint: 'The node may be starting.',
      retryable: true,
      cause,
    })
  }
}

function toAddress(consensusAddress: string): string {
  return `0x${consensusAddress.toLowerCase()}`
}

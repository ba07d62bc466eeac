import {
  type Address,
  bytesToHex,
  encodeAbiParameters,
  type Hex,
  keccak256,
  parseAbiParameters,
  toBytes,
} from 'viem'
import type { Misbehavior, Vote } from '../abci/messages.ts'

const domain = keccak256(toBytes('sahara.context.v1'))

const parameters = parseAbiParameters([
  'bytes32 domain, uint256 chainId, uint64 height, address proposer, VoteOf[] votes, MisbehaviourOf[] misbehaviour',
  'struct VoteOf { address validator; uint64 power; uint8 flag; }',
  'struct MisbehaviourOf { uint8 type; address validator; uint64 power; uint64 height; uint64 seconds; uint32 nanos; uint64 totalPower; }',
])

/** What CometBFT says of a block beside its transactions. */
export type BlockContext = {
  height: bigint
  proposer: Address
  votes: readonly Vote[]
  misbehaviour: readonly Misbehavior[]
}

/**
 * The hash of a block's context; the execution layer keeps it as parent beacon
 * block root, where contracts read it (EIP-4788).
 */
export function contextRoot(chainId: number, context: BlockContext): Hex {
  const { height, proposer, votes, misbehaviour } = context
  return keccak256(
    encodeAbiParameters(parameters, [
      domain,
      BigInt(chainId),
      height,
      proposer,
      votes.map(({ validator, blockIdFlag }) => ({
        validator: bytesToHex(validator.address),
        power: validator.power,
        flag: blockIdFlag,
      })),
      misbehaviour.map((one) => ({
        type: one.type,
        validator: bytesToHex(one.validator.address),
        power: one.validator.power,
        height: one.height,
        seconds: one.time.seconds,
        nanos: one.time.nanos,
        totalPower: one.totalVotingPower,
      })),
    ]),
  )
}

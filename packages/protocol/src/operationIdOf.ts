import {
  encodeAbiParameters,
  type Hex,
  keccak256,
  pad,
  toHex,
  zeroHash,
} from 'viem'
import { addresses } from './addresses.ts'

/**
 * The operation of the timelock that a proposal becomes when it is queued, as
 * OpenZeppelin's GovernorTimelockControl and TimelockController have it.
 */
export function operationIdOf(proposal: {
  targets: readonly Hex[]
  values: readonly bigint[]
  calldatas: readonly Hex[]
  descriptionHash: Hex
}): Hex {
  const { targets, values, calldatas, descriptionHash } = proposal
  const governor = pad(addresses.governor, { size: 32, dir: 'right' })
  const salt = toHex(BigInt(governor) ^ BigInt(descriptionHash), { size: 32 })
  return keccak256(
    encodeAbiParameters(
      [
        { type: 'address[]' },
        { type: 'uint256[]' },
        { type: 'bytes[]' },
        { type: 'bytes32' },
        { type: 'bytes32' },
      ],
      [targets, values, calldatas, zeroHash, salt],
    ),
  )
}

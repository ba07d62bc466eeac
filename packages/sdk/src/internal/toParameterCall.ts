import { addresses } from '@sahara/protocol'
import { timelockAbi } from '@sahara/protocol/abis'
import {
  encodeAbiParameters,
  type Hex,
  keccak256,
  parseAbiParameters,
  zeroHash,
} from 'viem'
import { encodeCall, type ParameterChange } from './encodeCall.ts'

const operationParameters = parseAbiParameters(
  'address target, uint256 value, bytes data, bytes32 predecessor, bytes32 salt',
)

export const timelock = {
  address: addresses.timelock,
  abi: timelockAbi,
  blockTag: 'finalized',
} as const

/**
 * The timelock's operation that makes a change, and its id: the same for all
 * its steps.
 *
 * @see TimelockController.hashOperation of OpenZeppelin Contracts 5
 */
export function toParameterCall(change: ParameterChange, salt: Hex) {
  const { to, data } = encodeCall(change, zeroHash)
  const call = [to, 0n, data, zeroHash, salt] as const
  const operationId = keccak256(encodeAbiParameters(operationParameters, call))
  return { call, operationId }
}

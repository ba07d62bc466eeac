import { addresses } from '@sahara/protocol'
import { type Address, type Hex, keccak256, stringToBytes } from 'viem'
import {
  encodeParameterChange,
  type ParameterChange,
} from './encodeParameterChange.ts'

/** A call of the timelock, or a change of a parameter. */
export type ProposedCall =
  | ParameterChange
  | { to: Address; valueWei?: bigint | undefined; data: Hex }

/** A proposal in the form of OpenZeppelin's Governor. */
export function toProposal(
  calls: readonly ProposedCall[],
  description: string,
) {
  const plain = calls.map((call) =>
    'name' in call
      ? {
          to: addresses.parameters,
          valueWei: 0n,
          data: encodeParameterChange(call),
        }
      : call,
  )
  return {
    /** Targets, values and calldatas. */
    lists: [
      plain.map(({ to }) => to),
      plain.map(({ valueWei }) => valueWei ?? 0n),
      plain.map(({ data }) => data),
    ] as const,
    descriptionHash: keccak256(stringToBytes(description)),
  }
}

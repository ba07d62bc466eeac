import { addresses } from '@sahara/protocol'
import type { Address, Hex } from 'viem'
import {
  encodeParameterChange,
  type ParameterChange,
} from './encodeParameterChange.ts'

/** A call of the timelock, or a change of a parameter. */
export type ProposedCall =
  | ParameterChange
  | { to: Address; valueWei?: bigint | undefined; data: Hex }

/** Targets, values and calldatas, as OpenZeppelin's Governor takes them. */
export function toCallLists(calls: readonly ProposedCall[]) {
  const plain = calls.map((call) =>
    'name' in call
      ? {
          to: addresses.parameters,
          valueWei: 0n,
          data: encodeParameterChange(call),
        }
      : call,
  )
  return [
    plain.map(({ to }) => to),
    plain.map(({ valueWei }) => valueWei ?? 0n),
    plain.map(({ data }) => data),
  ] as const
}

import { addresses } from '@sahara/protocol'
import { type Hex, zeroHash } from 'viem'
import {
  encodeParameterChange,
  type ParameterChange,
} from './encodeParameterChange.ts'

/** The timelock's operation that makes a change: the same for all its steps. */
export function toParameterCall(change: ParameterChange, salt: Hex) {
  const call = encodeParameterChange(change)
  return [addresses.parameters, 0n, call, zeroHash, salt] as const
}

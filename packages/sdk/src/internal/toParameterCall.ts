import { addresses } from '@sahara/protocol'
import { parametersAbi } from '@sahara/protocol/abis'
import { encodeFunctionData, type Hex, zeroHash } from 'viem'

/** A parameter of the protocol, and what it shall become. */
export type ParameterChange =
  | { name: 'feeBasisPoints'; value: number }
  /** Wei of SAHARA. */
  | { name: 'publishBond'; value: bigint }
  /** Seconds. */
  | { name: 'bondDelay'; value: number }

/** The timelock's operation that makes a change: the same for all its steps. */
export function toParameterCall(change: ParameterChange, salt: Hex) {
  return [addresses.parameters, 0n, encode(change), zeroHash, salt] as const
}

function encode(change: ParameterChange): Hex {
  const abi = parametersAbi
  if (change.name === 'feeBasisPoints')
    return encodeFunctionData({
      abi,
      functionName: 'setFeeBasisPoints',
      args: [change.value],
    })
  if (change.name === 'bondDelay')
    return encodeFunctionData({
      abi,
      functionName: 'setBondDelay',
      args: [change.value],
    })
  return encodeFunctionData({
    abi,
    functionName: 'setPublishBond',
    args: [change.value],
  })
}

import { addresses } from '@sahara/protocol'
import { parametersAbi } from '@sahara/protocol/abis'
import { encodeFunctionData, type Hex, stringToHex, zeroHash } from 'viem'

/** A parameter of the protocol, and what it shall become. */
export type ParameterChange =
  | {
      /** Basis points of 10,000. */
      name:
        | 'feeBasisPoints'
        | 'exchangeFeeBasisPoints'
        | 'resaleRoyaltyBasisPoints'
      value: number
    }
  | {
      /** Wei of SAHARA. */
      name: 'publishBond' | 'keeperStake' | 'keeperFee'
      value: bigint
    }
  | {
      /** Seconds. */
      name: 'bondDelay' | 'keeperUnbondDelay' | 'keeperChallengePeriod'
      value: number
    }

/** The timelock's operation that makes a change: the same for all its steps. */
export function toParameterCall(change: ParameterChange, salt: Hex) {
  const call = encodeFunctionData({
    abi: parametersAbi,
    functionName: 'set',
    args: [stringToHex(change.name, { size: 32 }), BigInt(change.value)],
  })
  return [addresses.parameters, 0n, call, zeroHash, salt] as const
}

import { parametersAbi } from '@sahara/protocol/abis'
import { encodeFunctionData, type Hex, stringToHex } from 'viem'

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

/** The call of Parameters that makes a change. */
export function encodeParameterChange({ name, value }: ParameterChange): Hex {
  return encodeFunctionData({
    abi: parametersAbi,
    functionName: 'set',
    args: [stringToHex(name, { size: 32 }), BigInt(value)],
  })
}

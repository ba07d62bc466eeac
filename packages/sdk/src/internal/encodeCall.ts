import {
  type AssetId,
  addresses,
  type UpgradeableContract,
} from '@sahara/protocol'
import {
  assetRegistryAbi,
  parametersAbi,
  saharaTokenAbi,
  validatorSetAbi,
} from '@sahara/protocol/abis'
import {
  type Address,
  encodeFunctionData,
  type Hash,
  type Hex,
  stringToHex,
} from 'viem'

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

/** What votes can do besides, by its name. */
export type NamedCall =
  | {
      type: 'payment'
      /** Who gets it out of the treasury. */
      to: Address
      /** Wei of SAHARA. */
      amountWei: bigint
    }
  | {
      type: 'validator'
      /** Its public key, of two numbers. */
      x: bigint
      y: bigint
      /** Its votes on blocks, from 1. */
      power: bigint
    }
  | { type: 'validatorRemoval'; validator: Address }
  | {
      type: 'suspension'
      /** Is not sold until a resumption; every exit and bought access stays. */
      assetId: AssetId
      /** Hash of the published reason. @default that of the proposal */
      reason?: Hash | undefined
    }
  | { type: 'resumption'; assetId: AssetId }
  | {
      type: 'upgrade'
      contract: UpgradeableContract
      /** Where the new code is. */
      implementation: Address
    }

/** A call as the timelock makes it. */
export type RawCall = {
  to: Address
  /** Wei of native coin. @default 0n */
  valueWei?: bigint | undefined
  data: Hex
}

/** A change of a parameter, what has a name, or any call of the timelock. */
export type ProposedCall = ParameterChange | NamedCall | RawCall

/**
 * The call of the timelock that does what is proposed.
 *
 * @param reason of suspensions that have none of their own
 */
export function encodeCall(call: ProposedCall, reason: Hash): RawCall {
  if ('data' in call) return call
  if ('name' in call)
    return {
      to: addresses.parameters,
      data: encodeFunctionData({
        abi: parametersAbi,
        functionName: 'set',
        args: [stringToHex(call.name, { size: 32 }), BigInt(call.value)],
      }),
    }
  switch (call.type) {
    case 'payment':
      return {
        to: addresses.token,
        data: encodeFunctionData({
          abi: saharaTokenAbi,
          functionName: 'transfer',
          args: [call.to, call.amountWei],
        }),
      }
    case 'validator':
      return {
        to: addresses.validatorSet,
        data: encodeFunctionData({
          abi: validatorSetAbi,
          functionName: 'setValidator',
          args: [call.x, call.y, call.power],
        }),
      }
    case 'validatorRemoval':
      return {
        to: addresses.validatorSet,
        data: encodeFunctionData({
          abi: validatorSetAbi,
          functionName: 'removeValidator',
          args: [call.validator],
        }),
      }
    case 'suspension':
      return {
        to: addresses.assetRegistry,
        data: encodeFunctionData({
          abi: assetRegistryAbi,
          functionName: 'suspend',
          args: [BigInt(call.assetId), call.reason ?? reason],
        }),
      }
    case 'resumption':
      return {
        to: addresses.assetRegistry,
        data: encodeFunctionData({
          abi: assetRegistryAbi,
          functionName: 'resume',
          args: [BigInt(call.assetId)],
        }),
      }
    case 'upgrade':
      return {
        to: addresses[call.contract],
        // The same in all of them.
        data: encodeFunctionData({
          abi: assetRegistryAbi,
          functionName: 'upgradeToAndCall',
          args: [call.implementation, '0x'],
        }),
      }
  }
}

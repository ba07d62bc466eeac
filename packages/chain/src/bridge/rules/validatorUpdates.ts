import { addresses } from '@sahara/protocol'
import { validatorSetAbi } from '@sahara/protocol/abis'
import {
  type ContractFunctionReturnType,
  decodeFunctionResult,
  encodeFunctionData,
  type Hex,
  hexToBytes,
} from 'viem'
import type { ValidatorUpdate } from '../abci/messages.ts'

/** A call of a contract, as `eth_call` takes it. */
export type ContractCall = { to: Hex; data: Hex }

/** Asks which changes block `blockNumber` hands over. */
export function updatesAtCall(blockNumber: bigint): ContractCall {
  return {
    to: addresses.validatorSet,
    data: encodeFunctionData({
      abi: validatorSetAbi,
      functionName: 'updatesAt',
      args: [blockNumber],
    }),
  }
}

/** Asks for the whole set. */
export function validatorsCall(): ContractCall {
  return {
    to: addresses.validatorSet,
    data: encodeFunctionData({
      abi: validatorSetAbi,
      functionName: 'validators',
    }),
  }
}

/** The answer of `updatesAtCall`, in the contract's order. */
export function toValidatorUpdates(answer: Hex): ValidatorUpdate[] {
  return toUpdates(
    decodeFunctionResult({
      abi: validatorSetAbi,
      functionName: 'updatesAt',
      data: answer,
    }),
  )
}

/** The answer of `validatorsCall`. */
export function toValidators(answer: Hex): ValidatorUpdate[] {
  return toUpdates(
    decodeFunctionResult({
      abi: validatorSetAbi,
      functionName: 'validators',
      data: answer,
    }),
  )
}

/** Whether two sets are the same, in whatever order: CometBFT sorts its own. */
export function isSameSet(
  some: readonly ValidatorUpdate[],
  others: readonly ValidatorUpdate[],
): boolean {
  const toText = (set: readonly ValidatorUpdate[]) =>
    set
      .map(
        ({ publicKey, power }) =>
          `${Buffer.from(publicKey.secp256k1eth).toString('hex')} ${power}`,
      )
      .sort()
      .join()
  return toText(some) === toText(others)
}

function toUpdates(
  validators: ContractFunctionReturnType<
    typeof validatorSetAbi,
    'view',
    'validators' | 'updatesAt'
  >,
): ValidatorUpdate[] {
  return validators.map(({ publicKey, power }) => ({
    publicKey: { secp256k1eth: hexToBytes(publicKey) },
    power,
  }))
}

import { addresses, SaharaError } from '@sahara/protocol'
import { validatorSetAbi } from '@sahara/protocol/abis'
import { encodeFunctionData, type Hex } from 'viem'
import { parseAddress } from './parseAddress.ts'

/** What `--validator` takes. */
export const validatorForm = 'KEY=VOTES'

/** A call that a proposal makes. */
type Call = { to: Hex; data: Hex }

/**
 * Gives a validator votes: its key as `chain status` shows it, two numbers of
 * 32 bytes with a colon between, and how many.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export function parseValidator(text: string): Call {
  const [, x, y, votes] =
    /^(0x[0-9a-f]{64}):(0x[0-9a-f]{64})=([1-9]\d{0,12})$/i.exec(text) ?? []
  if (!x || !y || !votes)
    throw new SaharaError(`${text} names no validator.`, {
      code: 'INPUT_INVALID',
      hint: `Write it as ${validatorForm}: the key is what \`sahara chain status\` shows, the votes a whole number from 1.`,
    })
  return {
    to: addresses.validatorSet,
    data: encodeFunctionData({
      abi: validatorSetAbi,
      functionName: 'setValidator',
      args: [BigInt(x), BigInt(y), BigInt(votes)],
    }),
  }
}

/**
 * Takes a validator's votes away.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export function parseValidatorRemoval(text: string): Call {
  return {
    to: addresses.validatorSet,
    data: encodeFunctionData({
      abi: validatorSetAbi,
      functionName: 'removeValidator',
      args: [parseAddress(text)],
    }),
  }
}

import { SaharaError } from '@sahara/protocol'
import {
  BaseError,
  decodeErrorResult,
  type Hex,
  HttpRequestError,
  InsufficientFundsError,
  isHex,
  TimeoutError,
} from 'viem'
import { contractErrors } from './contractErrors.ts'
import { revertReasons } from './revertReasons.ts'

/**
 * Turns what viem threw into one of ours: an unreachable RPC, or a revert with
 * the contract's own error by name and its values.
 */
export function toChainError(error: unknown): unknown {
  if (SaharaError.isInstance(error) || !(error instanceof BaseError))
    return error
  if (
    error.walk(
      (e) => e instanceof HttpRequestError || e instanceof TimeoutError,
    )
  )
    return new SaharaError('The chain RPC did not answer.', {
      code: 'CHAIN_UNREACHABLE',
      hint: 'Check that the chain runs and the RPC address is right.',
      retryable: true,
      cause: error,
    })
  if (error.walk((e) => e instanceof InsufficientFundsError))
    return gasBalanceTooLow({}, error)
  const data = revertDataOf(error)
  if (data === undefined && !/revert/i.test(error.message)) return error
  return revertError(data, error)
}

/** What a transaction costs at most in native coin is not there. */
export function gasBalanceTooLow(
  details: Record<string, bigint | string>,
  cause?: unknown,
): SaharaError {
  return new SaharaError('The account holds too little native coin for gas.', {
    code: 'GAS_BALANCE_TOO_LOW',
    hint: 'Send it some; on a local chain the faucet gives it.',
    details,
    cause,
  })
}

/** For `.catch`. */
export function rethrowChainError(error: unknown): never {
  throw toChainError(error)
}

function revertError(data: Hex | undefined, cause: BaseError): SaharaError {
  const details: Record<string, string> = {}
  let name = 'an unknown reason'
  let values: readonly unknown[] = []
  try {
    if (data && data !== '0x') {
      const { errorName, args } = decodeErrorResult({
        abi: contractErrors,
        data,
      })
      name = errorName
      details.error = errorName
      values = args ?? []
      for (const [index, value] of values.entries())
        details[`value${index}`] = String(value)
    }
  } catch {
    if (data) details.data = data
  }
  if (/InsufficientBalance/.test(name))
    return new SaharaError('The account holds too little SAHARA.', {
      code: 'TOKEN_BALANCE_TOO_LOW',
      hint: 'Add SAHARA to the account and call again.',
      details,
      cause,
    })
  const { code, message, hint } = revertReasons[name] ?? {
    message: `The contracts refused the transaction: ${name}.`,
    code: 'TRANSACTION_REVERTED' as const,
    hint: 'Nothing was changed. Check the arguments and the rights of the account.',
  }
  return new SaharaError(message, {
    code,
    hint: typeof hint === 'function' ? hint(values) : hint,
    details,
    cause,
  })
}

function revertDataOf(error: BaseError): Hex | undefined {
  let found: Hex | undefined
  error.walk((e) => {
    if (typeof e !== 'object' || e === null || !('data' in e)) return false
    const { data } = e
    if (isHex(data)) found = data
    return found !== undefined
  })
  return found
}

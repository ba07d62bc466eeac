import type { Abi, Address } from 'viem'

/** One view of the chain, and what the model says to it. */
export type Question = {
  address: Address
  abi: Abi
  functionName: string
  args: readonly unknown[]
  /** Of what the chain says, what the model knows. */
  of?: (found: never) => unknown
  expected: unknown
}

export const view = (
  ...[address, abi, functionName, args, expected]: [
    ...[Address, Abi, string, readonly unknown[], unknown],
  ]
): Question => ({ address, abi, functionName, args, expected })

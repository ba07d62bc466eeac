import type { Abi, Address } from 'viem'

/** One view of the chain, and what the model says to it. */
export type Question = {
  address: Address
  abi: Abi
  functionName: string
  args: readonly unknown[]
  expected: unknown
  /** Of what the chain says, what the model knows. @default all */
  of: (found: never) => unknown
}

/** Questions to one contract. */
export const questionsTo =
  (address: Address, abi: Abi) =>
  (
    functionName: string,
    args: readonly unknown[],
    expected: unknown,
    of: Question['of'] = (found) => found,
  ): Question => ({ address, abi, functionName, args, expected, of })

import type { Abi, Address } from 'viem'
import type { Replay } from './createReplay.ts'

/** Calls of one contract, each with what the model does for it. */
export const callsOf =
  (step: Replay['step'], to: Address, abi: Abi) =>
  (
    from: number,
    functionName: string,
    args: readonly unknown[],
    model: (now: number) => void,
  ) =>
    step({ from, to, abi, functionName, args, model })

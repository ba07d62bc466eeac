import type { RawCall } from './encodeCall.ts'

/** Targets, values and calldatas, as OpenZeppelin's Governor takes them. */
export function toCallLists(calls: readonly RawCall[]) {
  return [
    calls.map(({ to }) => to),
    calls.map(({ valueWei }) => valueWei ?? 0n),
    calls.map(({ data }) => data),
  ] as const
}

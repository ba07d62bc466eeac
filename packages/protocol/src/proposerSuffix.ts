import type { Address } from 'viem'

const suffix = /\n?#proposer=(0x[0-9a-fA-F]{40})$/

/**
 * A proposal's description that nobody else can propose: OpenZeppelin's
 * Governor refuses one that ends with another's `#proposer=`. One that ends
 * with the proposer's is left as it is.
 */
export function withProposer(description: string, proposer: Address): string {
  const name = proposer.toLowerCase()
  const isNamed = suffix.exec(description)?.[1]?.toLowerCase() === name
  return isNamed ? description : `${description}\n#proposer=${name}`
}

/** A description as its proposer wrote it. */
export function withoutProposer(description: string): string {
  return description.replace(suffix, '')
}

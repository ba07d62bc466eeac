/** Who holds how much SAHARA, in wei. */
export type Ledger = {
  endow: (account: string, amountWei: bigint) => void
  move: (from: string, to: string, amountWei: bigint) => void
  balanceOf: (account: string) => bigint
  /** What all accounts hold: moving money never changes it. */
  total: () => bigint
}

/** Money once more: nothing but amounts that go from one to another. */
export function createLedger(): Ledger {
  const balances = new Map<string, bigint>()
  const balanceOf = (account: string) => balances.get(account) ?? 0n
  return {
    balanceOf,
    endow: (account, amountWei) =>
      void balances.set(account, balanceOf(account) + amountWei),
    move: (from, to, amountWei) => {
      if (balanceOf(from) < amountWei) throw new RangeError('too little money')
      balances.set(from, balanceOf(from) - amountWei)
      balances.set(to, balanceOf(to) + amountWei)
    },
    total: () => [...balances.values()].reduce((sum, one) => sum + one, 0n),
  }
}

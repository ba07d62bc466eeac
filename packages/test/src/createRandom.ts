/** Random choices that a seed repeats. */
export type Random = {
  /** From 0 up to, but not including, `below`. */
  integer: (below: number) => number
  bigint: (below: bigint) => bigint
  pick: <T>(list: readonly T[]) => T
  shuffle: <T>(list: readonly T[]) => T[]
}

/** mulberry32: small, and good enough to choose test cases. */
export function createRandom(seed: number): Random {
  let state = seed
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32
  }
  const integer = (below: number): number => Math.floor(next() * below)
  return {
    integer,
    bigint: (below) => {
      let value = 0n
      for (let bits = 0; bits < 160; bits += 32)
        value = (value << 32n) | BigInt(integer(2 ** 32))
      return value % below
    },
    pick: (list) => list[integer(list.length)] as (typeof list)[number],
    shuffle: (list) => {
      const result = [...list]
      for (let index = result.length - 1; index > 0; index--) {
        const other = integer(index + 1)
        const value = result[index] as (typeof list)[number]
        result[index] = result[other] as (typeof list)[number]
        result[other] = value
      }
      return result
    },
  }
}

/** The seed of this run: from `SEED`, else new each time. Print it. */
export function seedOfRun(): number {
  return Number(process.env.SEED ?? Date.now() % 1_000_000_000)
}

/** The number of a flag, which its schema judges; undefined when not given. */
export function toNumber(flag: string | undefined): number | undefined {
  return flag === undefined ? undefined : Number(flag)
}

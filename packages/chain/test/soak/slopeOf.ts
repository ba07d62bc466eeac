/** What was measured at a time; both in any unit. */
export type Sample = { at: number; value: number }

/** How fast the values grow: the slope of the straight line nearest to them all (least squares). */
export function slopeOf(samples: readonly Sample[]): number {
  const mean = (pick: (sample: Sample) => number) =>
    samples.reduce((sum, sample) => sum + pick(sample), 0) / samples.length
  const at = mean((sample) => sample.at)
  const value = mean((sample) => sample.value)
  const spread = samples.reduce((sum, one) => sum + (one.at - at) ** 2, 0)
  const common = samples.reduce(
    (sum, one) => sum + (one.at - at) * (one.value - value),
    0,
  )
  return spread === 0 ? 0 : common / spread
}

/**
 * Refuses with every reason that there is: which one is named first is no rule
 * of the protocol.
 *
 * @throws {RangeError} the reasons, one a line
 */
export function refuseIf(reasons: Record<string, boolean>): void {
  const found = Object.keys(reasons).filter((reason) => reasons[reason])
  if (found.length > 0) throw new RangeError(found.join('\n'))
}

/** The day of a moment in UTC, by ISO 8601. */
export function toDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

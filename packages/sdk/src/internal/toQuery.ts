/** The query of a URL, of the values that are given. */
export function toQuery(
  values: Record<string, string | number | undefined>,
): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(values))
    if (value !== undefined) search.set(name, String(value))
  return `?${search}`
}

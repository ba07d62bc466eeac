/** The columns that are averaged, in the order in which they are written. */
const columns = ['precipitation', 'temp_max', 'temp_min', 'wind'] as const

/**
 * The means of each month of a daily weather table.
 *
 * @param csv with the columns date (year-month-day), precipitation, temp_max,
 * temp_min and wind
 * @returns CSV with the columns month, days and the means
 */
export function monthlyWeather(csv: string): string {
  const [header = '', ...rows] = csv.trim().split(/\r?\n/)
  const names = header.split(',')
  const at = columns.map((column) => names.indexOf(column))
  const months = new Map<string, { days: number; sums: number[] }>()
  for (const row of rows) {
    const values = row.split(',')
    const month = (values[names.indexOf('date')] ?? '').slice(0, 7)
    const total = months.get(month) ?? { days: 0, sums: at.map(() => 0) }
    months.set(month, {
      days: total.days + 1,
      sums: total.sums.map(
        (sum, index) => sum + Number(values[at[index] ?? 0]),
      ),
    })
  }
  const lines = [...months].map(([month, { days, sums }]) =>
    [month, days, ...sums.map((sum) => (sum / days).toFixed(2))].join(','),
  )
  return `${[['month', 'days', ...columns].join(','), ...lines].join('\n')}\n`
}

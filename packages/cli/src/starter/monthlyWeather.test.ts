import { describe, expect, test } from 'vitest'
import { monthlyWeather } from './monthlyWeather.ts'
import { readStarterFile, starterDatasets } from './starterDatasets.ts'

describe('monthlyWeather', () => {
  test('default', () => {
    expect(
      monthlyWeather(
        'date,precipitation,temp_max,temp_min,wind,weather\n2012-01-01,0.0,12.8,5.0,4.7,drizzle\n2012-01-02,10.9,10.6,2.8,4.5,rain\n2012-02-01,1,2,3,4,sun\n',
      ),
    ).toBe(
      'month,days,precipitation,temp_max,temp_min,wind\n2012-01,2,5.45,11.70,3.90,4.60\n2012-02,1,1.00,2.00,3.00,4.00\n',
    )
  })

  test('behavior: four years of the real data are 48 months', async () => {
    const bytes = await readStarterFile('seattle-weather.csv')
    const months = monthlyWeather(new TextDecoder().decode(bytes))
    expect(months.trim().split('\n')).toHaveLength(49)
    expect(months).not.toMatch(/NaN/)
  })
})

describe('starterDatasets', () => {
  test('behavior: every file is there', async () => {
    for (const { file } of starterDatasets)
      expect((await readStarterFile(file)).length, file).toBeGreaterThan(1000)
  })
})

import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** A dataset of the starter catalogue. */
export type StarterDataset = {
  file: string
  name: string
  description: string
  keywords: string[]
  /** What the data is published under, checked in vega-datasets' datapackage. */
  licence: string
  /** Who made it. */
  creator: { '@type': 'sc:Organization' | 'sc:Person'; name: string }
}

/**
 * Real data that the npm package `vega-datasets` carries, chosen for licences
 * that let anyone pass it on.
 */
export const starterDatasets = [
  {
    file: 'seattle-weather.csv',
    name: 'Seattle weather, daily, 2012-2015',
    description:
      'Precipitation, temperatures, wind and weather of each day at Seattle-Tacoma airport, from the records of NOAA.',
    keywords: ['weather', 'climate', 'time series'],
    licence: 'LicenseRef-US-Government-Work',
    creator: {
      '@type': 'sc:Organization',
      name: 'National Oceanic and Atmospheric Administration',
    },
  },
  {
    file: 'penguins.json',
    name: 'Palmer penguins',
    description:
      'Size, sex and species of 344 penguins on three islands of the Palmer Archipelago, collected by Dr. Kristen Gorman with Palmer Station LTER.',
    keywords: ['biology', 'classification'],
    licence: 'CC0-1.0',
    creator: { '@type': 'sc:Person', name: 'Kristen Gorman' },
  },
  {
    file: 'earthquakes.json',
    name: 'Earthquakes of a week',
    description:
      'Place, depth and magnitude of earthquakes all over the world, from the catalogue of the U.S. Geological Survey, as GeoJSON.',
    keywords: ['geology', 'geography'],
    licence: 'LicenseRef-US-Public-Domain',
    creator: { '@type': 'sc:Organization', name: 'U.S. Geological Survey' },
  },
] as const satisfies readonly StarterDataset[]

/** The bytes of a file in vega-datasets. */
export function readStarterFile(file: string): Promise<Uint8Array> {
  const entry = import.meta.resolve('vega-datasets')
  return readFile(fileURLToPath(new URL(`../data/${file}`, entry)))
}

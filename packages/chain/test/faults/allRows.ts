import { allKills } from './groups/allKills.ts'
import { bridgeKills } from './groups/bridgeKills.ts'
import { byzantineProposers } from './groups/byzantineProposers.ts'
import { clocks } from './groups/clocks.ts'
import { crashPoints } from './groups/crashPoints.ts'
import { extremes } from './groups/extremes.ts'
import { fullBlocks } from './groups/fullBlocks.ts'
import { gethKills } from './groups/gethKills.ts'
import { partitions } from './groups/partitions.ts'
import { refusals } from './groups/refusals.ts'
import { stalls } from './groups/stalls.ts'
import { twins } from './groups/twins.ts'
import { validatorChanges } from './groups/validatorChanges.ts'
import { wipes } from './groups/wipes.ts'
import type { Row } from './types.ts'

/**
 * Every row, in an order in which two networks are enough: a tapped one, in
 * which the early rows of group 3 come first, and a plain one, in which those
 * come late that want many blocks.
 */
export const allRows: readonly Row[] = [
  ...gethKills.filter(({ name }) => name.endsWith('early')),
  ...bridgeKills,
  ...byzantineProposers,
  ...partitions,
  ...twins,
  ...gethKills.filter(({ name }) => name.endsWith('late')),
  ...allKills,
  ...stalls,
  ...clocks,
  ...crashPoints,
  ...extremes,
  ...refusals,
  ...fullBlocks,
  ...wipes,
  ...validatorChanges,
]

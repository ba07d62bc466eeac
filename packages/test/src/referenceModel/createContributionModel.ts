import type { AssetModel } from './createAssetModel.ts'
import type { IdModel } from './createIdModel.ts'
import { refuseIf } from './refuseIf.ts'

export type ModelContribution = {
  asset: string
  version: number
  /** Of a Sahara ID. */
  contributor: number
  role: string
  evidence: string
}

/**
 * Who made what, once more, written from what IContributions says: an owner
 * says it, and the contributor agrees. `now` in Unix seconds; what must be
 * refused throws.
 */
export type ContributionModel = {
  attest: (caller: string, said: ModelContribution, now: number) => void
  accept: (caller: string, said: ModelContribution, now: number) => void
  /** Unix seconds; 0: it is not. */
  timesOf: (said: ModelContribution) => {
    attestedAt: number
    acceptedAt: number
  }
  /** What an ID agreed to, in the order in which it did. */
  acceptedBy: (contributor: number) => readonly ModelContribution[]
}

export function createContributionModel(options: {
  assets: AssetModel
  ids: IdModel
}): ContributionModel {
  const { assets, ids } = options
  const times = new Map<string, { attestedAt: number; acceptedAt: number }>()
  const accepted: ModelContribution[] = []
  const keyOf = (said: ModelContribution) => JSON.stringify(said)

  return {
    timesOf: (said) =>
      times.get(keyOf(said)) ?? { attestedAt: 0, acceptedAt: 0 },
    acceptedBy: (id) =>
      accepted.filter(({ contributor }) => contributor === id),
    attest: (caller, said, now) => {
      refuseIf({
        'not its owner to say': assets.ownerOf(said.asset) !== caller,
        'no such version':
          assets.versionsOf(said.asset)[said.version - 1] === undefined,
        'no such ID': ids.ids[said.contributor - 1] === undefined,
        'said before': times.has(keyOf(said)),
      })
      times.set(keyOf(said), { attestedAt: now, acceptedAt: 0 })
    },
    accept: (caller, said, now) => {
      const found = times.get(keyOf(said))
      const owner = ids.ids[said.contributor - 1]?.owner
      refuseIf({
        'nobody said it': !found,
        'not the contributor': found !== undefined && owner !== caller,
        'accepted before': found !== undefined && found.acceptedAt > 0,
      })
      if (found) found.acceptedAt = now
      accepted.push(said)
    },
  }
}

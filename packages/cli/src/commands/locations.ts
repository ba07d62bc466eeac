import { SaharaError } from '@sahara/protocol'
import type { Location } from '@sahara/protocol/api'
import { getLocations, getNewestVersion, setLocations } from '@sahara/sdk'
import type { Command } from 'commander'
import { createContext } from '../context.ts'
import { resolveAsset } from '../inputs/resolveAsset.ts'
import { toExamples } from '../terminal/toExamples.ts'

type LocationFlags = { gateway: string[]; objects: string[]; none?: boolean }

/** `sahara locations`: where the blobs of an asset's newest version lie. */
export function defineLocationsCommand(command: Command): void {
  command
    .option('--gateway <url...>', 'a node, or a trustless IPFS gateway', [])
    .option('--objects <url...>', 'a folder of S3 or of a web server', [])
    .option('--none', 'take the list back')
    .addHelpText(
      'after',
      toExamples(
        'locations 0x3fa1b2c4d5',
        'locations 0x3fa1b2c4d5 --gateway https://node.example',
      ),
    )
    .action(async (text: string, flags: LocationFlags, command: Command) => {
      const { client, unlock, print } = createContext(command)
      const assetId = await resolveAsset(client, text)
      const version = await getNewestVersion(client, { assetId })
      const given: Location[] = [
        ...flags.gateway.map((url) => ({ kind: 'gateway', url }) as const),
        ...flags.objects.map((url) => ({ kind: 'objects', url }) as const),
      ]
      if (flags.none && given.length > 0)
        throw new SaharaError('--none goes with no other location.', {
          code: 'INPUT_INVALID',
          hint: 'Give --none alone, or the locations without it.',
        })
      if (flags.none || given.length > 0) {
        const { account } = await unlock()
        await setLocations(client, {
          account,
          assetId,
          version,
          locations: given,
        })
      }
      const locations = await getLocations(client, { assetId, version })
      print({ assetId, version, locations }, () =>
        locations.length === 0
          ? ['No locations are listed.']
          : locations.map(({ kind, url }) => `${kind}  ${url}`),
      )
    })
}

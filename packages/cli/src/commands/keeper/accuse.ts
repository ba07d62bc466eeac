import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type AssetId, SaharaError } from '@sahara/protocol'
import { listSignedDeposits, proveKeeperLie } from '@sahara/sdk'
import { requestAnswerSchema } from '@sahara/vault'
import type { Command } from 'commander'
import type { z } from 'zod'
import { createContext } from '../../context.ts'
import { confirmAction } from '../../inputs/confirmAction.ts'
import { toExamples } from '../../terminal/toExamples.ts'
import { toAmount } from '../../terminal/words.ts'

const evidenceSchema = requestAnswerSchema.pick({
  message: true,
  signature: true,
})

/** `sahara keeper accuse`: shows on chain that a keeper lied. */
export function addAccuseCommand(keeper: Command): void {
  keeper
    .command('accuse <file>')
    .description(
      'show on chain that a keeper gave away another key share than it took: it loses its stake to the treasury',
    )
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', toExamples('keeper accuse 0x3fa1b2c4d5-1-0x70.json'))
    .action(
      async (path: string, flags: { yes?: boolean }, command: Command) => {
        const { client, unlock, progress, print } = createContext(command)
        const answer = await readEvidence(resolve(path))
        const { version, index } = answer.message
        const assetId = answer.message.assetId as AssetId
        const deposits = await listSignedDeposits(client, { assetId, version })
        const deposit = deposits.find((one) => one.index === index)
        if (!deposit) throw noDeposit(assetId, version)
        await confirmAction(
          `Accuse ${deposit.keeper}? It loses all its stake.`,
          flags,
        )
        const { account } = await unlock()
        progress.step('Showing what it signed')
        const { penaltyWei } = await proveKeeperLie(client, {
          ...{ account, deposit, answer },
        })
        const { keeper } = deposit
        print({ keeper, assetId, version, penaltyWei }, () => [
          `${keeper} lost ${toAmount(penaltyWei)}, which the treasury can claim.`,
        ])
      },
    )
}

async function readEvidence(
  path: string,
): Promise<z.infer<typeof evidenceSchema>> {
  try {
    return evidenceSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    throw new SaharaError(`${path} is no answer of a keeper.`, {
      code: 'INPUT_INVALID',
      hint: 'Give the file that `sahara get` wrote when the keeper lied.',
      cause,
    })
  }
}

function noDeposit(assetId: AssetId, version: number): SaharaError {
  return new SaharaError('Nothing here says what the keeper took.', {
    code: 'KEEPER_SHARE_UNKNOWN',
    hint: 'What keepers signed lies with who published the version: send them the file.',
    details: { assetId, version },
  })
}

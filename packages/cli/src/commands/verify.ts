import {
  consensusOfNode,
  consensusOfRpc,
  createLightClient,
  type LightClient,
  type Verification,
  verifyBalance,
  verifyLicence,
  verifyOwner,
} from '@sahara/sdk/light'
import type { Command } from 'commander'
import { type Context, createContext } from '../context.ts'
import { parseAddress } from '../inputs/parseAddress.ts'
import { parseBlock } from '../inputs/parseBlock.ts'
import { resolveAsset } from '../inputs/resolveAsset.ts'
import { openTrust, parseTrusted } from '../operations/openTrust.ts'
import { toExamples } from '../terminal/toExamples.ts'
import { toAmount } from '../terminal/words.ts'
import {
  toVerificationLines,
  toVerifiedLicenceLines,
} from '../views/toVerificationLines.ts'

type VerifyFlags = {
  genesis?: string
  trusted?: string
  block?: bigint
  consensusUrl?: string
}

/** `sahara verify`: what the validators vouch for, whatever a node says. */
export function defineVerifyCommand(verify: Command): void {
  verify
    .command('licence <account> <asset>')
    .description('what an account itself was sold and granted')
    .addHelpText(
      'after',
      toExamples('verify licence 0x70997970… 0x3fa1b2c4d5 --genesis genesis'),
    )
    .action(
      async (
        account: string,
        asset: string,
        flags: VerifyFlags,
        command: Command,
      ) => {
        const context = createContext(command)
        const address = parseAddress(account)
        const assetId = await resolveAsset(context.client, asset)
        const licence = await run(context, flags, (light) =>
          verifyLicence(light, { ...at(flags), account: address, assetId }),
        )
        context.print({ account: address, assetId, ...licence }, () => [
          `${address} of asset ${assetId}:`,
          ...toVerifiedLicenceLines(licence),
          ...toVerificationLines(licence.verification),
        ])
      },
    )
  verify
    .command('balance <account>')
    .description('what an account holds')
    .addHelpText('after', toExamples('verify balance 0x70997970… --block 4711'))
    .action(async (account: string, flags: VerifyFlags, command: Command) => {
      const context = createContext(command)
      const address = parseAddress(account)
      const balance = await run(context, flags, (light) =>
        verifyBalance(light, { ...at(flags), account: address }),
      )
      context.print({ account: address, ...balance }, () => [
        `${address} holds ${toAmount(balance.balanceWei)}, and ${toAmount(balance.gasWei)} for gas`,
        ...toVerificationLines(balance.verification),
      ])
    })
  verify
    .command('owner <asset>')
    .description('who owns an asset')
    .addHelpText('after', toExamples('verify owner 0x3fa1b2c4d5'))
    .action(async (asset: string, flags: VerifyFlags, command: Command) => {
      const context = createContext(command)
      const assetId = await resolveAsset(context.client, asset)
      const { owner = null, verification } = await run(
        context,
        flags,
        (light) => verifyOwner(light, { ...at(flags), assetId }),
      )
      context.print({ assetId, owner, verification }, () => [
        owner
          ? `${owner} owns asset ${assetId}`
          : `nobody owns ${assetId}: there is no such asset`,
        ...toVerificationLines(verification),
      ])
    })
  for (const command of verify.commands)
    command
      .option(
        '--genesis <path>',
        'folder `genesis` of a node, from whom you trust; kept for later',
      )
      .option(
        '--trusted <height:hash>',
        'a later header to begin with, from whom you trust',
      )
      .option('--block <number>', 'the newest unless told', parseBlock)
      .option(
        '--consensus-url <url>',
        'RPC of CometBFT of a node on this machine, in place of the node',
      )
}

function at({ block }: VerifyFlags): { block: bigint | undefined } {
  return { block }
}

/** Verifies with what this machine trusts, and keeps what it learnt. */
async function run<T extends { verification: Verification }>(
  { client, home }: Context,
  flags: VerifyFlags,
  verify: (light: LightClient) => Promise<T>,
): Promise<T> {
  const given =
    flags.trusted === undefined ? undefined : parseTrusted(flags.trusted)
  const consensus =
    flags.consensusUrl === undefined
      ? consensusOfNode(client)
      : consensusOfRpc({ url: flags.consensusUrl, fetch: client.fetch })
  // A chain without validators needs no genesis to say so.
  await consensus({ method: 'commit', params: {} })
  const trust = await openTrust({ home, genesisPath: flags.genesis })
  const isEarlier =
    flags.block !== undefined &&
    trust.trusted !== undefined &&
    flags.block < trust.trusted.height
  const trusted = given ?? (isEarlier ? undefined : trust.trusted)
  const { genesis } = trust
  const light = createLightClient(client, { genesis, trusted, consensus })
  const verified = await verify(light)
  const newest = verified.verification.trusted
  if (newest.height > (trust.trusted?.height ?? 0n)) await trust.save(newest)
  return verified
}

import { SaharaError } from '@sahara/protocol'
import {
  challengeKeeper,
  getChallengeAnswer,
  getNewestVersion,
  listKeeperChallenges,
  listSignedDeposits,
  readEntry,
  settleChallenge,
} from '@sahara/sdk'
import { newAgeIdentity, type SignedDeposit } from '@sahara/vault'
import type { Command } from 'commander'
import { isAddressEqual, isHex } from 'viem'
import { z } from 'zod'
import { type Context, createContext } from '../../context.ts'
import { confirmAction } from '../../inputs/confirmAction.ts'
import { parseAddress } from '../../inputs/parseAddress.ts'
import { parseCount } from '../../inputs/parseCount.ts'
import { resolveAsset } from '../../inputs/resolveAsset.ts'
import { toExamples } from '../../terminal/toExamples.ts'
import { toAmount, toTime } from '../../terminal/words.ts'
import { toChallengeLines } from '../../views/toChallengeLines.ts'

const pollMs = 1_000

type ChallengeFlags = { of?: number; wait?: boolean; yes?: boolean }

/** `sahara keeper challenge | challenges | settle`: do keepers hold what they signed for. */
export function addChallengeCommands(keeper: Command): void {
  keeper
    .command('challenge <asset> <address>')
    .description(
      'ask a keeper for its key share in public: it answers, or loses stake',
    )
    .option('--of <version>', 'which version; default: the newest', parseCount)
    .option('--wait', 'until it answered; silence is then settled')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      toExamples('keeper challenge 0x3fa1b2c4d5 0x70997970… --wait'),
    )
    .action(
      async (
        text: string,
        addressText: string,
        flags: ChallengeFlags,
        command: Command,
      ) => {
        const context = createContext(command)
        const { client, progress, print } = context
        const address = parseAddress(addressText)
        const assetId = await resolveAsset(client, text)
        const version =
          flags.of ?? (await getNewestVersion(client, { assetId }))
        const deposits = await listSignedDeposits(client, { assetId, version })
        const deposit = deposits.find((one) =>
          isAddressEqual(one.keeper, address),
        )
        if (!deposit) throw noDeposit(assetId, version, address)
        await confirmAction(
          `Challenge ${address}? What pays for its answer is put aside.`,
          flags,
        )
        const asked = await ask(context, deposit)
        const { challengeId, answerBy } = asked
        if (!flags.wait) {
          print({ keeper: address, challengeId, answerBy }, () => [
            `${address} must answer by ${toTime(answerBy)}.`,
            `Run it again with --wait to see the answer, or: sahara keeper settle ${challengeId}`,
          ])
          return
        }
        progress.step('Waiting for the answer')
        const ended = await waitForEnd(context, deposit, asked)
        print({ keeper: address, challengeId, ...ended }, () => [
          ended.answered
            ? `${address} answered with the key share it signed for.`
            : `${address} was silent, and lost ${toAmount(ended.penaltyWei)}.`,
        ])
      },
    )
  keeper
    .command('challenges <address>')
    .description('what a keeper was challenged for, and what it did')
    .action(async (text: string, _: unknown, command: Command) => {
      const { client, print } = createContext(command)
      const page = await listKeeperChallenges(client, {
        keeper: parseAddress(text),
      })
      print(page, () => toChallengeLines(page))
    })
  keeper
    .command('settle <challenge>')
    .description('end a challenge that was not answered in time')
    .action(async (challengeId: string, _: unknown, command: Command) => {
      const { client, unlock, progress, print } = createContext(command)
      if (!isHex(challengeId) || challengeId.length !== 66)
        throw new SaharaError(`${challengeId} is no challenge.`, {
          code: 'INPUT_INVALID',
          hint: 'Take its id from `sahara keeper challenges ADDRESS --json`.',
        })
      const { account } = await unlock()
      progress.step('Settling')
      const settled = await settleChallenge(client, { account, challengeId })
      print({ challengeId, ...settled }, () => [
        `The keeper lost ${toAmount(settled.penaltyWei)}.`,
      ])
    })
}

const recordSchema = z.strictObject({
  identity: z.string(),
  recipient: z.string(),
  challengeId: z.templateLiteral(['0x', z.string()]).optional(),
  answerBy: z.int().optional(),
})

type Asked = { identity: string; challengeId: `0x${string}`; answerBy: number }

const recordKey = ({ signature }: SignedDeposit) => `cli:challenge:${signature}`

/** Challenges, or goes on with the challenge of an earlier run. */
async function ask(
  { client, unlock, progress }: Context,
  deposit: SignedDeposit,
): Promise<Asked> {
  const key = recordKey(deposit)
  const earlier = await readEntry(client.journal, key, recordSchema)
  const made = earlier ?? (await newAgeIdentity())
  const { identity, recipient } = made
  if (earlier?.challengeId && earlier.answerBy)
    return {
      identity,
      challengeId: earlier.challengeId,
      answerBy: earlier.answerBy,
    }
  const save = (record: z.infer<typeof recordSchema>) =>
    client.journal.set(key, JSON.stringify(record))
  // The one key that opens the answer.
  await save({ identity, recipient })
  const { account } = await unlock()
  progress.step('Challenging')
  const { challengeId, answerBy } = await challengeKeeper(client, {
    ...{ account, deposit, recipient },
  })
  await save({ identity, recipient, challengeId, answerBy })
  return { identity, challengeId, answerBy }
}

async function waitForEnd(
  { client, unlock }: Context,
  deposit: SignedDeposit,
  { identity, challengeId, answerBy }: Asked,
): Promise<{ answered: boolean; penaltyWei: bigint }> {
  const answer = () =>
    getChallengeAnswer(client, {
      ...{ challengeId, deposit, identity, fromBlock: 0n },
    })
  let answered = (await answer()) !== undefined
  // A little longer, since blocks are behind the clock.
  while (!answered && client.clock.now() / 1_000 <= answerBy + 2) {
    await client.clock.sleep(pollMs)
    answered = (await answer()) !== undefined
  }
  const { penaltyWei } = answered
    ? { penaltyWei: 0n }
    : await settleChallenge(client, {
        account: (await unlock()).account,
        challengeId,
      })
  await client.journal.delete(recordKey(deposit))
  return { answered, penaltyWei }
}

function noDeposit(assetId: string, version: number, keeper: string) {
  return new SaharaError('Nothing here says that the keeper has a key share.', {
    code: 'KEEPER_SHARE_UNKNOWN',
    hint: 'What keepers signed lies with who published the version: use its journal, and a keeper of the asset.',
    details: { assetId, version, keeper },
  })
}

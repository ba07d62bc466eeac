import {
  answerChallenge,
  listChallenges,
  type OpenChallenge,
  type SaharaClient,
} from '@sahara/sdk'
import { encryptTo } from '@sahara/vault'
import { bytesToHex, stringToBytes } from 'viem'
import type { KeeperModules } from './keeperModules.ts'
import { openKeyShare } from './openKeyShare.ts'

/**
 * Answers the challenges that are open at a final block: each with the key
 * share that was committed on chain, encrypted to the challenger. What cannot
 * be answered now is tried again the next time.
 *
 * @throws {SaharaError} `CHAIN_UNREACHABLE`
 */
export async function answerChallenges(
  modules: KeeperModules,
  client: SaharaClient,
): Promise<void> {
  const { common, identity } = modules
  const keeper = identity.account.address
  for (const challenge of await listChallenges(client, { keeper })) {
    if (common.shutdown.signal.aborted) return
    const { challengeId, assetId, version, challenger } = challenge
    const name = { challengeId, assetId, version, challenger }
    try {
      const sealed = await sealAnswer(modules, challenge)
      if (sealed === undefined) {
        common.logger.error(name, 'holds no key share to answer with')
        continue
      }
      await answerChallenge(client, {
        account: identity.account,
        challengeId,
        sealedShare: bytesToHex(sealed),
        signal: common.shutdown.signal,
      })
      common.logger.info(name, 'answered a challenge')
    } catch (err) {
      common.logger.warn({ ...name, err }, 'cannot answer a challenge now')
    }
  }
}

async function sealAnswer(
  { chain, shares, identity }: KeeperModules,
  { assetId, version, index, shareHash, recipient }: OpenChallenge,
): Promise<Uint8Array | undefined> {
  const { number } = await chain.finalBlock()
  const commitment = await chain.commitment(assetId, version, number)
  if (commitment === undefined) return undefined
  const deposit = shares.get({ assetId, version, commitment })
  const isAsked =
    deposit?.message.index === index && deposit.message.shareHash === shareHash
  const value = isAsked
    ? await openKeyShare(deposit, identity.identity)
    : undefined
  // Nobody shall cost a keeper its stake by naming what nothing can be
  // encrypted to: that it answered, and to what, is on chain for all to see.
  if (value) return encryptTo(recipient, value).catch(() => noRecipient)
  // Nor by ordering it dropped: it is held until the challenge is answered,
  // but may have been dropped before that was so.
  if (await chain.isShredded(assetId, version, number)) return orderedDropped
  // Nor may a publisher who waits until the deposit has expired to publish.
  const name = { assetId, version, commitment }
  return !deposit && shares.isForgotten(name) ? publishedTooLate : undefined
}

const orderedDropped = stringToBytes('ordered dropped by its owner')
const noRecipient = stringToBytes('no age recipient')
const publishedTooLate = stringToBytes('expired before it was published')

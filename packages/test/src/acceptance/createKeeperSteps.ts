import {
  type AssetId,
  addresses,
  keyShareDepositTypes,
  localChainId,
} from '@sahara/protocol'
import { keepersAbi } from '@sahara/protocol/abis'
import { answerTypedData } from '@sahara/vault'
import {
  encodeAbiParameters,
  type Hex,
  hashStruct,
  keccak256,
  numberToHex,
  zeroAddress,
} from 'viem'
import { accountAt } from '../accounts.ts'
import { callsOf } from './callsOf.ts'
import { addressOf, nameOf, type World } from './createWorld.ts'
import type { DealtShare } from './dealShares.ts'

const word = (count: number): Hex => numberToHex(count, { size: 32 })

export type KeeperSteps = ReturnType<typeof createKeeperSteps>

/** What keepers do, and what is done to them, by the contracts and by the model. */
export function createKeeperSteps({ replay, model: { keepers } }: World) {
  const call = callsOf(replay.step, addresses.keepers, keepersAbi)

  const challengeIdOf = (asker: number, { message }: DealtShare) =>
    keccak256(
      encodeAbiParameters(
        [{ type: 'bytes32' }, { type: 'address' }],
        [
          hashStruct({
            ...{ types: keyShareDepositTypes, primaryType: 'KeyShareDeposit' },
            data: message,
          }),
          addressOf(asker),
        ],
      ),
    )

  return {
    register: (keeper: number) =>
      call(keeper, 'register', [`http://127.0.0.1/${keeper}`, 'age1'], (now) =>
        keepers.register(nameOf(keeper), now),
      ),
    /** @param successor undefined: nobody any more */
    nameSuccessor: (keeper: number, successor: number | undefined) => {
      const isNamed = successor !== undefined
      const args = [isNamed ? addressOf(successor) : zeroAddress]
      return call(keeper, 'nameSuccessor', args, () =>
        keepers.nameSuccessor(
          nameOf(keeper),
          isNamed ? nameOf(successor) : undefined,
        ),
      )
    },
    leave: (keeper: number) =>
      call(keeper, 'leave', [], (now) => keepers.leave(nameOf(keeper), now)),
    releaseStake: (from: number, keeper: number) =>
      call(from, 'releaseStake', [addressOf(keeper)], (now) =>
        keepers.releaseStake(nameOf(keeper), now),
      ),
    challenge: (asker: number, share: DealtShare) =>
      call(
        asker,
        'challenge',
        [share.message, share.signature, share.proof, 'age1asker'],
        (now) => keepers.challenge(nameOf(asker), share, now),
      ),
    answer: (from: number, asker: number, share: DealtShare) =>
      call(from, 'answer', [challengeIdOf(asker, share), '0x01'], (now) =>
        keepers.answer(nameOf(from), nameOf(asker), share, now),
      ),
    settle: (from: number, asker: number, share: DealtShare) =>
      call(from, 'settle', [challengeIdOf(asker, share)], (now) =>
        keepers.settle(nameOf(asker), share, now),
      ),
    proveLie: async (from: number, share: DealtShare) => {
      const { assetId, version, index } = share.message
      const typed = answerTypedData(localChainId, {
        ...{ requestHash: word(1), assetId: share.asset as Hex },
        ...{ version, index, shareHash: word(2), sealedHash: word(3) },
        blockNumber: 1,
      })
      const lie = await accountAt(share.keeperIndex).signTypedData(typed)
      const answer = { ...typed.message, assetId }
      return call(
        from,
        'proveLie',
        [share.message, share.signature, answer, lie],
        (now) => keepers.proveLie(share, now),
      )
    },
    beginFee: (from: number, share: DealtShare) =>
      call(from, 'beginFee', [share.message, share.proof], (now) =>
        keepers.beginFee(nameOf(from), share, now),
      ),
    drawFee: (from: number, assetId: AssetId, keeper: number) =>
      call(from, 'drawFee', [BigInt(assetId), addressOf(keeper)], (now) =>
        keepers.drawFee(assetId, nameOf(keeper), now),
      ),
  }
}

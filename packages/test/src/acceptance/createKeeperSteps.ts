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
} from 'viem'
import { accountAt } from '../accounts.ts'
import type { Outcome } from './createMarket.ts'
import { addressOf, nameOf, type World } from './createWorld.ts'
import type { DealtShare } from './dealShares.ts'

/** What keepers do, and what is done to them, by the contracts and by the model. */
export type KeeperSteps = {
  register: (keeper: number) => Outcome
  leave: (keeper: number) => Outcome
  releaseStake: (from: number, keeper: number) => Outcome
  challenge: (asker: number, share: DealtShare) => Outcome
  answer: (from: number, asker: number, share: DealtShare) => Outcome
  settle: (from: number, asker: number, share: DealtShare) => Outcome
  proveLie: (from: number, share: DealtShare) => Outcome
  beginFee: (from: number, share: DealtShare) => Outcome
  drawFee: (from: number, assetId: AssetId, keeper: number) => Outcome
}

const inKeepers = { to: addresses.keepers, abi: keepersAbi }
const word = (count: number): Hex => numberToHex(count, { size: 32 })

/** The steps of keepers, in the order of the replay. */
export function createKeeperSteps({ replay, model }: World): KeeperSteps {
  const { step } = replay
  const { keepers } = model

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
    register: (keeper) =>
      step({
        ...{ from: keeper, ...inKeepers, functionName: 'register' },
        args: [`http://127.0.0.1/${keeper}`, 'age1'],
        model: (now) => keepers.register(nameOf(keeper), now),
      }),
    leave: (keeper) =>
      step({
        ...{ from: keeper, ...inKeepers, functionName: 'leave', args: [] },
        model: (now) => keepers.leave(nameOf(keeper), now),
      }),
    releaseStake: (from, keeper) =>
      step({
        ...{ from, ...inKeepers, functionName: 'releaseStake' },
        args: [addressOf(keeper)],
        model: (now) => keepers.releaseStake(nameOf(keeper), now),
      }),
    challenge: (asker, share) =>
      step({
        ...{ from: asker, ...inKeepers, functionName: 'challenge' },
        args: [share.message, share.signature, share.proof, 'age1asker'],
        model: (now) => keepers.challenge(nameOf(asker), share, now),
      }),
    answer: (from, asker, share) =>
      step({
        ...{ from, ...inKeepers, functionName: 'answer' },
        args: [challengeIdOf(asker, share), '0x01'],
        model: (now) => keepers.answer(nameOf(from), nameOf(asker), share, now),
      }),
    settle: (from, asker, share) =>
      step({
        ...{ from, ...inKeepers, functionName: 'settle' },
        args: [challengeIdOf(asker, share)],
        model: (now) => keepers.settle(nameOf(asker), share, now),
      }),
    proveLie: async (from, share) => {
      const { assetId, version, index } = share.message
      const typed = answerTypedData(localChainId, {
        ...{ requestHash: word(1), assetId: share.asset as Hex },
        ...{ version, index, shareHash: word(2), sealedHash: word(3) },
        blockNumber: 1,
      })
      return step({
        ...{ from, ...inKeepers, functionName: 'proveLie' },
        args: [
          ...[share.message, share.signature, { ...typed.message, assetId }],
          await accountAt(share.keeperIndex).signTypedData(typed),
        ],
        model: (now) => keepers.proveLie(share, now),
      })
    },
    beginFee: (from, share) =>
      step({
        ...{ from, ...inKeepers, functionName: 'beginFee' },
        args: [share.message, share.proof],
        model: (now) => keepers.beginFee(nameOf(from), share, now),
      }),
    drawFee: (from, assetId, keeper) =>
      step({
        ...{ from, ...inKeepers, functionName: 'drawFee' },
        args: [BigInt(assetId), addressOf(keeper)],
        model: (now) => keepers.drawFee(assetId, nameOf(keeper), now),
      }),
  }
}

import {
  addresses,
  linkAccountTypes,
  localChainId,
  saharaIdDomain,
} from '@sahara/protocol'
import { saharaIdAbi } from '@sahara/protocol/abis'
import type { Hex } from 'viem'
import { accountAt } from '../accounts.ts'
import type { Outcome } from './createMarket.ts'
import { addressOf, nameOf, type World } from './createWorld.ts'

/** Sahara IDs, done twice: by the contract and by the model. */
export type IdSteps = {
  register: (
    from: number,
    handle: string,
    profile: Hex,
    recipient: string,
  ) => Outcome
  setProfile: (from: number, id: number, profile: Hex) => Outcome
  rotate: (from: number, id: number, recipient: string) => Outcome
  /** @param proof what the account signs */
  link: (
    from: number,
    id: number,
    account: number,
    proof: { id: number; nonce: number; deadline: number },
  ) => Outcome
  unlink: (from: number, account: number) => Outcome
  /** Accounts by their index, in any order. */
  setGuardians: (
    from: number,
    id: number,
    of: { guardians: readonly number[]; threshold: number; delay: number },
  ) => Outcome
  approveRecovery: (from: number, id: number, newOwner: number) => Outcome
  vetoRecovery: (from: number, id: number) => Outcome
  acceptRecovery: (from: number, id: number) => Outcome
}

export function createIdSteps({ replay, model }: World): IdSteps {
  const { ids, recovery } = model
  const call = (
    from: number,
    functionName: string,
    args: readonly unknown[],
  ) => ({
    ...{ from, to: addresses.saharaId, abi: saharaIdAbi, functionName, args },
  })
  return {
    register: (from, ...args) =>
      replay.step({
        ...call(from, 'register', args),
        model: () => ids.register(nameOf(from), ...args),
      }),
    setProfile: (from, id, profile) =>
      replay.step({
        ...call(from, 'setProfile', [BigInt(id), profile]),
        model: () => ids.setProfile(nameOf(from), id, profile),
      }),
    rotate: (from, id, recipient) =>
      replay.step({
        ...call(from, 'rotateRecipient', [BigInt(id), recipient]),
        model: () => ids.rotate(nameOf(from), id, recipient),
      }),
    link: async (from, id, account, proof) => {
      const deadline = BigInt(proof.deadline)
      const signature: Hex = await accountAt(account).signTypedData({
        domain: saharaIdDomain(localChainId),
        ...{ types: linkAccountTypes, primaryType: 'LinkAccount' },
        message: {
          ...{ id: BigInt(proof.id), account: addressOf(account) },
          ...{ nonce: BigInt(proof.nonce), deadline },
        },
      })
      return replay.step({
        ...call(from, 'linkAccount', [
          ...[BigInt(id), addressOf(account), { deadline, signature }],
        ]),
        model: (now) => ids.link(nameOf(from), id, nameOf(account), proof, now),
      })
    },
    unlink: (from, account) =>
      replay.step({
        ...call(from, 'unlinkAccount', [addressOf(account)]),
        model: () => ids.unlink(nameOf(from), nameOf(account)),
      }),
    setGuardians: (from, id, { guardians: indexes, ...of }) => {
      const guardians = indexes.map(nameOf).sort()
      return replay.step({
        ...call(from, 'setGuardians', [BigInt(id), { ...of, guardians }]),
        model: () =>
          recovery.setGuardians(nameOf(from), id, { ...of, guardians }),
      })
    },
    approveRecovery: (from, id, newOwner) =>
      replay.step({
        ...call(from, 'approveRecovery', [BigInt(id), addressOf(newOwner)]),
        model: (now) =>
          recovery.approve(nameOf(from), id, nameOf(newOwner), now),
      }),
    vetoRecovery: (from, id) =>
      replay.step({
        ...call(from, 'vetoRecovery', [BigInt(id)]),
        model: () => recovery.veto(nameOf(from), id),
      }),
    acceptRecovery: (from, id) =>
      replay.step({
        ...call(from, 'acceptRecovery', [BigInt(id)]),
        model: (now) => recovery.accept(nameOf(from), id, now),
      }),
  }
}

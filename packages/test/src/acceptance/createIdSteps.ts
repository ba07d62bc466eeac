import {
  addresses,
  linkAccountTypes,
  localChainId,
  saharaIdDomain,
} from '@sahara/protocol'
import { saharaIdAbi } from '@sahara/protocol/abis'
import type { Hex } from 'viem'
import { accountAt } from '../accounts.ts'
import { callsOf } from './callsOf.ts'
import { addressOf, nameOf, type World } from './createWorld.ts'

export type IdSteps = ReturnType<typeof createIdSteps>

/** Sahara IDs, done twice: by the contract and by the model. */
export function createIdSteps({ replay, model: { ids, recovery } }: World) {
  const call = callsOf(replay.step, addresses.saharaId, saharaIdAbi)
  return {
    register: (from: number, ...args: [string, Hex, string]) =>
      call(from, 'register', args, () => ids.register(nameOf(from), ...args)),
    setProfile: (from: number, id: number, profile: Hex) =>
      call(from, 'setProfile', [BigInt(id), profile], () =>
        ids.setProfile(nameOf(from), id, profile),
      ),
    rotate: (from: number, id: number, recipient: string) =>
      call(from, 'rotateRecipient', [BigInt(id), recipient], () =>
        ids.rotate(nameOf(from), id, recipient),
      ),
    /** @param proof what the account signs */
    link: async (
      from: number,
      id: number,
      account: number,
      proof: { id: number; nonce: number; deadline: number },
    ) => {
      const deadline = BigInt(proof.deadline)
      const signature = await accountAt(account).signTypedData({
        domain: saharaIdDomain(localChainId),
        types: linkAccountTypes,
        primaryType: 'LinkAccount',
        message: {
          id: BigInt(proof.id),
          account: addressOf(account),
          nonce: BigInt(proof.nonce),
          deadline,
        },
      })
      const args = [BigInt(id), addressOf(account), { deadline, signature }]
      return call(from, 'linkAccount', args, (now) =>
        ids.link(nameOf(from), id, nameOf(account), proof, now),
      )
    },
    unlink: (from: number, account: number) =>
      call(from, 'unlinkAccount', [addressOf(account)], () =>
        ids.unlink(nameOf(from), nameOf(account)),
      ),
    /** Guardians by their index, in any order. */
    setGuardians: (
      from: number,
      id: number,
      of: { guardians: readonly number[]; threshold: number; delay: number },
    ) => {
      const guardianship = { ...of, guardians: of.guardians.map(nameOf).sort() }
      return call(from, 'setGuardians', [BigInt(id), guardianship], () =>
        recovery.setGuardians(nameOf(from), id, guardianship),
      )
    },
    approveRecovery: (from: number, id: number, newOwner: number) =>
      call(from, 'approveRecovery', [BigInt(id), addressOf(newOwner)], (now) =>
        recovery.approve(nameOf(from), id, nameOf(newOwner), now),
      ),
    vetoRecovery: (from: number, id: number) =>
      call(from, 'vetoRecovery', [BigInt(id)], () =>
        recovery.veto(nameOf(from), id),
      ),
    acceptRecovery: (from: number, id: number) =>
      call(from, 'acceptRecovery', [BigInt(id)], (now) =>
        recovery.accept(nameOf(from), id, now),
      ),
  }
}

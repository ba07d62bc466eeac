import { type Agreement, type AssetId, addresses } from '@sahara/protocol'
import { assetRegistryAbi, escrowAbi, keepersAbi } from '@sahara/protocol/abis'
import type { Address } from 'viem'
import { callsOf } from './callsOf.ts'
import { addressOf, nameOf, type World } from './createWorld.ts'

export type Aside = ReturnType<typeof createAside>

/** Money that is put aside, done twice: by the contracts and by the models. */
export function createAside({ replay, model, agree }: World) {
  const { escrow, assets, keepers } = model
  const { assetRegistry } = addresses
  const callEscrow = callsOf(replay.step, addresses.escrow, escrowAbi)
  const callKeepers = callsOf(replay.step, addresses.keepers, keepersAbi)
  const callRegistry = callsOf(replay.step, assetRegistry, assetRegistryAbi)

  /** What holders do with money, as anyone may try. */
  const byHolder =
    (name: 'lock' | 'release' | 'slash') =>
    (from: number, agreement: Agreement, amountWei: bigint) =>
      callEscrow(from, name, [agreement, amountWei], () =>
        escrow[name](agree(agreement), amountWei, nameOf(from)),
      )

  return {
    lock: byHolder('lock'),
    release: byHolder('release'),
    slash: byHolder('slash'),
    pay: (
      from: number,
      agreement: Agreement,
      amountWei: bigint,
      payee: number,
    ) =>
      callEscrow(from, 'pay', [agreement, addressOf(payee), amountWei], () =>
        escrow.pay(agree(agreement), nameOf(payee), amountWei, nameOf(from)),
      ),
    fund: (from: number, agreement: Agreement, amountWei: bigint) =>
      callEscrow(from, 'fund', [agreement, amountWei], () =>
        escrow.fund(agree(agreement), nameOf(from), amountWei),
      ),
    reclaim: (from: number, agreement: Agreement) =>
      callEscrow(from, 'reclaim', [agreement], (now) =>
        escrow.reclaim(agree(agreement), nameOf(from), now),
      ),
    withdraw: (from: number, account: Address) =>
      callEscrow(from, 'withdraw', [account], () =>
        escrow.withdraw(account.toLowerCase()),
      ),
    /** What lies locked under an agreement. */
    lockedOf: (agreement: Agreement) =>
      escrow.depositOf(agree(agreement)).locked,
    retire: (from: number, assetId: AssetId) =>
      callRegistry(from, 'retire', [BigInt(assetId)], (now) =>
        assets.retire(nameOf(from), assetId, now),
      ),
    releaseBond: (from: number, assetId: AssetId) =>
      callRegistry(from, 'releaseBond', [BigInt(assetId)], (now) =>
        assets.releaseBond(assetId, now),
      ),
    shred: (from: number, assetId: AssetId, version: number) =>
      callKeepers(from, 'shred', [BigInt(assetId), version], (now) =>
        keepers.shred(nameOf(from), assetId, version, now),
      ),
    transfer: (from: number, assetId: AssetId, to: number) =>
      callRegistry(
        from,
        'transferFrom',
        [addressOf(from), addressOf(to), BigInt(assetId)],
        () => assets.transfer(assetId, nameOf(to)),
      ),
  }
}

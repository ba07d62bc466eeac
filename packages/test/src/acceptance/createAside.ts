import { type Agreement, type AssetId, addresses } from '@sahara/protocol'
import { assetRegistryAbi, escrowAbi, keepersAbi } from '@sahara/protocol/abis'
import type { Address } from 'viem'
import type { Outcome } from './createMarket.ts'
import { addressOf, nameOf, type World } from './createWorld.ts'

/** Money that is put aside, done twice: by the contracts and by the models. */
export type Aside = {
  /** Escrow's own functions, as anyone may call them. */
  escrow: (
    from: number,
    functionName: 'fund' | 'lock' | 'release' | 'slash' | 'pay' | 'reclaim',
    agreement: Agreement,
    amountWei?: bigint,
    payee?: number,
  ) => Outcome
  /** What lies locked under an agreement. */
  lockedOf: (agreement: Agreement) => bigint
  withdraw: (from: number, account: Address) => Outcome
  /** Calls that name an asset and nothing else. */
  ofAsset: (
    from: number,
    functionName: 'retire' | 'releaseBond' | 'shred',
    assetId: AssetId,
  ) => Outcome
  transfer: (from: number, assetId: AssetId, to: number) => Outcome
}

const inEscrow = { to: addresses.escrow, abi: escrowAbi }
const inKeepers = { to: addresses.keepers, abi: keepersAbi }
const inRegistry = { to: addresses.assetRegistry, abi: assetRegistryAbi }

export function createAside({ replay, model, agree }: World): Aside {
  const { escrow, assets, keepers } = model
  const { step } = replay

  return {
    escrow: (from, functionName, agreement, amountWei = 0n, payee = 0) => {
      const modelled = agree(agreement)
      const caller = nameOf(from)
      const args = {
        reclaim: [agreement],
        pay: [agreement, addressOf(payee), amountWei],
      } as Record<string, readonly unknown[]>
      return step({
        ...{ from, ...inEscrow, functionName },
        args: args[functionName] ?? [agreement, amountWei],
        model: (now) => {
          if (functionName === 'reclaim') escrow.reclaim(modelled, caller, now)
          else if (functionName === 'fund')
            escrow.fund(modelled, caller, amountWei)
          else if (functionName === 'pay')
            escrow.pay(modelled, nameOf(payee), amountWei, caller)
          else escrow[functionName](modelled, amountWei, caller)
        },
      })
    },
    lockedOf: (agreement) => escrow.depositOf(agree(agreement)).locked,
    withdraw: (from, account) =>
      step({
        ...{ from, ...inEscrow, functionName: 'withdraw', args: [account] },
        model: () => escrow.withdraw(account.toLowerCase()),
      }),
    ofAsset: (from, functionName, assetId) =>
      step({
        ...{ from, ...(functionName === 'shred' ? inKeepers : inRegistry) },
        functionName,
        args:
          functionName === 'shred' ? [BigInt(assetId), 1] : [BigInt(assetId)],
        model: (now) => {
          if (functionName === 'releaseBond') assets.releaseBond(assetId, now)
          else if (functionName === 'retire')
            assets.retire(nameOf(from), assetId, now)
          else keepers.shred(nameOf(from), assetId, now)
        },
      }),
    transfer: (from, assetId, to) =>
      step({
        ...{ from, ...inRegistry, functionName: 'transferFrom' },
        args: [addressOf(from), addressOf(to), BigInt(assetId)],
        model: () => assets.transfer(assetId, nameOf(to)),
      }),
  }
}

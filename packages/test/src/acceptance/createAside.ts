import {
  type Agreement,
  type AssetId,
  addresses,
  bondAgreementOf,
  challengeAgreementOf,
  escrowTerms,
  keeperFeeAgreementOf,
  keyShareDepositTypes,
  localChainId,
  rights,
  stakeAgreementOf,
} from '@sahara/protocol'
import {
  assetRegistryAbi,
  escrowAbi,
  keepersAbi,
  licencesAbi,
  parametersAbi,
  saharaTokenAbi,
} from '@sahara/protocol/abis'
import {
  answerTypedData,
  commitmentTree,
  depositTypedData,
} from '@sahara/vault'
import {
  type Address,
  encodeAbiParameters,
  type Hex,
  hashStruct,
  keccak256,
  maxUint256,
  numberToHex,
} from 'viem'
import { accountAt, accounts } from '../accounts.ts'
import { type Deal, dealKeys } from '../dealKeys.ts'
import {
  createEscrowModel,
  type ModelAgreement,
} from '../referenceModel/createEscrowModel.ts'
import {
  createKeeperModel,
  type KeeperModel,
  type ModelKeyShare,
} from '../referenceModel/createKeeperModel.ts'
import { createLedger } from '../referenceModel/createLedger.ts'
import type { Replay, ReplayedCall } from './createReplay.ts'

/** A key share, signed for by its keeper. Accounts by their index. */
export type DealtShare = ModelKeyShare & {
  keeperIndex: number
  message: ReturnType<typeof depositTypedData>['message']
  signature: Hex
  proof: Hex[]
}

export type DealtAsset = { deal: Deal; publisher: number; shares: DealtShare[] }

type Step = Omit<ReplayedCall, 'model'>

/** All that puts money aside, done twice: by the contracts and by the models. */
export type Aside = {
  keepers: KeeperModel
  /** Deals a key to these keepers under their epochs of now. */
  deal: (publisher: number, keepers: readonly number[]) => Promise<DealtAsset>
  /** Escrow's own functions, as anyone may call them. */
  escrow: (
    from: number,
    functionName: 'fund' | 'lock' | 'release' | 'slash' | 'pay' | 'reclaim',
    agreement: Agreement,
    amountWei?: bigint,
    payee?: number,
  ) => Promise<string | undefined>
  /** What lies locked under an agreement. */
  lockedOf: (agreement: Agreement) => bigint
  withdraw: (from: number, account: Address) => Promise<string | undefined>
  publish: (asset: DealtAsset) => Promise<string | undefined>
  /** Calls that name an asset and nothing else. */
  ofAsset: (
    from: number,
    functionName: 'retire' | 'releaseBond' | 'shred',
    assetId: AssetId,
  ) => Promise<string | undefined>
  grant: (
    from: number,
    assetId: AssetId,
    account: number,
    isGranted: boolean,
  ) => Promise<string | undefined>
  transfer: (
    from: number,
    assetId: AssetId,
    to: number,
  ) => Promise<string | undefined>
  register: (keeper: number) => Promise<string | undefined>
  leave: (keeper: number) => Promise<string | undefined>
  releaseStake: (from: number, keeper: number) => Promise<string | undefined>
  challenge: (asker: number, share: DealtShare) => Promise<string | undefined>
  answer: (
    from: number,
    asker: number,
    share: DealtShare,
  ) => Promise<string | undefined>
  settle: (
    from: number,
    asker: number,
    share: DealtShare,
  ) => Promise<string | undefined>
  proveLie: (from: number, share: DealtShare) => Promise<string | undefined>
  beginFee: (from: number, share: DealtShare) => Promise<string | undefined>
  drawFee: (
    from: number,
    assetId: AssetId,
    keeper: number,
  ) => Promise<string | undefined>
  /** All agreements that were funded so far. */
  agreements: () => Agreement[]
  /** What chain and models say of all money and keepers, to be equal. */
  compare: () => Promise<{ chain: unknown; model: unknown }>
}

const lower = (address: string) => address.toLowerCase()
const addressOf = (index: number) => accountAt(index).address
const nameOf = (index: number) => lower(addressOf(index))
const word = (count: number): Hex => numberToHex(count, { size: 32 })

function toModel(agreement: Agreement): ModelAgreement {
  return {
    holder: lower(agreement.holder),
    purpose: agreement.purpose,
    account: lower(agreement.account),
    terms: escrowTerms[agreement.terms] ?? 'refundable',
    until: agreement.until,
  }
}

/** @param keeperIndexes accounts that may become keepers */
export async function createAside(
  replay: Replay,
  keeperIndexes: readonly number[],
): Promise<Aside> {
  const { step, read } = replay
  const treasury = addresses.timelock
  const holders = [...accounts.map(({ address }) => address), treasury]
  const balanceOf = (account: Address) => ({
    ...{ address: addresses.token, abi: saharaTokenAbi },
    ...{ functionName: 'balanceOf', args: [account] },
  })
  const term = (functionName: string) => ({
    ...{ address: addresses.parameters, abi: parametersAbi, functionName },
  })
  const ledger = createLedger()
  const balances = (await read(holders.map(balanceOf))) as bigint[]
  for (const [index, holder] of holders.entries())
    ledger.endow(lower(holder), balances[index] ?? 0n)
  const money = ledger.total()
  const escrow = createEscrowModel({
    ledger,
    ...{ address: addresses.escrow, treasury },
  })
  const terms = await read(
    [
      ...['keeperStake', 'keeperUnbondDelay', 'keeperChallengePeriod'],
      ...['keeperFee', 'publishBond', 'bondDelay'],
    ].map(term),
  )
  const keepers = createKeeperModel({
    escrow,
    terms: {
      stakeWei: BigInt(terms[0] as bigint),
      unbondDelay: Number(terms[1]),
      challengePeriod: Number(terms[2]),
      feeWei: BigInt(terms[3] as bigint),
      bondWei: BigInt(terms[4] as bigint),
      bondDelay: Number(terms[5]),
    },
    stakeOf: (keeper) => toModel(stakeAgreementOf(keeper as Address)),
    challengeBondOf: (asker) => toModel(challengeAgreementOf(asker as Address)),
    feePotOf: (asset, owner) =>
      toModel(keeperFeeAgreementOf(asset as AssetId, owner as Address)),
    bondOf: (asset, publisher) =>
      toModel(bondAgreementOf(asset as AssetId, publisher as Address)),
  })
  const agreements = new Map<string, Agreement>()
  const assets: DealtAsset[] = []
  let count = 0

  const inEscrow = { to: addresses.escrow, abi: escrowAbi }
  const inKeepers = { to: addresses.keepers, abi: keepersAbi }
  const inRegistry = { to: addresses.assetRegistry, abi: assetRegistryAbi }
  const call = (from: number, of: Pick<Step, 'to' | 'abi'>) => ({ from, ...of })

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

  for (const { address } of accounts)
    await step({
      from: accounts.findIndex((one) => one.address === address),
      ...{ to: addresses.token, abi: saharaTokenAbi },
      ...{ functionName: 'approve', args: [addresses.escrow, maxUint256] },
      model: () => undefined,
    })

  return {
    keepers,
    agreements: () => [...agreements.values()],
    deal: async (publisher, dealtTo) => {
      const deal = await dealKeys({
        ...{ publisher: addressOf(publisher), salt: word(++count) },
        keepers: dealtTo.map((index) => ({
          address: addressOf(index),
          epoch: keepers.epochOf(nameOf(index)),
        })),
      })
      const { proofOf } = commitmentTree(deal.block)
      const shares: DealtShare[] = []
      for (const [position, one] of deal.block.keyShares.entries()) {
        const keeperIndex = dealtTo[position] ?? 0
        const typed = depositTypedData(localChainId, {
          ...{ assetId: deal.assetId, version: 1, index: one.index },
          ...{ epoch: one.epoch, shareHash: one.hash as Hex },
          ...{ commitment: deal.commitment, publisher: addressOf(publisher) },
          ...{ keeper: addressOf(keeperIndex), expiresAt: 1 },
        })
        shares.push({
          ...{ asset: deal.assetId, keeper: nameOf(keeperIndex) },
          ...{ epoch: one.epoch, keeperIndex, message: typed.message },
          signature: await accountAt(keeperIndex).signTypedData(typed),
          proof: proofOf(position) ?? [],
        })
      }
      const asset = { deal, publisher, shares }
      return asset
    },
    escrow: (from, functionName, agreement, amountWei = 0n, payee = 0) => {
      const modelled = toModel(agreement)
      const caller = nameOf(from)
      agreements.set(JSON.stringify(modelled), agreement)
      const args = {
        reclaim: [agreement],
        pay: [agreement, addressOf(payee), amountWei],
      } as Record<string, readonly unknown[]>
      return step({
        ...{ ...call(from, inEscrow), functionName },
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
    lockedOf: (agreement) => escrow.depositOf(toModel(agreement)).locked,
    withdraw: (from, account) =>
      step({
        ...{ ...call(from, inEscrow), functionName: 'withdraw' },
        args: [account],
        model: () => escrow.withdraw(lower(account)),
      }),
    publish: async (asset) => {
      const { deal, publisher } = asset
      const refusal = await step({
        ...{ ...call(publisher, inRegistry), functionName: 'publish' },
        args: [
          {
            ...{ salt: deal.salt, kind: 1, metadata: word(++count) },
            ...{ commitment: deal.commitment, parents: [], offers: [] },
            contributors: [{ account: addressOf(publisher), shares: 10_000 }],
          },
        ],
        model: () => keepers.publish(deal.assetId, nameOf(publisher)),
      })
      if (refusal === undefined) assets.push(asset)
      return refusal
    },
    ofAsset: (from, functionName, assetId) =>
      step({
        ...call(from, functionName === 'shred' ? inKeepers : inRegistry),
        functionName,
        args:
          functionName === 'shred' ? [BigInt(assetId), 1] : [BigInt(assetId)],
        model: (now) =>
          functionName === 'releaseBond'
            ? keepers.releaseBond(assetId, now)
            : keepers[functionName](nameOf(from), assetId, now),
      }),
    grant: (from, assetId, account, isGranted) =>
      step({
        ...{ from, to: addresses.licences, abi: licencesAbi },
        functionName: isGranted ? 'grant' : 'revoke',
        args: [
          ...[addressOf(account), BigInt(assetId), rights.download],
          ...(isGranted ? [2 ** 32 - 1] : []),
        ],
        model: () =>
          keepers[isGranted ? 'grant' : 'revoke'](
            ...([nameOf(from), assetId, nameOf(account)] as const),
          ),
      }),
    transfer: (from, assetId, to) =>
      step({
        ...{ ...call(from, inRegistry), functionName: 'transferFrom' },
        args: [addressOf(from), addressOf(to), BigInt(assetId)],
        model: () => keepers.transfer(assetId, nameOf(to)),
      }),
    register: (keeper) =>
      step({
        ...{ ...call(keeper, inKeepers), functionName: 'register' },
        args: [`http://127.0.0.1/${keeper}`, 'age1'],
        model: (now) => keepers.register(nameOf(keeper), now),
      }),
    leave: (keeper) =>
      step({
        ...{ ...call(keeper, inKeepers), functionName: 'leave', args: [] },
        model: (now) => keepers.leave(nameOf(keeper), now),
      }),
    releaseStake: (from, keeper) =>
      step({
        ...{ ...call(from, inKeepers), functionName: 'releaseStake' },
        args: [addressOf(keeper)],
        model: (now) => keepers.releaseStake(nameOf(keeper), now),
      }),
    challenge: (asker, share) =>
      step({
        ...{ ...call(asker, inKeepers), functionName: 'challenge' },
        args: [share.message, share.signature, share.proof, 'age1asker'],
        model: (now) => keepers.challenge(nameOf(asker), share, now),
      }),
    answer: (from, asker, share) =>
      step({
        ...{ ...call(from, inKeepers), functionName: 'answer' },
        args: [challengeIdOf(asker, share), '0x01'],
        model: (now) => keepers.answer(nameOf(from), nameOf(asker), share, now),
      }),
    settle: (from, asker, share) =>
      step({
        ...{ ...call(from, inKeepers), functionName: 'settle' },
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
        ...{ ...call(from, inKeepers), functionName: 'proveLie' },
        args: [
          ...[share.message, share.signature, { ...typed.message, assetId }],
          await accountAt(share.keeperIndex).signTypedData(typed),
        ],
        model: (now) => keepers.proveLie(share, now),
      })
    },
    beginFee: (from, share) =>
      step({
        ...{ ...call(from, inKeepers), functionName: 'beginFee' },
        args: [share.message, share.proof],
        model: (now) => keepers.beginFee(nameOf(from), share, now),
      }),
    drawFee: (from, assetId, keeper) =>
      step({
        ...{ ...call(from, inKeepers), functionName: 'drawFee' },
        args: [BigInt(assetId), addressOf(keeper)],
        model: (now) => keepers.drawFee(assetId, nameOf(keeper), now),
      }),
    compare,
  }

  async function compare() {
    const known = [...agreements.values()]
    const keeperNames = keeperIndexes.map(addressOf)
    const charged = assets.flatMap(({ deal }) =>
      keeperNames.map((keeper) => [deal.assetId, keeper] as const),
    )
    const all = [...holders, addresses.escrow]
    const view = (of: Pick<Step, 'to' | 'abi'>, functionName: string) => ({
      ...{ address: of.to, abi: of.abi as typeof keepersAbi, functionName },
    })
    const reads = [
      all.map(balanceOf),
      holders.map((one) => ({
        ...{ ...view(inEscrow, 'withdrawable'), args: [one] },
      })),
      known.map((one) => ({ ...view(inEscrow, 'depositOf'), args: [one] })),
      ...['keeperOf', 'stakeDueAt', 'challengesOf'].map((functionName) =>
        keeperNames.map((one) => ({
          ...{ ...view(inKeepers, functionName), args: [one] },
        })),
      ),
      charged.map(([assetId, keeper]) => ({
        ...{ ...view(inKeepers, 'feeOf'), args: [BigInt(assetId), keeper] },
      })),
      [{ ...view(inKeepers, 'keepers'), args: [] }],
    ]
    const flat = await read(reads.flat() as Parameters<Replay['read']>[0])
    const [money_, owed, deposits, registered, due, open, fees, list] =
      reads.map((part) => flat.splice(0, part.length)) as [
        ...[bigint[], bigint[], { free: bigint; locked: bigint }[]],
        ...[{ active: boolean; epoch: bigint }[], bigint[], Hex[][]],
        { paidUntil: number; unpaidSince: number; fraction: number }[],
        [Address[]],
      ]
    const listed = keeperNames.filter((one) => keepers.isListed(lower(one)))
    return {
      chain: {
        balances: money_,
        ...{ withdrawable: owed, deposits },
        keepers: registered.map(({ active, epoch }, index) => ({
          ...{ active, epoch: Number(epoch), dueAt: Number(due[index]) },
          open: open[index]?.length,
        })),
        listed: list[0].map(lower).sort(),
        fees: fees.map(({ paidUntil, unpaidSince, fraction }) => ({
          ...{ paidUntil, unpaidSince, fraction },
        })),
        ...{ total: money, owed: money_.at(-1) },
      },
      model: {
        balances: all.map((one) => ledger.balanceOf(lower(one))),
        withdrawable: holders.map((one) => escrow.withdrawableBy(lower(one))),
        deposits: known.map((one) => escrow.depositOf(toModel(one))),
        keepers: keeperNames.map(lower).map((one) => ({
          ...{ active: keepers.isListed(one), epoch: keepers.epochOf(one) },
          ...{ dueAt: keepers.dueAt(one), open: keepers.openOf(one) },
        })),
        listed: listed.map(lower).sort(),
        fees: charged.map(([assetId, keeper]) => {
          const fee = keepers.feeOf(assetId, lower(keeper))
          const { paidUntil = 0, unpaidSince, fraction } = fee
          return { paidUntil, unpaidSince, fraction: Number(fraction) }
        }),
        ...{ total: ledger.total(), owed: escrow.owed() },
      },
    }
  }
}

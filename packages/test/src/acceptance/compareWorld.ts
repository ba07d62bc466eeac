import { addresses, idAccountOf, perpetual, rights } from '@sahara/protocol'
import {
  assetRegistryAbi,
  escrowAbi,
  keepersAbi,
  licencesAbi,
  revenueAbi,
  revenueSharesAbi,
  royaltySplittersAbi,
  saharaTokenAbi,
} from '@sahara/protocol/abis'
import { type Address, zeroAddress } from 'viem'
import { accounts } from '../accounts.ts'
import { askPeople } from './askPeople.ts'
import {
  addressOf,
  moneyHolders,
  splitterOf,
  type World,
} from './createWorld.ts'
import { allRights } from './moves/createAccessMoves.ts'
import { keepers, type Past } from './moves/past.ts'
import { type Question, questionsTo } from './questionsTo.ts'

const everyone = accounts.map(({ address }) => address)
const statuses = ['none', 'active', 'retired', 'suspended']

/**
 * All balances, claims, shares, access, deposits, stakes, fees, locks and IDs,
 * by the chain and by the model, each under its name.
 */
export async function compareWorld(
  world: World,
  past: Past,
): Promise<{ chain: unknown[]; model: unknown[] }> {
  const { replay, passTime, model } = world
  // What ends, ends at a whole hour; views may be answered some seconds later.
  const second = replay.now() % 3_600
  if (second < 60 || second > 3_540) await passTime(180)
  const splitters = (await replay.read(
    past.listings.map(({ id }) => ({
      ...{ address: addresses.royaltySplitters, abi: royaltySplittersAbi },
      ...{ functionName: 'splitterOf', args: [BigInt(id)] },
    })),
  )) as Address[]
  const questions = [
    ...ofMoney(world, past, splitters),
    ...ofAssets(world, past),
    ...ofAccess(world, past),
    ...ofAuthorizations(model, past),
    ...ofDeposits(world),
    ...ofKeepers(model, past),
    ...askPeople(world, past),
  ]
  const found = await replay.read(questions)
  const nameOf = ({ functionName, args }: Question) =>
    `${functionName} ${args.map(toText)}`
  return {
    chain: questions.map((question, index) => [
      nameOf(question),
      plain(question.of(found[index] as never)),
    ]),
    model: questions.map((question) => [
      nameOf(question),
      plain(question.expected),
    ]),
  }
}

function toText(value: unknown): string {
  return typeof value === 'object'
    ? Object.values(value ?? {})
        .map(toText)
        .join()
    : String(value)
}

/** As the model has it: addresses in small letters, numbers of one kind. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'number') return BigInt(value)
  return typeof value === 'string' && /^0x[0-9a-fA-F]{40}$/.test(value)
    ? value.toLowerCase()
    : value
}

function ofMoney(
  { model, supplyWei }: World,
  { listings }: Past,
  splitters: Address[],
): Question[] {
  const { ledger } = model
  const askToken = questionsTo(addresses.token, saharaTokenAbi)
  const askRevenue = questionsTo(addresses.revenue, revenueAbi)
  const holders = [
    ...[...everyone, ...moneyHolders].map(
      (one) => [one, one.toLowerCase()] as const,
    ),
    ...listings.map(
      ({ id }, index) => [splitters[index] ?? '0x', splitterOf(id)] as const,
    ),
  ]
  return [
    ...holders.map(([account, name]) =>
      askToken('balanceOf', [account], ledger.balanceOf(name)),
    ),
    askToken('totalSupply', [], supplyWei + model.mintedWei()),
    askRevenue('treasuryOwed', [], model.treasuryOwed()),
    askRevenue('pausedUntil', [], model.pausedUntil()),
    askRevenue('feeBasisPoints', [], model.terms.fee),
  ]
}

function ofAssets({ model }: World, { listings }: Past): Question[] {
  const { money, assets } = model
  const askRegistry = questionsTo(addresses.assetRegistry, assetRegistryAbi)
  const askRevenue = questionsTo(addresses.revenue, revenueAbi)
  const askShares = questionsTo(addresses.revenueShares, revenueSharesAbi)
  return listings.flatMap(({ id }) => {
    const args = [BigInt(id)]
    return [
      askRegistry('ownerOf', args, assets.ownerOf(id)),
      askRegistry('versionCount', args, assets.versionsOf(id).length),
      ...assets.versionsOf(id).flatMap((version, index) => {
        const of = [...args, index + 1]
        const soldUntil = assets.soldUntilOf(id, index + 1) ?? 0
        return [
          askRegistry('versionOf', of, version),
          askRegistry('soldUntil', of, soldUntil),
        ]
      }),
      askRegistry('statusOf', args, statuses.indexOf(assets.statusOf(id))),
      askRevenue(
        'totals',
        args,
        money.netOf(id),
        ({ net }: { net: bigint }) => net,
      ),
      ...everyone.flatMap((account) => {
        const name = account.toLowerCase()
        const held = [account, BigInt(id)]
        return [
          askShares('balanceOf', held, money.sharesOf(name, id)),
          askShares('claimable', held, money.claimableOf(name, id)),
        ]
      }),
    ]
  })
}

/** As the packed slot has them. */
const bitsOrder = ['download', 'compute', 'derive', 'infer'] as const

/** The ends of what was sold, then of what was granted, in hours. */
const unpack = (packed: bigint): bigint[] =>
  Array.from(
    { length: 2 * bitsOrder.length },
    (_, place) => (packed >> BigInt(32 * place)) & 0xffff_ffffn,
  )

function ofAccess({ model, replay }: World, past: Past): Question[] {
  const { access, ids } = model
  const whom = [
    ...everyone,
    ...ids.ids.map((_, index) => idAccountOf(index + 1)),
  ]
  const ask = questionsTo(addresses.licences, licencesAbi)
  return [
    ...past.listings.flatMap(({ id }) =>
      whom.flatMap((account) =>
        allRights.map((right) =>
          ask(
            'hasAccess',
            [account, BigInt(id), rights[right]],
            access.hasAccess(account.toLowerCase(), id, right, replay.now()),
          ),
        ),
      ),
    ),
    // To the hour, also where nothing ends yet.
    ...past.listings.flatMap(({ id }) =>
      whom.map((account) => {
        const ends = bitsOrder.map((right) =>
          access.endsOf(account.toLowerCase(), id, right),
        )
        return ask(
          'accessOf',
          [account, BigInt(id)],
          [
            ...ends.map(({ sold }) => sold),
            ...ends.map(({ granted }) => granted),
          ].map((end) => (end === Number.POSITIVE_INFINITY ? perpetual : end)),
          unpack,
        )
      }),
    ),
    ...past.offers.map(({ id }) =>
      ask(
        'offerOf',
        [id],
        [
          // Only what has a cap is counted.
          access.offerOf(id).maxSales > 0 ? access.soldOf(id) : 0,
          access.isClosed(id),
        ],
        ({ sold, closed }: { sold: number; closed: boolean }) => [sold, closed],
      ),
    ),
  ]
}

function ofDeposits({ model, agreements, agree }: World): Question[] {
  const { escrow } = model
  const ask = questionsTo(addresses.escrow, escrowAbi)
  return [
    ...agreements().map((agreement) => {
      const { free, locked } = escrow.depositOf(agree(agreement))
      return ask(
        'depositOf',
        [agreement],
        [free, locked],
        (found: { free: bigint; locked: bigint }) => [found.free, found.locked],
      )
    }),
    ...[...everyone, addresses.timelock].map((account) =>
      ask(
        'withdrawable',
        [account],
        escrow.withdrawableBy(account.toLowerCase()),
      ),
    ),
    // It holds what it owes, and no wei more.
    questionsTo(addresses.token, saharaTokenAbi)(
      'balanceOf',
      [addresses.escrow],
      escrow.owed(),
    ),
  ]
}

function ofAuthorizations(
  { authorizations }: World['model'],
  { payments }: Past,
): Question[] {
  const ask = questionsTo(addresses.token, saharaTokenAbi)
  return payments.map(({ payer, nonce }) => {
    const account = addressOf(payer)
    const isUsed = authorizations.isUsed(account.toLowerCase(), nonce)
    return ask('authorizationState', [account, nonce], isUsed)
  })
}

function ofKeepers({ keepers: of }: World['model'], past: Past): Question[] {
  const ask = questionsTo(addresses.keepers, keepersAbi)
  const names = keepers.map((index) => everyone[index] ?? '0x')
  const isListed = (one: string) => of.isListed(one.toLowerCase())
  return [
    ask('keepers', [], names.filter(isListed), (found: Address[]) =>
      names.filter((one) => found.includes(one)),
    ),
    ...names.flatMap((keeper) => {
      const name = keeper.toLowerCase()
      return [
        ask(
          'keeperOf',
          [keeper],
          [isListed(name), of.epochOf(name)],
          ({ active, epoch }: { active: boolean; epoch: bigint }) => [
            active,
            epoch,
          ],
        ),
        ask('successorOf', [keeper], of.successorOf(name) ?? zeroAddress),
        ask('stakeDueAt', [keeper], of.dueAt(name)),
        ask(
          'challengesOf',
          [keeper],
          of.openOf(name),
          (found: unknown[]) => found.length,
        ),
        ...past.listings.map(({ id }) => {
          const fee = of.feeOf(id, name)
          const { paidUntil = 0, unpaidSince, fraction, version } = fee
          return ask(
            'feeOf',
            [BigInt(id), keeper],
            [paidUntil, unpaidSince, fraction, version],
            (found: Record<keyof typeof fee, number>) => [
              ...[found.paidUntil, found.unpaidSince],
              ...[found.fraction, found.version],
            ],
          )
        }),
      ]
    }),
  ]
}

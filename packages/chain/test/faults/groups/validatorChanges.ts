import { addresses } from '@sahara/protocol'
import { validatorSetAbi } from '@sahara/protocol/abis'
import { governValidators } from '@sahara/test'
import { encodeFunctionData, type Hex } from 'viem'
import { publicClientOf } from '../../fixtures.ts'
import type { NodeUnderTest } from '../createNodeUnderTest.ts'
import type { Subject } from '../createSubject.ts'
import { validatorsAt } from '../rpc.ts'
import type { Row } from '../types.ts'
import { hold, until } from '../until.ts'

const epoch = 60
const blockMs = 4_000

const set = (node: NodeUnderTest, power: bigint): Hex =>
  encodeFunctionData({
    abi: validatorSetAbi,
    functionName: 'setValidator',
    args: [BigInt(node.file.identity.x), BigInt(node.file.identity.y), power],
  })

const remove = (node: NodeUnderTest): Hex =>
  encodeFunctionData({
    abi: validatorSetAbi,
    functionName: 'removeValidator',
    args: [node.file.identity.validator],
  })

/** Has the timelock make changes in one transaction; the height they are in. */
async function govern(
  subject: Subject,
  changes: readonly Hex[],
): Promise<{ height: number; isDone: boolean }> {
  const { height, isDone } = await governValidators(
    {
      url: subject.follower.rpcUrl,
      reach: (goal) => reach(subject, Number(goal)),
    },
    changes,
  )
  return { height: Number(height), isDone }
}

async function reach(subject: Subject, height: number): Promise<void> {
  const from = await subject.height()
  await until({
    what: `the chain does not reach ${height}`,
    withinMs: Math.max(1, height - from) * blockMs * subject.patience(),
    signal: subject.signal(),
    ask: async () => ((await subject.height()) >= height ? true : undefined),
  })
}

/** What the contract will hand over at the end of the epoch of a height. */
async function pendingOf(subject: Subject, height: number): Promise<number> {
  const updates = await publicClientOf(subject.follower.rpcUrl).readContract({
    address: addresses.validatorSet,
    abi: validatorSetAbi,
    functionName: 'updatesAt',
    args: [BigInt(lastOf(height))],
  })
  return updates.length
}

const lastOf = (height: number) => height - (height % epoch) + epoch - 1

/** Waits until what was decided at a height counts, and compares. */
async function expectSet(
  subject: Subject,
  height: number,
  expected: readonly [NodeUnderTest, bigint][],
): Promise<number> {
  const before = await validatorsAt(subject.follower, height)
  const from = lastOf(height) + 3
  await reach(subject, from + 2)
  const wanted = expected
    .map(([node, power]) => `${node.file.identity.validator} ${power}`)
    .sort()
  const held = await validatorsAt(subject.follower, from - 1)
  hold(
    held.join() === before.join(),
    `at ${from - 1} already ${held.join()} decide`,
  )
  const now = await validatorsAt(subject.follower, from)
  hold(
    now.join() === wanted.join(),
    `from ${from} on ${now.join()} decide, not ${wanted.join()}`,
  )
  subject.setVoters(expected.map(([node]) => node))
  return from
}

/** A fresh epoch, so that all changes of a row are in one. */
async function freshEpoch(subject: Subject): Promise<void> {
  const height = await subject.height()
  if (lastOf(height) - height < 30) await reach(subject, lastOf(height) + 1)
}

async function manyInOne(subject: Subject): Promise<string> {
  const [a, b, c, d] = subject.validators as [
    NodeUnderTest,
    NodeUnderTest,
    NodeUnderTest,
    NodeUnderTest,
  ]
  const { follower } = subject
  await freshEpoch(subject)
  const nothing = await govern(subject, [
    ...[set(follower, 10n), remove(follower)],
    ...[set(b, 7n), set(b, 10n)],
    ...[remove(c), set(c, 10n)],
  ])
  hold(nothing.isDone, 'the first changes failed')
  const left = await pendingOf(subject, nothing.height)
  hold(left === 0, `what ends as it began is ${left} changes`)
  const changed = await govern(subject, [
    set(b, 5n),
    remove(c),
    ...[remove(d), set(d, 3n), set(d, 10n)],
    set(follower, 10n),
  ])
  hold(changed.isDone, 'the changes failed')
  hold(
    lastOf(nothing.height) === lastOf(changed.height),
    'the epoch ended between the changes',
  )
  const pending = await pendingOf(subject, changed.height)
  hold(pending === 3, `${pending} changes are pending, not 3`)
  const from = await expectSet(subject, changed.height, [
    [a, 10n],
    [b, 5n],
    [d, 10n],
    [follower, 10n],
  ])
  return `12 changes in two transactions were 3 in the list, in force from block ${from} on, not a block sooner`
}

async function allButOne(subject: Subject): Promise<string> {
  const [last, ...others] = subject.voters() as [
    NodeUnderTest,
    ...NodeUnderTest[],
  ]
  await freshEpoch(subject)
  const everybody = await govern(subject, [...others, last].map(remove))
  hold(!everybody.isDone, 'all validators were removed')
  const allButLast = await govern(subject, others.map(remove))
  hold(allButLast.isDone, 'the others could not be removed')
  const nobody = await govern(subject, [remove(last)])
  hold(!nobody.isDone, 'the last validator was removed')
  const alone = await expectSet(subject, allButLast.height, [[last, 10n]])
  const returned = await govern(
    subject,
    subject.validators.map((node) => set(node, 10n)),
  )
  hold(returned.isDone, 'they could not return')
  const back = await expectSet(
    subject,
    returned.height,
    subject.validators.map((node) => [node, 10n]),
  )
  return `the last one cannot be removed; one validator alone from block ${alone} on, all four again from ${back} on`
}

const common = {
  group: 11,
  wiring: 'plain',
  holds: 'updates exact, never a halt',
} as const

/** Group 11: the contract changes who decides. */
export const validatorChanges: readonly Row[] = [
  {
    ...common,
    name: 'set-changes',
    do: 'add and remove, change and change back, leave and return in one block; then change, remove, add',
    seconds: 400,
    run: manyInOne,
  },
  {
    ...common,
    name: 'set-removals',
    do: 'remove all validators, all but one, the last one; then all return',
    seconds: 500,
    run: allButOne,
  },
]

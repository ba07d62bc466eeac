import { addresses } from '@sahara/protocol'
import {
  governorAbi,
  guardianAbi,
  parametersAbi,
  saharaTokenAbi,
  timelockAbi,
} from '@sahara/protocol/abis'
import { castVotePageSchema } from '@sahara/protocol/api'
import {
  cancelProposal,
  castVote,
  createProposal,
  delegateVotes,
  executeProposal,
  getProposal,
  getVotes,
  listMovements,
  listProposals,
  lockVotes,
  queueProposal,
  unlockVotes,
  waitForNode,
  withdrawVotes,
} from '@sahara/sdk'
import {
  type Address,
  createWalletClient,
  decodeFunctionData,
  encodeFunctionData,
  type Hex,
  http,
  numberToHex,
  parseEther,
  zeroHash,
} from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountAt } from './accounts.ts'
import { createTestClock } from './createTestClock.ts'
import { localChain } from './setupChain.ts'
import { type NodeSetup, setupNode } from './setupNode.ts'

const clock = createTestClock()
const [alice, bob, carol] = [1, 2, 3]
const votesWei = parseEther('600000')
let setup: NodeSetup

beforeAll(async () => {
  setup = await setupNode({ clock })
})
afterAll(() => setup.close())

const addressOf = (index: number) => accountAt(index).address
const seconds = () => Math.floor(clock.now() / 1_000)

/** Until just after a time in Unix seconds. */
function passUntil(time: number): void {
  clock.advance(Math.max(0, time + 1 - seconds()) * 1_000)
}

function balanceOf(index: number): Promise<bigint> {
  return setup.chain.publicClient.readContract({
    address: addresses.token,
    abi: saharaTokenAbi,
    functionName: 'balanceOf',
    args: [addressOf(index)],
  })
}

/** What the node says of a proposal, once it has read all that is final. */
async function read(proposalId: Hex) {
  const client = setup.clientOf(0)
  await waitForNode(client)
  return getProposal(client, { proposalId })
}

function proposeFee(basisPoints: number, why = '') {
  return createProposal(setup.clientOf(alice), {
    calls: [{ name: 'feeBasisPoints', value: basisPoints }],
    description: `# A fee of ${basisPoints / 100} %${why}`,
  })
}

describe('votes', () => {
  test('default: SAHARA is locked once, votes, and comes back after a delay', async () => {
    const client = setup.clientOf(alice)
    const before = await balanceOf(alice)
    const lock = { amountWei: votesWei, lockId: numberToHex(1, { size: 32 }) }
    const locked = await lockVotes(client, lock)
    // The answer was lost, and the journal with it.
    expect(await lockVotes(setup.clientOf(alice), lock)).toEqual(locked)
    expect(before - (await balanceOf(alice))).toBe(votesWei)
    expect(await getVotes(client, { account: addressOf(alice) })).toEqual({
      votesWei,
      lockedWei: votesWei,
      unlockingWei: 0n,
      withdrawableWei: 0n,
      delegate: addressOf(alice),
    })

    const { dueAt } = await unlockVotes(client, { amountWei: 5n })
    expect(await withdrawVotes(client, {})).toMatchObject({ withdrawnWei: 0n })
    passUntil(dueAt)
    expect(await withdrawVotes(client, {})).toMatchObject({ withdrawnWei: 5n })
    await expect(
      unlockVotes(client, { amountWei: votesWei }),
    ).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  })

  test('behavior: delegated votes are cast by who got them', async () => {
    const client = setup.clientOf(bob)
    const amountWei = parseEther('10')
    await lockVotes(client, {
      amountWei,
      lockId: numberToHex(1, { size: 32 }),
    })
    await delegateVotes(client, { to: addressOf(carol) })
    expect(await getVotes(client, { account: addressOf(carol) })).toMatchObject(
      { votesWei: amountWei, lockedWei: 0n },
    )
    expect(await getVotes(client, { account: addressOf(bob) })).toMatchObject({
      votesWei: 0n,
      lockedWei: amountWei,
      delegate: addressOf(carol),
    })
  })
})

describe('proposals', () => {
  test('default: voted, queued, executed, and the parameter is changed', async () => {
    const { proposalId } = await proposeFee(300)
    // The very same is one proposal.
    expect(await proposeFee(300)).toEqual({ proposalId })
    const proposed = await read(proposalId)
    expect(proposed).toMatchObject({
      state: 'pending',
      proposer: addressOf(alice).toLowerCase(),
      description: '# A fee of 3 %',
      calls: [{ to: addresses.parameters, value: '0' }],
      executableAt: null,
    })
    const vote = { proposalId, support: 'for' } as const
    await expect(
      queueProposal(setup.clientOf(bob), { proposalId }),
    ).rejects.toMatchObject({ code: 'PROPOSAL_NOT_READY' })

    passUntil(proposed.votesFrom)
    expect((await read(proposalId)).state).toBe('active')
    const cast = await castVote(setup.clientOf(alice), {
      ...vote,
      reason: 'it pays for audits',
    })
    expect(cast.votesWei).toBe(votesWei - 5n)
    await expect(castVote(setup.clientOf(alice), vote)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    })
    await castVote(setup.clientOf(carol), { ...vote, support: 'against' })
    expect((await read(proposalId)).votes).toEqual({
      for: String(votesWei - 5n),
      against: String(parseEther('10')),
      abstain: '0',
    })
    const response = await fetch(
      `${setup.nodeUrl}/api/v1/proposals/${proposalId}/votes`,
    )
    const { items } = castVotePageSchema.parse(await response.json())
    expect(items).toMatchObject([
      { support: 'against' },
      { support: 'for', reason: 'it pays for audits' },
    ])

    passUntil((await read(proposalId)).votesUntil)
    expect((await read(proposalId)).state).toBe('succeeded')
    await queueProposal(setup.clientOf(bob), { proposalId })
    const queued = await read(proposalId)
    expect(queued.state).toBe('queued')
    passUntil(queued.executableAt ?? 0)
    await executeProposal(setup.clientOf(bob), { proposalId })
    expect((await read(proposalId)).state).toBe('executed')
    expect(
      await setup.chain.publicClient.readContract({
        address: addresses.parameters,
        abi: parametersAbi,
        functionName: 'feeBasisPoints',
      }),
    ).toBe(300)
  })

  test('behavior: nobody takes a proposal over that was seen on its way', async () => {
    const { transactionHash } = await proposeFee(305)
    const { publicClient } = setup.chain
    const { input } = await publicClient.getTransaction({
      hash: transactionHash ?? zeroHash,
    })
    // Who proposes first may cancel it, for ever.
    const copied = decodeFunctionData({ abi: governorAbi, data: input })
    await expect(
      publicClient.simulateContract({
        ...{ address: addresses.governor, abi: governorAbi },
        ...{ account: accountAt(bob), functionName: 'propose' },
        args: copied.args as [Address[], bigint[], Hex[], string],
      }),
    ).rejects.toMatchObject({
      cause: { data: { errorName: 'GovernorRestrictedProposer' } },
    })
  })

  test('behavior: what the treasury pays is told with its proposal', async () => {
    const pay = (index: number, amountWei: bigint) => ({
      to: addresses.token,
      data: encodeFunctionData({
        ...{ abi: saharaTokenAbi, functionName: 'transfer' },
        args: [addressOf(index), amountWei],
      }),
    })
    const { proposalId } = await createProposal(setup.clientOf(alice), {
      calls: [pay(carol, 7n), pay(bob, 8n), pay(carol, 9n)],
      description: '# Thanks',
    })
    passUntil((await read(proposalId)).votesFrom)
    const support = 'for' as const
    await castVote(setup.clientOf(alice), { proposalId, support })
    passUntil((await read(proposalId)).votesUntil)
    await queueProposal(setup.clientOf(bob), { proposalId })
    passUntil((await read(proposalId)).executableAt ?? 0)
    await executeProposal(setup.clientOf(bob), { proposalId })
    const client = setup.clientOf(carol)
    await waitForNode(client)
    const { items } = await listMovements(client, {
      account: addressOf(carol),
      limit: 2,
    })
    const cause = { type: 'spending', proposalId }
    expect(items).toMatchObject([
      { amount: '9', cause },
      { amount: '7', cause },
    ])
  })

  test('behavior: who proposed it takes it back before the vote, and nobody else', async () => {
    const { proposalId } = await proposeFee(315)
    await read(proposalId)
    const refused = { code: 'PROPOSAL_NOT_READY' }
    await expect(
      cancelProposal(setup.clientOf(bob), { proposalId }),
    ).rejects.toMatchObject(refused)
    await cancelProposal(setup.clientOf(alice), { proposalId })
    const cancelled = await read(proposalId)
    expect(cancelled.state).toBe('cancelled')
    passUntil(cancelled.votesFrom)
    await expect(
      cancelProposal(setup.clientOf(alice), { proposalId }),
    ).rejects.toMatchObject(refused)
  })

  test('behavior: without a quorum it is defeated', async () => {
    const { proposalId } = await proposeFee(310)
    passUntil((await read(proposalId)).votesFrom)
    await castVote(setup.clientOf(carol), { proposalId, support: 'for' })
    passUntil((await read(proposalId)).votesUntil)
    expect((await read(proposalId)).state).toBe('defeated')
    await expect(
      queueProposal(setup.clientOf(bob), { proposalId }),
    ).rejects.toMatchObject({ code: 'PROPOSAL_NOT_READY' })
  })

  test('behavior: a veto of the guardian is seen', async () => {
    // A database of text has no NUL; what the chain hashed has.
    const { proposalId } = await proposeFee(320, '\0')
    expect((await read(proposalId)).description).toBe('# A fee of 3.2 %\ufffd')
    passUntil((await read(proposalId)).votesFrom)
    await castVote(setup.clientOf(alice), { proposalId, support: 'for' })
    passUntil((await read(proposalId)).votesUntil)
    await queueProposal(setup.clientOf(bob), { proposalId })
    await veto()
    expect((await read(proposalId)).state).toBe('cancelled')
    await expect(
      executeProposal(setup.clientOf(bob), { proposalId }),
    ).rejects.toMatchObject({ code: 'PROPOSAL_NOT_READY' })
  })

  test('behavior: a rebuild tells the same', async () => {
    const client = setup.clientOf(bob)
    await waitForNode(client)
    const before = await listProposals(client)
    expect(before.items).toHaveLength(6)
    await setup.restart({ rebuild: true })
    const again = setup.clientOf(bob)
    await waitForNode(again)
    expect(await listProposals(again)).toEqual(before)
  })

  test('error: PROPOSAL_NOT_FOUND, TRANSACTION_REVERTED without votes', async () => {
    const client = setup.clientOf(9)
    const proposalId = numberToHex(1, { size: 32 })
    await expect(getProposal(client, { proposalId })).rejects.toMatchObject({
      code: 'PROPOSAL_NOT_FOUND',
    })
    await expect(
      castVote(client, { proposalId, support: 'for' }),
    ).rejects.toMatchObject({ code: 'PROPOSAL_NOT_FOUND' })
    await expect(
      createProposal(client, { calls: [], description: 'nothing' }),
    ).rejects.toMatchObject({ code: 'TRANSACTION_REVERTED' })
  })
})

/** The Foundation's, of what was queued last. */
async function veto(): Promise<void> {
  const { publicClient } = setup.chain
  const [foundation, queued] = await Promise.all([
    publicClient.readContract({
      address: addresses.guardian,
      abi: guardianAbi,
      functionName: 'foundation',
    }),
    publicClient.getContractEvents({
      address: addresses.timelock,
      abi: timelockAbi,
      eventName: 'CallScheduled',
      fromBlock: 0n,
      toBlock: 'latest',
    }),
  ])
  const index = Array.from({ length: 10 }, (_, one) => one).find(
    (one) => addressOf(one) === foundation,
  )
  const wallet = createWalletClient({
    account: accountAt(index ?? 10),
    chain: localChain,
    transport: http(setup.chain.url),
  })
  const hash = await wallet.writeContract({
    address: addresses.guardian,
    abi: guardianAbi,
    functionName: 'veto',
    args: [queued.at(-1)?.args.id ?? zeroHash, zeroHash],
  })
  await publicClient.waitForTransactionReceipt({ hash })
}

import { type AssetId, addresses, developerRoles } from '@sahara/protocol'
import { governorAbi } from '@sahara/protocol/abis'
import {
  describeCall,
  encodeCall,
  getAsset,
  getGuardian,
  getProposal,
  listChanges,
  lockVotes,
  type ProposedCall,
  pauseNewBusiness,
  publishAsset,
  resumeNewBusiness,
  vetoProposal,
  waitForNode,
} from '@sahara/sdk'
import {
  type Address,
  encodeFunctionData,
  getAddress,
  type Hex,
  keccak256,
  numberToHex,
  parseEther,
  slice,
  zeroHash,
} from 'viem'
import { publicKeyToAddress } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountAt } from './accounts.ts'
import { carryOut } from './carryOut.ts'
import { createTestClock } from './createTestClock.ts'
import { type NodeSetup, setupNode } from './setupNode.ts'

const clock = createTestClock()
const [alice, bob] = [1, 2]
const bobs = accountAt(bob).address
// Of the slot that ERC-1967 names.
const implementationSlot =
  '0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc'
let setup: NodeSetup
let assetId: AssetId

beforeAll(async () => {
  setup = await setupNode({ clock })
  const client = setup.clientOf(alice)
  await lockVotes(client, {
    ...{ amountWei: parseEther('600000'), lockId: zeroHash },
  })
  // Votes count from the second after.
  clock.advance(2_000)
  ;({ assetId } = await publish(1))
})
afterAll(() => setup.close())

function publish(salt: number) {
  const hash = numberToHex(salt, { size: 32 })
  return publishAsset(setup.clientOf(alice), {
    ...{ salt: hash, metadata: hash, commitment: hash },
    ...{ kind: 'dataset', offers: [] },
  })
}

async function decide(title: string, calls: readonly ProposedCall[]) {
  const voter = alice
  const proposalId = await carryOut(setup, { clock, voter, calls, title })
  const client = setup.clientOf(bob)
  const { items } = await listChanges(client, { limit: calls.length })
  const proposal = await getProposal(client, { proposalId })
  const does = proposal.calls.map((call) =>
    describeCall({ to: call.to as Address, data: call.data as Hex }),
  )
  // Told in the order of the calls here.
  return { proposal, does, changes: items.reverse() }
}

const statusOf = async () =>
  (await getAsset(setup.clientOf(bob), { assetId })).status

describe('changes', () => {
  test('default: everything that votes change is told, with its proposal', async () => {
    const { publicKey } = accountAt(bob)
    const [x, y] = [slice(publicKey, 1, 33), slice(publicKey, 33)].map(BigInt)
    const code = await setup.chain.publicClient.getStorageAt({
      ...{ address: addresses.contributions, slot: implementationSlot },
    })
    const implementation = slice(code ?? zeroHash, 12)
    const { proposal, does, changes } = await decide('All there is', [
      { name: 'feeBasisPoints', value: 300 },
      { type: 'payment', to: bobs, amountWei: 7n },
      { type: 'suspension', assetId },
      { type: 'upgrade', contract: 'contributions', implementation },
      { type: 'validator', x: x ?? 0n, y: y ?? 0n, power: 10n },
      {
        to: addresses.governor,
        data: encodeFunctionData({
          ...{ abi: governorAbi, functionName: 'setVotingDelay', args: [9] },
        }),
      },
    ])
    const { proposalId, descriptionHash: reason } = proposal
    const validator = publicKeyToAddress(publicKey).toLowerCase()
    const told = { reason: null, proposalId, before: null, after: null }
    const upgrade = { type: 'upgrade', subject: addresses.contributions }
    expect(changes).toMatchObject([
      {
        ...{ ...told, type: 'parameter', subject: 'feeBasisPoints' },
        ...{ before: '250', after: '300' },
      },
      { ...told, type: 'payment', subject: bobs.toLowerCase(), after: '7' },
      { ...told, type: 'suspension', subject: assetId, reason },
      { ...told, ...upgrade, after: implementation },
      { ...told, type: 'validator', subject: validator, after: '10' },
      {
        ...{ ...told, type: 'parameter', subject: 'votingDelay' },
        ...{ before: '1', after: '9' },
      },
    ])
    expect(await statusOf()).toBe('suspended')

    const asset = { name: 'assetId', unit: 'asset', value: assetId }
    expect(does).toMatchObject([
      {
        ...{ contract: 'parameters', functionName: 'set' },
        arguments: [
          { name: 'name', value: 'feeBasisPoints' },
          { name: 'value', value: 300n, unit: 'basisPoints' },
        ],
      },
      {
        ...{ contract: 'token', functionName: 'transfer' },
        arguments: [
          { name: 'to', value: bobs },
          { name: 'value', value: 7n, unit: 'wei' },
        ],
      },
      {
        ...{ contract: 'assetRegistry', functionName: 'suspend' },
        arguments: [asset, { name: 'reason', value: reason }],
      },
      {
        ...{ contract: 'contributions', functionName: 'upgradeToAndCall' },
        arguments: [
          { name: 'newImplementation', value: getAddress(implementation) },
          { name: 'data', value: '0x' },
        ],
      },
      { contract: 'validatorSet', functionName: 'setValidator' },
      {
        ...{ contract: 'governor', functionName: 'setVotingDelay' },
        arguments: [{ name: 'newVotingDelay', value: 9n, unit: 'seconds' }],
      },
    ])

    const again = await decide('And back', [
      { type: 'resumption', assetId },
      { type: 'upgrade', contract: 'contributions', implementation },
      { type: 'validator', x: x ?? 0n, y: y ?? 0n, power: 4n },
    ])
    expect(again.changes).toMatchObject([
      { type: 'resumption', subject: assetId, reason: null },
      { ...upgrade, before: implementation, after: implementation },
      { type: 'validator', before: '10', after: '4' },
    ])
    expect(again.does[0]).toEqual({
      ...{ contract: 'assetRegistry', functionName: 'resume' },
      arguments: [asset],
    })
    expect(await statusOf()).toBe('active')
  })

  test('args: subject, and a page at a time', async () => {
    const client = setup.clientOf(bob)
    const first = await listChanges(client, { subject: assetId, limit: 1 })
    expect(first.items).toMatchObject([{ type: 'resumption' }])
    const second = await listChanges(client, {
      ...{ subject: assetId, limit: 1, cursor: first.nextCursor ?? '' },
    })
    expect(second).toMatchObject({
      ...{ items: [{ type: 'suspension' }], nextCursor: null },
    })
  })

  test('behavior: the guardian pauses, ends it, vetoes, and nobody else may', async () => {
    const guardian = setup.clientOf(developerRoles.foundation)
    const stranger = setup.clientOf(bob)
    const refused = { code: 'GUARDIAN_REFUSED' }
    const reason = keccak256('0x01')
    await expect(pauseNewBusiness(stranger)).rejects.toMatchObject(refused)
    await expect(resumeNewBusiness(stranger)).rejects.toMatchObject(refused)

    await pauseNewBusiness(guardian, { reason })
    const { foundation, pausedUntil, nextPauseAt } = await getGuardian(stranger)
    expect(foundation).toBe(accountAt(developerRoles.foundation).address)
    expect(nextPauseAt - pausedUntil).toBe(23 * 86_400)
    await expect(publish(2)).rejects.toMatchObject({ code: 'ASSET_NOT_ACTIVE' })
    await resumeNewBusiness(guardian)
    await publish(2)
    await expect(pauseNewBusiness(guardian)).rejects.toMatchObject(refused)

    const proposalId = await carryOut(setup, {
      ...{ clock, voter: alice, title: 'Too dear', upTo: 'queue' },
      calls: [{ name: 'feeBasisPoints', value: 1_000 }],
    })
    const veto = { proposalId, reason }
    await expect(vetoProposal(stranger, veto)).rejects.toMatchObject(refused)
    await vetoProposal(guardian, veto)
    await waitForNode(stranger)
    const { state } = await getProposal(stranger, { proposalId })
    expect(state).toBe('cancelled')
    // It is not queued any more.
    await expect(vetoProposal(guardian, veto)).rejects.toMatchObject({
      code: 'PROPOSAL_NOT_READY',
    })
    const { items } = await listChanges(stranger, { limit: 3 })
    const none = { subject: null, before: null, after: null, proposalId: null }
    expect(items).toMatchObject([
      { type: 'veto', proposalId, reason },
      { ...none, type: 'unpause', reason: null },
      { ...none, type: 'pause', after: String(pausedUntil), reason },
    ])
  })

  test('behavior: a rebuild tells the same', async () => {
    const before = await listChanges(setup.clientOf(bob))
    expect(before.items).toHaveLength(12)
    await setup.restart({ rebuild: true })
    const client = setup.clientOf(bob)
    await waitForNode(client)
    expect(await listChanges(client)).toEqual(before)
  })
})

describe('describeCall', () => {
  const payment = { type: 'payment', to: bobs, amountWei: 7n } as const
  const call = encodeCall(payment, zeroHash)

  test('behavior: what nobody can read is not described', () => {
    expect(describeCall(call)).toBeDefined()
    // Not of the protocol, no function of it, and bytes that decoding ignores.
    expect(describeCall({ ...call, to: bobs })).toBeUndefined()
    expect(describeCall({ ...call, to: addresses.parameters })).toBeUndefined()
    expect(describeCall({ ...call, data: `${call.data}00` })).toBeUndefined()
    expect(describeCall({ ...call, data: '0x' })).toBeUndefined()
  })

  test('behavior: data within a call is pointed out', () => {
    const relay = encodeFunctionData({
      ...{ abi: governorAbi, functionName: 'relay' },
      args: [addresses.token, 0n, call.data],
    })
    expect(
      describeCall({ to: addresses.governor, data: relay })?.arguments[2],
    ).toEqual({ name: 'data', unit: 'bytes', value: call.data })
  })
})

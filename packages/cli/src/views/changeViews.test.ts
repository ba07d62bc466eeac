import { stripVTControlCharacters } from 'node:util'
import { addresses } from '@sahara/protocol'
import { governorAbi } from '@sahara/protocol/abis'
import type { Change } from '@sahara/protocol/api'
import { describeCall, encodeCall, type ProposedCall } from '@sahara/sdk'
import { encodeFunctionData, zeroHash } from 'viem'
import { describe, expect, test } from 'vitest'
import { toCallLines } from './toCallLines.ts'
import { toChangeTable } from './toChangeTable.ts'

const assetId = `0x${'3f'.repeat(30)}0000` as const
const bob = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const titles = new Map([[assetId, 'Weather\u001b[2J']])

function linesOf(proposed: ProposedCall): string[] {
  const { to, data, valueWei = 0n } = encodeCall(proposed, zeroHash)
  const call = { to, data, value: String(valueWei) }
  return toCallLines(call, describeCall({ to, data }), titles).map(
    stripVTControlCharacters,
  )
}

describe('toCallLines', () => {
  test('default: names, units, titles and known addresses', () => {
    expect(linesOf({ name: 'bondDelay', value: 172_800 })).toEqual([
      'parameters.set',
      '  name   bondDelay',
      '  value  2 days',
    ])
    expect(
      linesOf({ type: 'payment', to: addresses.revenue, amountWei: 1n }),
    ).toEqual([
      'token.transfer',
      `  to     ${addresses.revenue} (revenue)`,
      '  value  0.000000000000000001 SAHARA',
    ])
    expect(linesOf({ type: 'resumption', assetId })).toEqual([
      'assetRegistry.resume',
      `  assetId  ${assetId} (Weather[2J)`,
    ])
  })

  test('behavior: what nobody can read is said to be unknown', () => {
    const data = '0xdeadbeef'
    expect(linesOf({ to: bob, valueWei: 2n, data })).toEqual([
      'UNKNOWN: no contract of the protocol has such a call',
      `  to    ${bob}`,
      `  data  ${data}`,
      '  coin  0.000000000000000002 SAHARA, native',
      'Vote for it only if you know from elsewhere what it does.',
    ])
    const relay = encodeFunctionData({
      ...{ abi: governorAbi, functionName: 'relay' },
      args: [bob, 0n, data],
    })
    expect(linesOf({ to: addresses.governor, data: relay })).toEqual([
      'governor.relay',
      `  target  ${bob}`,
      '  value   0 SAHARA',
      `  data    ${data}`,
      'It takes data along that is not read here: find out what it does.',
    ])
  })
})

test('toChangeTable: a line for each change, in words', () => {
  const change = (one: Partial<Change>): Change => ({
    ...{ type: 'pause', subject: null, before: null, after: null },
    ...{ reason: null, proposalId: null, block: 1, transactionHash: zeroHash },
    at: 1_800_000_000,
    ...one,
  })
  const proposalId = `0x${'ab'.repeat(32)}`
  const fee = { type: 'parameter', subject: 'feeBasisPoints' } as const
  const page = {
    items: [
      change({ ...fee, before: '250', after: '300', proposalId }),
      change({ type: 'payment', subject: bob, after: '5000000000000000000' }),
      change({ type: 'upgrade', subject: addresses.licences, after: bob }),
      change({ type: 'validator', subject: bob, before: '9', after: '0' }),
      change({ type: 'suspension', subject: assetId }),
      change({ type: 'pause', after: '1800000060' }),
      change({ type: 'veto', subject: proposalId, proposalId }),
    ],
    nextCursor: '1-1',
  }
  const lines = toChangeTable(page).map(stripVTControlCharacters)
  const at = '2027-01-15 08:00 UTC'
  expect(lines.map((line) => line.trimEnd())).toEqual([
    'WHEN                  PROPOSAL      WHAT',
    `${at}  0xababababab  feeBasisPoints: 2.5 % → 3 %`,
    `${at}                paid 5 SAHARA to 0x7099…79C8`,
    `${at}                new code of licences: 0x7099…79C8`,
    `${at}                validator 0x7099…79C8: 9 votes → 0 votes`,
    `${at}                stopped the sales of 0x3f3f3f3f3f`,
    `${at}                guardian: paused until 2027-01-15 08:01 UTC`,
    `${at}  0xababababab  guardian: vetoed`,
    '',
    'More: the same with --cursor 1-1',
  ])
  expect(toChangeTable({ items: [], nextCursor: null })).toEqual([
    'Nothing was changed.',
  ])
})

import type { Deposit } from '@sahara/sdk'
import { dim } from '../terminal/style.ts'
import { toTable } from '../terminal/toTable.ts'
import { toAmount, toShortAmount, toShortId } from '../terminal/words.ts'

/** What `sahara escrow list` shows. */
export function toDepositLines(
  deposits: readonly Deposit[],
  withdrawableWei: bigint,
): string[] {
  const freeWei = deposits.reduce((sum, one) => sum + one.freeWei, 0n)
  const locked = new Set(
    deposits
      .filter(({ lockedWei }) => lockedWei > 0n)
      .map(({ purpose }) => purpose),
  )
  return [
    ...(deposits.length === 0
      ? ['Nothing is put aside.']
      : toTable(
          [
            { title: 'ID' },
            { title: 'FREE', align: 'right' },
            { title: 'LOCKED', align: 'right' },
            { title: 'FOR', grow: true },
          ],
          deposits.map((one) => [
            toShortId(one.id),
            toShortAmount(one.freeWei),
            toShortAmount(one.lockedWei),
            toPurpose(one),
          ]),
        )),
    '',
    ...(freeWei > 0n
      ? [
          `${toAmount(freeWei)} are free.`,
          dim('`sahara escrow reclaim ID` takes them back.'),
        ]
      : []),
    ...[...locked].map((purpose) => dim(waysOut[purpose])),
    ...(withdrawableWei > 0n
      ? [
          `Escrow owes ${toAmount(withdrawableWei)} beside.`,
          dim('`sahara escrow withdraw` has it paid.'),
        ]
      : ['Escrow owes nothing beside.']),
  ]
}

/** What a deposit is for, in words. */
export function toPurpose({ purpose, assetId }: Deposit): string {
  const asset = toShortId(assetId ?? '')
  switch (purpose) {
    case 'bond':
      return `bond of ${asset}`
    case 'stake':
      return 'stake of a keeper'
    case 'challenge':
      return 'challenges of keepers'
    case 'keeperFee':
      return `keepers of ${asset}`
    default:
      return 'another contract'
  }
}

const waysOut: Record<Deposit['purpose'], string> = {
  bond: 'A bond comes back with `sahara bond`, some days after `sahara retire`.',
  stake:
    'A stake comes back with `sahara keeper release`, after `sahara keeper leave`.',
  challenge:
    'What a challenge holds is over with its answer or `sahara keeper settle`.',
  keeperFee: 'What keepers are being paid is theirs.',
  other: 'What another contract holds comes back as it says.',
}

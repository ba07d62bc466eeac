import type { Ledger } from './createLedger.ts'
import { refuseIf } from './refuseIf.ts'

/** What a payer agreed to; it names a deposit. `until` in Unix seconds. */
export type ModelAgreement = {
  holder: string
  purpose: string
  account: string
  terms: 'refundable' | 'slashable' | 'payable'
  /** 0: only the holder gives back what is locked. */
  until: number
}

export type ModelDeposit = { free: bigint; locked: bigint }

/**
 * Money set aside once more, written from `protocol.md` and what IEscrow says,
 * and from nothing else. Amounts in wei; what must be refused throws.
 */
export type EscrowModel = {
  fund: (agreement: ModelAgreement, payer: string, amountWei: bigint) => void
  lock: (agreement: ModelAgreement, amountWei: bigint, caller?: string) => void
  release: (
    agreement: ModelAgreement,
    amountWei: bigint,
    caller?: string,
  ) => void
  slash: (agreement: ModelAgreement, amountWei: bigint, caller?: string) => void
  pay: (
    agreement: ModelAgreement,
    payee: string,
    amountWei: bigint,
    caller?: string,
  ) => void
  reclaim: (agreement: ModelAgreement, caller: string, now: number) => void
  withdraw: (account: string) => void
  depositOf: (agreement: ModelAgreement) => ModelDeposit
  withdrawableBy: (account: string) => bigint
  /** What it must hold: all deposits, and all that can be withdrawn. */
  owed: () => bigint
}

/** @param options.address under which the ledger knows Escrow */
export function createEscrowModel(options: {
  ledger: Ledger
  address: string
  treasury: string
}): EscrowModel {
  const { ledger, address, treasury } = options
  const deposits = new Map<string, ModelDeposit>()
  const withdrawable = new Map<string, bigint>()

  function depositOf(agreement: ModelAgreement): ModelDeposit {
    const { holder, purpose, account, terms, until } = agreement
    const key = [holder, purpose, account, terms, until].join(':')
    const found = deposits.get(key) ?? { free: 0n, locked: 0n }
    deposits.set(key, found)
    return found
  }

  const give = (account: string, amountWei: bigint) =>
    void withdrawable.set(
      account,
      (withdrawable.get(account) ?? 0n) + amountWei,
    )

  /** Of what is locked, by who may, if so much is there. */
  function unlock(
    agreement: ModelAgreement,
    amountWei: bigint,
    caller: string,
    terms?: ModelAgreement['terms'],
  ): void {
    const deposit = depositOf(agreement)
    refuseIf({
      'not the holder': caller !== agreement.holder,
      'not agreed': terms !== undefined && agreement.terms !== terms,
      'too little aside': deposit.locked < amountWei,
    })
    deposit.locked -= amountWei
  }

  return {
    depositOf: (agreement) => ({ ...depositOf(agreement) }),
    withdrawableBy: (account) => withdrawable.get(account) ?? 0n,
    owed: () =>
      [...deposits.values()].reduce(
        (sum, { free, locked }) => sum + free + locked,
        [...withdrawable.values()].reduce((sum, one) => sum + one, 0n),
      ),
    fund: (agreement, payer, amountWei) => {
      if (amountWei === 0n) throw new RangeError('nothing')
      ledger.move(payer, address, amountWei)
      depositOf(agreement).free += amountWei
    },
    lock: (agreement, amountWei, caller = agreement.holder) => {
      const deposit = depositOf(agreement)
      refuseIf({
        'not the holder': caller !== agreement.holder,
        'too little aside': deposit.free < amountWei,
      })
      deposit.free -= amountWei
      deposit.locked += amountWei
    },
    release: (agreement, amountWei, caller = agreement.holder) => {
      unlock(agreement, amountWei, caller)
      give(agreement.account, amountWei)
    },
    slash: (agreement, amountWei, caller = agreement.holder) => {
      unlock(agreement, amountWei, caller, 'slashable')
      give(treasury, amountWei)
    },
    pay: (agreement, payee, amountWei, caller = agreement.holder) => {
      unlock(agreement, amountWei, caller, 'payable')
      give(payee, amountWei)
    },
    reclaim: (agreement, caller, now) => {
      const deposit = depositOf(agreement)
      const isOver = agreement.until > 0 && now >= agreement.until
      const amountWei = deposit.free + (isOver ? deposit.locked : 0n)
      refuseIf({
        'not the account': caller !== agreement.account,
        nothing: amountWei === 0n,
      })
      deposit.free = 0n
      if (isOver) deposit.locked = 0n
      give(agreement.account, amountWei)
    },
    withdraw: (account) => {
      const amountWei = withdrawable.get(account) ?? 0n
      withdrawable.set(account, 0n)
      ledger.move(address, account, amountWei)
    },
  }
}

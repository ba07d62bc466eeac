import type { IdModel } from './createIdModel.ts'
import { refuseIf } from './refuseIf.ts'

/** Who can give an ID to another account, and after how many seconds. */
export type ModelGuardianship = {
  /** In rising order. */
  guardians: readonly string[]
  threshold: number
  delay: number
}

/**
 * Recovery of Sahara IDs by guardians once more, written from `protocol.md`
 * and what ISaharaID says. `now` in Unix seconds; what must be refused throws.
 */
export type RecoveryModel = {
  setGuardians: (caller: string, id: number, of: ModelGuardianship) => void
  approve: (caller: string, id: number, newOwner: string, now: number) => void
  veto: (caller: string, id: number) => void
  accept: (caller: string, id: number, now: number) => void
  guardianshipOf: (id: number) => ModelGuardianship
  /** Undefined: none is on its way. */
  recoveryOf: (id: number) => { newOwner: string; readyAt: number } | undefined
}

const nobody: ModelGuardianship = { guardians: [], threshold: 0, delay: 0 }

/** @param options.minDelay the shortest that an owner can have, in seconds */
export function createRecoveryModel(options: {
  ids: IdModel
  minDelay: number
}): RecoveryModel {
  const { ids, minDelay } = options
  const guardianships = new Map<number, ModelGuardianship>()
  const recoveries = new Map<number, { newOwner: string; readyAt: number }>()
  let approvals: { id: number; guardian: string; newOwner: string }[] = []

  const guardianshipOf = (id: number) => guardianships.get(id) ?? nobody
  const ownerOf = (id: number) => ids.ids[id - 1]?.owner

  /** Whatever was agreed on before is void. */
  function voidAll(id: number): void {
    approvals = approvals.filter((one) => one.id !== id)
    recoveries.delete(id)
  }

  return {
    guardianshipOf,
    recoveryOf: (id) => recoveries.get(id),
    setGuardians: (caller, id, of) => {
      const { guardians, threshold, delay } = of
      const isRising = guardians.every(
        (one, index) => index === 0 || one > (guardians[index - 1] ?? ''),
      )
      const isNone = guardians.length === 0 && threshold === 0 && delay === 0
      const isSome =
        isRising &&
        guardians.length > 0 &&
        guardians.length <= 16 &&
        threshold > 0 &&
        threshold <= guardians.length &&
        delay >= minDelay &&
        delay <= 90 * 86_400
      refuseIf({
        'not the owner': ownerOf(id) !== caller,
        'no such guardians': !isNone && !isSome,
      })
      guardianships.set(id, of)
      voidAll(id)
    },
    approve: (caller, id, newOwner, now) => {
      const { guardians, threshold, delay } = guardianshipOf(id)
      const agreed = approvals.filter(
        (one) => one.id === id && one.newOwner === newOwner,
      )
      const isGuardian = guardians.includes(caller)
      refuseIf({
        'not a guardian': !isGuardian,
        'approved before':
          isGuardian && agreed.some(({ guardian }) => guardian === caller),
      })
      approvals.push({ id, guardian: caller, newOwner })
      if (agreed.length + 1 < threshold) return
      // More who agree on the same account put nothing off.
      if (recoveries.get(id)?.newOwner === newOwner) return
      recoveries.set(id, { newOwner, readyAt: now + delay })
    },
    veto: (caller, id) => {
      refuseIf({ 'not the owner': ownerOf(id) !== caller })
      voidAll(id)
    },
    accept: (caller, id, now) => {
      const found = recoveries.get(id)
      const isFor = found?.newOwner === caller
      const taken = ids.idOf(caller)
      const isLinked = ids.ids[id - 1]?.linked.has(caller) === true
      refuseIf({
        'no recovery': !isFor,
        'too soon': isFor && now < (found?.readyAt ?? 0),
        'belongs to one': isFor && taken > 0 && !isLinked,
      })
      voidAll(id)
      ids.give(id, caller)
    },
  }
}

import { keyFaultsAbi } from '@sahara/protocol/abis'
import { parseEventLogs } from 'viem'
import {
  type FinalLog,
  lower,
  placeOf,
  type Statement,
  statement,
} from './statement.ts'

/** Proofs that a key is bad: what an event of KeyFaults changes. */
export function fromKeyFaults(log: FinalLog, at: number): Statement[] {
  const [event] = parseEventLogs({
    abi: keyFaultsAbi,
    eventName: 'KeyFaultProven',
    logs: [log],
  })
  if (!event) return []
  const { block, log_index, transaction } = placeOf(log, at)
  // A fault can be proven again; the first proof is the one that counts.
  return [
    statement(
      `insert into key_faults
       (commitment, block, log_index, transaction, at, prover)
       values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
      [
        event.args.commitment,
        block,
        log_index,
        transaction,
        at,
        lower(event.args.prover),
      ],
    ),
  ]
}

import type { Subject } from './createSubject.ts'

/** What a row runs on: plain nodes, or ones whose connections we hold. */
export type Wiring = 'plain' | 'tapped'

/** One line of the fault list: what is done, and what must hold after it. */
export type Row = {
  /** Number in the fault list of the chain's design. */
  group: number
  /** Unique; `--only` takes it, or the number of the group. */
  name: string
  do: string
  holds: string
  wiring: Wiring
  /** Its own bound, on a machine that does nothing else. */
  seconds: number
  /** Why it cannot run here; undefined when it can. */
  reasonToSkip?: () => Promise<string | undefined>
  /** What was seen, for the table. The invariants are checked after it. */
  run: (subject: Subject) => Promise<string>
  /** Whether the network is of no use to others afterwards. */
  spoils?: boolean
}

export type Result = {
  group: number
  name: string
  do: string
  holds: string
  outcome: 'passed' | 'failed' | 'skipped'
  /** What was seen, why it failed, or why it was skipped. */
  note: string
  seconds: number
}

import { createSubject, type Random, type Subject } from './createSubject.ts'
import { checkInvariants } from './invariants.ts'
import type { Result, Row, Wiring } from './types.ts'

/** How long the invariants may take after a row, on a quiet machine. */
const checkSeconds = 120

/**
 * Runs rows one after another, each within its bound and all within theirs. A
 * network serves the rows after a passed one; after a failed one they get
 * another, so that no row fails for what an earlier one did.
 */
export async function runRows(parameters: {
  rows: readonly Row[]
  random: Random
  /** For all of them. */
  seconds: number
  say: (result: Result) => void
  progress: (text: string) => void
  /** Whether folders of failed networks are kept. */
  keep: boolean
  /** Ends the row that runs, in order, and all that would follow. */
  signal?: AbortSignal
}): Promise<Result[]> {
  const { rows, random, say, progress } = parameters
  const results: Result[] = []
  const endsAt = performance.now() + parameters.seconds * 1_000
  let subject: Subject | undefined
  let wiring: Wiring | undefined

  async function dispose(keep = false): Promise<void> {
    const one = subject
    subject = undefined
    await one?.close(keep)
  }

  async function run(
    row: Row,
  ): Promise<Pick<Result, 'outcome' | 'note' | 'seconds'>> {
    const reason = await row.reasonToSkip?.()
    if (reason !== undefined)
      return { outcome: 'skipped', note: reason, seconds: 0 }
    const leftMs = endsAt - performance.now()
    if (leftMs <= 0)
      return {
        outcome: 'failed',
        note: 'not run: the time for all rows was over',
        seconds: 0,
      }
    const startedAt = performance.now()
    const controller = new AbortController()
    const stop = () => controller.abort(new Error('interrupted'))
    parameters.signal?.addEventListener('abort', stop)
    let timer: NodeJS.Timeout | undefined
    try {
      if (wiring !== row.wiring) await dispose()
      wiring = row.wiring
      subject ??= await createSubject({
        wiring: row.wiring,
        random,
        signal: controller.signal,
      })
      subject.setSignal(controller.signal)
      const rowStartedAt = performance.now()
      const patience = subject.patience()
      const boundMs = Math.min(
        (row.seconds + checkSeconds) * patience * 1_000,
        leftMs,
      )
      timer = setTimeout(
        () =>
          controller.abort(
            new Error(`not over within ${Math.round(boundMs / 1_000)} s`),
          ),
        boundMs,
      )
      subject.load.start(10, [1, 2, 3])
      const seen = await row.run(subject)
      const { growSeconds } = await checkInvariants(subject)
      await subject.load.stop()
      const seconds = (performance.now() - rowStartedAt) / 1_000
      return {
        outcome: 'passed',
        note: `${seen.replaceAll(subject.directory, '…')}; next block after ${growSeconds.toFixed(1)} s`,
        seconds,
      }
    } catch (error) {
      controller.abort(error)
      const directory = subject?.directory
      await dispose(parameters.keep)
      return {
        outcome: 'failed',
        note: `${messageOf(controller.signal.reason ?? error)}${parameters.keep ? ` (kept: ${directory})` : ''}`,
        seconds: (performance.now() - startedAt) / 1_000,
      }
    } finally {
      clearTimeout(timer)
      parameters.signal?.removeEventListener('abort', stop)
    }
  }

  for (const row of rows) {
    if (parameters.signal?.aborted) break
    progress(`${row.group} ${row.name} …`)
    const { group, name, do: what, holds } = row
    const result = { group, name, do: what, holds, ...(await run(row)) }
    results.push(result)
    say(result)
    if (row.spoils) await dispose()
  }
  await dispose()
  return results
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

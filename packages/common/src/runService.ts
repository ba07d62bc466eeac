import { describeError } from './describeError.ts'

/** What a started service offers to the process around it. */
export type RunningService = {
  /** Printed on stdout when the service is ready. */
  ready: Record<string, unknown>
  close: () => Promise<void>
}

/**
 * The frame of a service process: prints one JSON line when ready, and stops
 * on SIGTERM and SIGINT. With `--stop-with-parent` it stops when its standard
 * input ends, so that nothing outlives a killed supervisor, and leaves SIGINT
 * to the supervisor, which stops its services in order: the terminal sends
 * Ctrl-C to all of them at once. Errors go to stderr with code and hint; exit
 * code 1.
 */
export async function runService(
  start: () => Promise<RunningService>,
  options: {
    stopWithParent?: boolean
    /** What is printed. @default one JSON line, with the process id */
    announce?: (ready: Record<string, unknown>) => string
  } = {},
): Promise<void> {
  let service: RunningService | undefined
  let stopping = false

  async function stop(): Promise<void> {
    if (stopping) return
    stopping = true
    try {
      await service?.close()
      process.exit(0)
    } catch (error) {
      fail(error)
    }
  }
  process.on('SIGTERM', () => void stop())
  process.on('SIGINT', () => {
    if (!options.stopWithParent) void stop()
  })
  if (options.stopWithParent) {
    process.stdin.on('end', () => void stop())
    process.stdin.on('error', () => void stop())
    process.stdin.resume()
  }

  try {
    service = await start()
    const { announce = JSON.stringify } = options
    process.stdout.write(
      `${announce({ ...service.ready, pid: process.pid })}\n`,
    )
  } catch (error) {
    fail(error)
  }
}

function fail(error: unknown): never {
  process.stderr.write(`${describeError(error)}\n`)
  process.exit(1)
}

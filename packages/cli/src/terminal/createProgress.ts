import { SingleBar } from 'cli-progress'
import { toSize } from './words.ts'

/** How far a command is, for people who wait. */
export type Progress = {
  /** Begins a step and ends the one before; with a size it gets a bar. */
  step: (text: string, totalBytes?: number) => void
  /** How many bytes of the step are done. */
  update: (bytes: number) => void
  /** Ends the last step. Nothing may be left on screen that still moves. */
  end: () => void
}

/**
 * Shows on stderr how far long work is: bars on a terminal, a line for each
 * step elsewhere, nothing for programs that asked for JSON.
 */
export function createProgress(options: { silent: boolean }): Progress {
  let bar: SingleBar | undefined

  function end(): void {
    bar?.stop()
    bar = undefined
  }

  return {
    step: (text, totalBytes = 0) => {
      end()
      if (options.silent) return
      if (totalBytes === 0 || !process.stderr.isTTY) {
        const size = totalBytes > 0 ? ` ${toSize(totalBytes)}` : ''
        process.stderr.write(`${text}${size} …\n`)
        return
      }
      bar = new SingleBar({
        stream: process.stderr,
        format: `${text.padEnd(12)} [{bar}] {percentage}%  {value} of {total}  {eta_formatted}`,
        formatValue: (value, _, type) =>
          type === 'value' || type === 'total' ? toSize(value) : String(value),
        barsize: 24,
        // A killed command leaves the terminal as it found it.
        linewrap: true,
      })
      bar.start(totalBytes, 0)
    },
    update: (bytes) => bar?.update(bytes),
    end,
  }
}

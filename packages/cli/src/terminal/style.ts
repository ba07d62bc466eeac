import { styleText } from 'node:util'

/** Only on a terminal, and not under NO_COLOR: `styleText` looks at both. */
export function bold(text: string): string {
  return styleText('bold', text, { stream: process.stdout })
}

/** For what matters less. */
export function dim(text: string): string {
  return styleText('dim', text, { stream: process.stdout })
}

/** Columns of the terminal; 80 where there is none. */
export function terminalWidth(): number {
  return process.stdout.columns ?? 80
}

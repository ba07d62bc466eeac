/** How a command is used, for the end of its `--help`. */
export function toExamples(...commands: string[]): string {
  const lines = commands.map((command) => `  $ sahara ${command}`)
  return `\nExample${commands.length > 1 ? 's' : ''}:\n${lines.join('\n')}`
}

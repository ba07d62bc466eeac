import { anvilBinary } from '../src/anvil/anvilBinary.ts'

/** The real program, whose exit code npm's wrapper would swallow. */
export function foundryBinary(tool: 'cast' | 'forge'): string {
  return anvilBinary().replace(
    /anvil(-[^/\\]+[/\\]bin[/\\])anvil/,
    `${tool}$1${tool}`,
  )
}

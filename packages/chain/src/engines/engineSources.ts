/** One of the two programs that Sahara chain runs unmodified. */
export type EngineSource = {
  name: string
  module: string
  version: string
  /** The package of the program within the module. */
  program: string
  /**
   * Go's hash of the whole module. The module's own go.sum is part of it, so
   * that this one line fixes every line of code that goes into the program.
   */
  sum: string
}

/** Decides the order of blocks; Apache-2.0. Its v1 series is abandoned. */
export const cometbft: EngineSource = {
  name: 'cometbft',
  module: 'github.com/cometbft/cometbft',
  version: 'v0.40.0',
  program: './cmd/cometbft',
  sum: 'h1:0+zc7FlcnonFfMwzhyDCd5vK/fHZqz0RfRyTCxZsFPU=',
}

/** Executes blocks; GPL-3.0, and a process of its own. */
export const geth: EngineSource = {
  name: 'geth',
  module: 'github.com/ethereum/go-ethereum',
  version: 'v1.17.5',
  program: './cmd/geth',
  sum: 'h1:o9BIXs2Q/3cPHVxw49n+Zjn2i6rB9TOXatev46duOC4=',
}

export const engineSources: readonly EngineSource[] = [cometbft, geth]

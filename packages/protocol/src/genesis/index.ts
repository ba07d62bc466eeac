import { fileURLToPath } from 'node:url'

/** The genesis file of local chains, as anvil and geth read it. Node only. */
export const genesisPath = fileURLToPath(
  import.meta.resolve('@sahara/protocol/genesis.json'),
)

import { toBase64 } from '../validator/keys.ts'
import type { GenesisValidator } from './toEngineGenesis.ts'

const maxBlockBytes = 16 * 1024 * 1024
/** Votes can be shown to be double for two weeks: unbonding takes longer. */
const evidenceAgeNanoseconds = 14n * 24n * 3_600n * 1_000_000_000n
const evidenceAgeBlocks = 14 * 24 * 3_600

/** `genesis.json` of CometBFT. */
export function toConsensusGenesis(parameters: {
  network: string
  /** When the first block may come, ISO 8601. */
  time: string
  validators: readonly GenesisValidator[]
}): object {
  const { network, time, validators } = parameters
  return {
    genesis_time: time,
    chain_id: network,
    initial_height: '1',
    consensus_params: {
      block: { max_bytes: String(maxBlockBytes), max_gas: '-1' },
      evidence: {
        max_age_num_blocks: String(evidenceAgeBlocks),
        max_age_duration: String(evidenceAgeNanoseconds),
        max_bytes: '1048576',
      },
      validator: { pub_key_types: ['secp256k1eth'] },
      version: { app: '1' },
      abci: { vote_extensions_enable_height: '0' },
    },
    validators: validators.map(({ address, publicKey, power, name }) => ({
      address: address.slice(2).toUpperCase(),
      pub_key: {
        type: 'tendermint/PubKeySecp256k1eth',
        value: toBase64(publicKey),
      },
      power: power.toString(),
      name,
    })),
    app_hash: '',
  }
}

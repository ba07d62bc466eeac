import {
  type ConsensusGenesis,
  consensusGenesisSchema,
} from '@sahara/protocol/api'
import type { Hex, PublicClient } from 'viem'
import type { SaharaClient } from '../createSaharaClient.ts'
import {
  type ConsensusTransport,
  consensusOfNode,
} from './consensusTransports.ts'
import { fetchLightBlock, type LightBlock } from './fetchLightBlock.ts'
import { followHeaders, type Trusted } from './followHeaders.ts'
import { parseInstant, toMs } from './instants.ts'
import { lightError } from './lightError.ts'
import { genesisValidators, hashValidators } from './validators.ts'

/** A header somebody trusts: its height, and its hash in lower case. */
export type TrustedHeader = { height: bigint; hash: Hex }

export type CreateLightClientParameters = {
  /** `genesis/consensus.json` of any node, from whom you trust: all trust begins here. */
  genesis: unknown
  /** A later header to begin with, once the genesis is older than `trustingPeriodMs`. */
  trusted?: TrustedHeader | undefined
  /** @default the node of the client */
  consensus?: ConsensusTransport | undefined
  /** How long what is trusted may be trusted. @default 7 days, half the age evidence may have */
  trustingPeriodMs?: number | undefined
  /** How old the newest block may be. @default one minute */
  maxAgeMs?: number | undefined
}

/** Verifies what nodes say, by the votes of validators. */
export type LightClient = {
  /** CometBFT's chain id. */
  network: string
  chain: PublicClient
  /**
   * The header of a height, or the newest, with its votes: verified from what
   * is trusted.
   */
  verifyHeader: (height?: bigint) => Promise<LightBlock>
  /** The newest header verified so far; undefined while there is only the genesis. */
  trusted: () => TrustedHeader | undefined
}

const dayMs = 24 * 3_600_000

/**
 * A client that trusts no node: only the validators in the genesis, and who
 * they say come after them. Asks nothing yet.
 *
 * @throws {SaharaError} `LIGHT_TRUST_INVALID` when this is no genesis of a network
 *
 * @example
 * const light = createLightClient(client, { genesis: JSON.parse(text) })
 * const { balanceWei, signers } = await verifyBalance(light, { account })
 */
export function createLightClient(
  client: SaharaClient,
  parameters: CreateLightClientParameters,
): LightClient {
  const { trustingPeriodMs = 7 * dayMs, maxAgeMs = 60_000 } = parameters
  const ask = parameters.consensus ?? consensusOfNode(client)
  const genesis = toGenesis(parameters.genesis)
  const network = genesis.chain_id
  const fetch = (height?: bigint) => fetchLightBlock({ ask, network, height })
  /** What is trusted, by height; the last is the newest. */
  const known: Trusted[] = []

  /** Where trust begins. */
  async function root(): Promise<Trusted> {
    const { trusted } = parameters
    if (!trusted) return fromGenesis(genesis)
    const { height, hash, header, validators } = await fetch(trusted.height)
    if (hash !== trusted.hash)
      throw lightError(
        'LIGHT_TRUST_INVALID',
        `The header of height ${height} is not the one that is trusted.`,
        { hint: 'The node lies, or the trusted hash is of another network.' },
      )
    return {
      ...{ height, hash, validators, time: parseInstant(header.time) },
      nextValidatorsHash: `0x${header.next_validators_hash.toLowerCase()}`,
    }
  }

  async function verifyHeader(height?: bigint): Promise<LightBlock> {
    if (known.length === 0) known.push(await root())
    const target = await fetch(height)
    const nowMs = client.clock.now()
    if (height === undefined) checkIsNew(target, nowMs)
    const same = known.find((one) => one.height === target.height)
    if (same?.hash === target.hash) return target
    if (same?.hash)
      throw lightError(
        'LIGHT_HEADER_INVALID',
        `The header of height ${target.height} is another than the one verified before.`,
      )
    const trusted = known.findLast((one) => one.height < target.height)
    if (!trusted)
      throw lightError(
        'LIGHT_TRUST_INVALID',
        `Height ${target.height} is before what is trusted.`,
        {
          hint: 'Trust the genesis or an older header, or name a later block.',
        },
      )
    const verified = await followHeaders({
      ...{ trusted, target, fetch, nowMs, trustingPeriodMs },
    })
    const newest = known.at(-1)
    if (newest && verified.height > newest.height) known.push(verified)
    return target
  }

  function checkIsNew({ height, header }: LightBlock, nowMs: number): void {
    const newest = known.at(-1)
    const ageMs = nowMs - toMs(parseInstant(header.time))
    if (ageMs <= maxAgeMs && (!newest || height >= newest.height)) return
    throw lightError(
      'LIGHT_STALE',
      `The newest block this node shows is of ${header.time}.`,
      {
        hint: 'The node lags behind or shows an old state, or the network stands still: ask another node, or name a block to verify what held then.',
      },
    )
  }

  return {
    network,
    chain: client.chain,
    verifyHeader,
    trusted: () => {
      const { height, hash } = known.at(-1) ?? {}
      return height !== undefined && hash ? { height, hash } : undefined
    },
  }
}

function toGenesis(input: unknown): ConsensusGenesis {
  const parsed = consensusGenesisSchema.safeParse(input)
  if (parsed.success) return parsed.data
  throw lightError('LIGHT_TRUST_INVALID', 'This is no genesis of a network.', {
    hint: 'Give genesis/consensus.json of the folder of any of its nodes.',
    cause: parsed.error,
  })
}

function fromGenesis(genesis: ConsensusGenesis): Trusted {
  const validators = genesisValidators(genesis)
  return {
    height: 0n,
    hash: undefined,
    time: parseInstant(genesis.genesis_time),
    validators,
    nextValidatorsHash: hashValidators(validators),
  }
}

import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { SaharaError } from '@sahara/protocol'
import type { ConsensusGenesis } from '@sahara/protocol/api'
import { createSaharaClient } from '@sahara/sdk'
import {
  type ConsensusTransport,
  consensusOfRpc,
  createLightClient,
  verifyBalance,
  verifyLicence,
  verifyOwner,
} from '@sahara/sdk/light'
import { createPublicClient, custom, http, toHex } from 'viem'
import { accountAt } from '../accounts.ts'
import { setupNetworkChain } from '../setupNetworkChain.ts'
import { changeValidators, reach } from './changeValidators.ts'
import { makeSale } from './makeSale.ts'

// Records what a real network answers to a light client, for the tests of the
// SDK: node --conditions=source packages/test/src/light/recordVectors.ts
const path = fileURLToPath(
  new URL('../../../sdk/test/vectors/network.json', import.meta.url),
)
const consensus: Record<string, unknown> = {}
const rpc: Record<string, unknown> = {}

const network = await setupNetworkChain({ validators: 4 })
try {
  const client = createSaharaClient({ rpcUrl: network.url })
  const real = createPublicClient({ transport: http(network.url) })
  const request = async (call: { method: string; params?: unknown }) => {
    const answer = await real.request(call as never)
    rpc[JSON.stringify([call.method, call.params])] = answer
    return answer
  }
  const askNode = consensusOfRpc({
    url: network.nodes.at(-1)!.consensusUrl,
    fetch,
  })
  const ask: ConsensusTransport = async (call) => {
    const answer = await askNode(call)
    consensus[JSON.stringify(call)] = answer
    return answer
  }
  const light = (genesis = network.genesis) =>
    createLightClient(
      {
        ...client,
        chain: createPublicClient({ transport: custom({ request }) }),
      },
      { genesis, consensus: ask },
    )

  const { assetId, movedId } = await makeSale(network.url)
  const block = await client.chain.getBlockNumber()
  await reach(network, block + 2n)
  const account = accountAt(3).address
  const nobody = toHex(7, { size: 20 })
  const sale = {
    ...{ block, account, assetId, movedId, nobody },
    balance: await verifyBalance(light(), { account, block }),
    nothing: await verifyBalance(light(), { account: nobody, block }),
    licence: await verifyLicence(light(), { account, assetId, block }),
    none: await verifyLicence(light(), { account: nobody, assetId, block }),
    owner: await verifyOwner(light(), { assetId, block }),
    first: await verifyBalance(light(), { account, block: 0n }),
    moved: await verifyOwner(light(), { assetId: movedId, block }),
    noOwner: await verifyOwner(light(), {
      assetId: toHex(9, { size: 32 }),
      block,
    }),
  }
  // Whoever trusts others is led down to the first height, and refuses it.
  const { code } = (await verifyOwner(light(toStrangers(network.genesis)), {
    assetId,
    block,
  }).catch((error: SaharaError) => error)) as SaharaError
  if (code !== 'LIGHT_VALIDATORS_INVALID') throw new TypeError(code)

  // The follower gets more votes than all others, who leave then.
  const joinsAt = await changeValidators(network, [
    { add: 'node-1', power: 100n },
  ])
  await reach(network, joinsAt + 2n)
  const leavesAt = await changeValidators(
    network,
    [1, 2, 3, 4].map((index) => ({ remove: `validator-${index}` })),
  )
  const last = leavesAt + 3n
  await reach(network, last + 2n)
  // The followers of a follower that decides alone are all others.
  const change = {
    ...{ joinsAt, leavesAt, block: last },
    balance: await verifyBalance(light(), { account, block: last }),
    // Step by step around the changes.
    steps: await Promise.all(
      [joinsAt - 2n, joinsAt - 1n, leavesAt - 2n, leavesAt - 1n].map((height) =>
        verifyBalance(light(), { account, block: height }),
      ),
    ),
  }
  const nowMs = client.clock.now()
  const text = JSON.stringify(
    { genesis: network.genesis, nowMs, sale, change, consensus, rpc },
    (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
    1,
  )
  await writeFile(path, `${text}\n`)
} finally {
  await network.close()
}

/** The genesis of others who call their network the same. */
function toStrangers(genesis: unknown): unknown {
  const { validators, ...rest } = genesis as ConsensusGenesis
  return {
    ...rest,
    validators: validators.map(({ pub_key, ...validator }) => {
      const key = Buffer.from(pub_key.value, 'base64').map((one) => one ^ 1)
      const value = Buffer.from(key).toString('base64')
      return { ...validator, pub_key: { ...pub_key, value } }
    }),
  }
}

import { readFile, writeFile } from 'node:fs/promises'
import { addresses } from '@sahara/protocol'
import { genesisPath } from '@sahara/protocol/genesis'
import {
  encodeAbiParameters,
  type Hex,
  keccak256,
  maxUint256,
  numberToHex,
} from 'viem'

type Account = { balance: string; storage?: Record<string, string> }

/** Where ERC20 of OpenZeppelin keeps balances and allowances. */
const balances = 0n
const allowances = 1n

const fortuneWei = 10n ** 40n

/**
 * The platform's genesis, in which each sender has SAHARA of both kinds and
 * has approved purchases. The fee begins low: it rises by an eighth with each
 * full block, and nodes refuse transactions that could cost more than 1.
 */
export async function writeBenchGenesis(parameters: {
  path: string
  senders: readonly Hex[]
  gasLimit: number
}): Promise<void> {
  const { path, senders, gasLimit } = parameters
  const platform = JSON.parse(await readFile(genesisPath, 'utf8')) as {
    alloc: Record<string, Account>
  }
  const alloc = { ...platform.alloc }
  const key = Object.keys(alloc).find(
    (address) => address.toLowerCase() === addresses.token.toLowerCase(),
  )
  const token = key === undefined ? undefined : alloc[key]
  if (key === undefined || !token) throw new RangeError('no token in genesis')
  const storage: Record<string, string> = { ...token.storage }
  for (const sender of senders) {
    alloc[sender] = { balance: numberToHex(fortuneWei) }
    storage[slotOf(sender, balances)] = toWord(fortuneWei)
    const approved = BigInt(slotOf(sender, allowances))
    storage[slotOf(addresses.revenue, approved)] = toWord(maxUint256)
  }
  alloc[key] = { ...token, storage }
  const genesis = {
    ...platform,
    gasLimit: numberToHex(gasLimit),
    baseFeePerGas: '0x7',
    alloc,
  }
  await writeFile(path, JSON.stringify(genesis))
}

function slotOf(owner: Hex, base: bigint): Hex {
  return keccak256(
    encodeAbiParameters(
      [{ type: 'address' }, { type: 'uint256' }],
      [owner, base],
    ),
  )
}

function toWord(value: bigint): Hex {
  return numberToHex(value, { size: 32 })
}

// Deploys the protocol on a stock anvil, in a unit of that chain, and sells
// something there: forge's own tests cannot show that real transactions, one
// after the other, come to the same.
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  createPublicClient,
  createWalletClient,
  http,
  maxUint256,
  parseEther,
  toHex,
  zeroAddress,
  zeroHash,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { foundry } from 'viem/chains'
import { forge, foundryBinary, root } from './forge.mjs'

// The first of the accounts that every anvil has.
const key = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'
const price = parseEther('5')
const supply = parseEther('1000000')
const DATASET = 1
const DOWNLOAD = 1
const offer = {
  rights: DOWNLOAD,
  durationHours: 0,
  royalty: 0,
  refundHours: 0,
  maxSales: 0,
  price,
  policy: zeroAddress,
  terms: zeroHash,
}

const folder = mkdtempSync(join(tmpdir(), 'sahara-deploy-'))
forge(['build', 'contracts/src', 'contracts/script'])
// With its usual limit it leaves what does not fit into a block waiting until
// somebody sends something else.
const anvil = spawn(
  foundryBinary('anvil'),
  ['--port', '0', '--gas-limit', '1000000000'],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
  },
)
try {
  await check(await listening())
} finally {
  anvil.kill()
  rmSync(folder, { recursive: true })
}

async function check(url) {
  const transport = http(url)
  const account = privateKeyToAccount(key)
  const reader = createPublicClient({ chain: foundry, transport })
  const wallet = createWalletClient({ account, chain: foundry, transport })
  const final = (hash) => reader.waitForTransactionReceipt({ hash })

  const { contractAddress: unit } = await final(
    await wallet.deployContract({
      ...artifact('SaharaToken'),
      args: [account.address],
    }),
  )
  const write = async (name, address, functionName, args) => {
    const { abi } = artifact(name)
    const receipt = await final(
      await wallet.writeContract({ abi, address, functionName, args }),
    )
    assert.equal(receipt.status, 'success', functionName)
  }
  const read = (name, address, functionName, args = []) =>
    reader.readContract({
      abi: artifact(name).abi,
      address,
      functionName,
      args,
    })
  await write('SaharaToken', unit, 'mint', [account.address, supply])

  const { timestamp } = await reader.getBlock()
  const at = await deploy(url, {
    chainId: foundry.id,
    unit,
    foundation: account.address,
    sunset: Number(timestamp) + 365 * 86_400,
  })
  for (const [name, address] of Object.entries(at))
    if (name !== 'chainId')
      assert.ok(await reader.getCode({ address }), `${name} is not there`)

  const assetId = await read('AssetRegistry', at.assetRegistry, 'assetIdOf', [
    account.address,
    zeroHash,
  ])
  const offerId = await read('Licences', at.licences, 'offerIdOf', [
    assetId,
    0n,
  ])
  for (const spender of [at.escrow, at.revenue])
    await write('SaharaToken', unit, 'approve', [spender, maxUint256])
  const bond = {
    holder: at.assetRegistry,
    purpose: toHex(assetId, { size: 32 }),
    account: account.address,
    terms: 0,
    until: 0n,
  }
  const bondWei = await read('Parameters', at.parameters, 'publishBond')
  await write('Escrow', at.escrow, 'fund', [bond, bondWei])
  await write('AssetRegistry', at.assetRegistry, 'publish', [
    {
      salt: zeroHash,
      kind: DATASET,
      metadata: zeroHash,
      commitment: zeroHash,
      parents: [],
      contributors: [],
      offers: [offer],
    },
  ])
  await write('Revenue', at.revenue, 'buy', [
    {
      purchaseId: zeroHash,
      offerId,
      beneficiary: account.address,
      maxPrice: price,
    },
  ])
  await write('Revenue', at.revenue, 'distribute', [assetId])
  await write('RevenueShares', at.revenueShares, 'claim', [
    account.address,
    [assetId],
  ])
  await write('Revenue', at.revenue, 'claimTreasury', [])
  const feeWei = await read('SaharaToken', unit, 'balanceOf', [at.timelock])
  const rate = BigInt(await read('Revenue', at.revenue, 'feeBasisPoints'))
  assert.equal(feeWei, (price * rate) / 10_000n)
  assert.equal(
    await read('SaharaToken', unit, 'balanceOf', [account.address]),
    supply - bondWei - feeWei,
  )
}

/** @returns where everything is */
async function deploy(url, config) {
  const file = join(folder, 'config.json')
  writeFileSync(file, JSON.stringify(config))
  await promisify(execFile)(
    process.execPath,
    [
      join(root, 'contracts/deploy.mjs'),
      file,
      ...['--rpc-url', url, '--private-key', key, '--broadcast'],
    ],
    { timeout: 300_000 },
  )
  return readOut('deployment.json')
}

/** Its words are read to the end, or it would wait for that. */
function listening() {
  return new Promise((resolve, reject) => {
    let words = ''
    anvil.stdout.on('data', (chunk) => {
      words += chunk
      const address = /Listening on (\S+)/.exec(words)?.[1]
      if (address) resolve(`http://${address}`)
    })
    anvil.on('exit', () => reject(new Error(`anvil ended.\n${words}`)))
  })
}

function artifact(name) {
  const { abi, bytecode } = readOut(`${name}.sol/${name}.json`)
  return { abi, bytecode: bytecode.object }
}

function readOut(path) {
  return JSON.parse(readFileSync(join(root, 'contracts/out', path), 'utf8'))
}

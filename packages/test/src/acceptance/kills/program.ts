import { SaharaError } from '@sahara/protocol'
import { buyLicence, createSaharaClient, openAsset } from '@sahara/sdk'
import { createFileJournal } from '@sahara/sdk/node'
import { createMemoryBlobStore } from '@sahara/vault'
import { privateKeyToAccount } from 'viem/accounts'
import type { PurchaseAnswer, PurchaseTask } from './purchase.ts'

// A program of somebody who buys through the SDK, with a journal on disk. It
// knows nothing of kills: it does what it is told once, and says how it went.
const [rpcUrl = '', nodeUrl = '', directory = ''] = process.argv.slice(2)
const client = createSaharaClient({
  rpcUrl,
  nodeUrl,
  journal: createFileJournal({ directory }),
})

process.on('message', async (task: PurchaseTask) => {
  const { purchaseId } = task
  const answer = await perform(task).catch((error: unknown) => ({
    error: {
      code: SaharaError.isInstance(error) ? error.code : 'none',
      retryable: SaharaError.isInstance(error) && error.retryable,
      text: error instanceof Error ? (error.stack ?? '') : String(error),
    },
  }))
  process.send?.({ purchaseId, ...answer } satisfies PurchaseAnswer)
})
// Nobody is left to answer to.
process.on('disconnect', () => process.exit())

async function perform(task: PurchaseTask) {
  const account = privateKeyToAccount(task.privateKey)
  const { transactionHash } = await buyLicence(client, {
    account,
    offerId: task.offerId,
    purchaseId: task.purchaseId,
    maxPriceWei: BigInt(task.maxPriceWei),
  })
  if (task.open === undefined) return { transactionHash }
  const { files, read } = await openAsset(client, {
    account,
    assetId: task.open,
    store: createMemoryBlobStore(),
  })
  const decoder = new TextDecoder()
  let content = ''
  for (const file of files)
    for await (const part of read(file)) content += decoder.decode(part)
  return { transactionHash, content }
}

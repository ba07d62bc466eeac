import { createSenders } from './createSenders.ts'
import { type Workload, type WorkloadName, workloads } from './workloads.ts'

/** Transactions that were signed before anything is measured. */
export type Load = {
  senders: number
  /** As JSON-RPC requests, in the order in which they are to be sent. */
  requests: string[]
  hashes: string[]
}

/** Signs `count` transactions, the senders taking turns. */
export function createLoad(parameters: {
  workload: WorkloadName
  senders: number
  count: number
  chainId: number
}): Load {
  const { senders: size, count, chainId } = parameters
  const workload: Workload = workloads[parameters.workload]
  const senders = createSenders(size, chainId)
  const requests: string[] = []
  const hashes: string[] = []
  for (let index = 0; index < count; index++) {
    const sender = senders[index % size]
    if (!sender) break
    const { raw, hash } = sender.sign({
      ...workload.call(index, sender.address),
      nonce: Math.floor(index / size),
      gas: workload.gas,
    })
    requests.push(
      `{"jsonrpc":"2.0","id":1,"method":"eth_sendRawTransaction","params":["0x${raw}"]}`,
    )
    hashes.push(hash)
  }
  return { senders: size, requests, hashes }
}

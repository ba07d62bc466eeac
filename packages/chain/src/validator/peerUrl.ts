import { SaharaError } from '@sahara/protocol'
import { type Peer, peerSchema } from './nodeFile.ts'

/**
 * How a node is reached, as one line that operators hand to each other:
 * `sahara://NODEID:ENODE@HOST:P2P?gossip=PORT`.
 */
export function toPeerUrl(peer: Peer): string {
  const { nodeId, enode, host, p2p, gossip } = peer
  return `sahara://${nodeId}:${enode}@${host}:${p2p}?gossip=${gossip}`
}

/** @throws {SaharaError} `INPUT_INVALID` */
export function parsePeerUrl(text: string): Peer {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const peer = peerSchema.safeParse({
    nodeId: url?.username,
    enode: url?.password,
    host: url?.hostname,
    p2p: Number(url?.port),
    gossip: Number(url?.searchParams.get('gossip')),
  })
  if (url?.protocol === 'sahara:' && peer.success) return peer.data
  throw new SaharaError(`${text} is no address of a node.`, {
    code: 'INPUT_INVALID',
    hint: 'Take it from `sahara chain status` of that node: sahara://NODEID:ENODE@HOST:PORT?gossip=PORT.',
  })
}

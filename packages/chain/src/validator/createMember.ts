import { bytesToHex } from 'viem'
import type { NodeSecrets } from './initNode.ts'
import { toEnode, toNodeKey, validatorIdentity } from './keys.ts'
import type { NodeFile } from './nodeFile.ts'
import { toPeerUrl } from './peerUrl.ts'

/** Ports that each node takes, in a row. */
export const portsPerNode = 6

/** A node to be, before it knows its network. */
export type Member = {
  secrets: NodeSecrets
  ports: NodeFile['ports']
  identity: NodeFile['identity']
}

/** Makes the keys of a node, and says how others will know it. */
export function createMember(parameters: {
  /** Where other nodes reach it. */
  host: string
  firstPort: number
  /** Randomness for keys. */
  randomBytes: (length: number) => Uint8Array
}): Member {
  const { host, firstPort, randomBytes } = parameters
  const random = () => bytesToHex(randomBytes(32))
  const secrets = {
    validatorKey: random(),
    nodeSeed: random(),
    gethKey: random(),
    engineSecret: random(),
  }
  const ports = {
    rpc: firstPort,
    p2p: firstPort + 1,
    gossip: firstPort + 2,
    engine: firstPort + 3,
    consensus: firstPort + 4,
    metrics: firstPort + 5,
  }
  return { secrets, ports, identity: identityOf({ host, ports, ...secrets }) }
}

/** Who a node is for others, by its keys and by where it is. */
export function identityOf(
  node: Pick<NodeFile, 'host' | 'ports'> & Omit<NodeSecrets, 'engineSecret'>,
): NodeFile['identity'] {
  const { host, ports, validatorKey, nodeSeed, gethKey } = node
  const { address, x, y } = validatorIdentity(validatorKey)
  const peer = toPeerUrl({
    host,
    nodeId: toNodeKey(nodeSeed).nodeId,
    p2p: ports.p2p,
    enode: toEnode(gethKey),
    gossip: ports.gossip,
  })
  return { validator: address, x, y, peer }
}

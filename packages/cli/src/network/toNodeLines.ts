import type { NodeState } from './readNetworkState.ts'
import type { StoredNode } from './readNode.ts'

/** A node, and how far it is when that was asked. */
export function toNodeLines(node: StoredNode, state?: NodeState): string[] {
  const { identity } = node
  return [
    `${node.name}, of ${node.network} (chain id ${node.chainId})`,
    ...(state ? [`  state      ${toState(state)}`] : []),
    `  RPC        http://${node.host}:${node.ports.rpc}`,
    `  validator  ${identity.validator}`,
    `  key        ${identity.x}:${identity.y}`,
    `  peer       ${identity.peer}`,
  ]
}

function toState({ height, power, peers }: NodeState): string {
  if (height === undefined) return 'does not answer'
  const role = power > 0n ? `votes with ${power}` : 'follows'
  return `block ${height}, ${role}, ${peers} peers`
}

import { type NodeFile, nodePaths } from './nodeFile.ts'

/**
 * `config.toml` of CometBFT: what differs from its defaults. Rounds are short,
 * because blocks come each second; the mempool is geth's.
 */
export function cometConfig(node: NodeFile): string {
  const { name, host, ports, peers } = node
  const others = peers
    .map((peer) => `${peer.nodeId}@${peer.host}:${peer.p2p}`)
    .join(',')
  return toToml({
    '': {
      moniker: name,
      proxy_app: `unix://${nodePaths.socket}`,
      abci: 'socket',
      log_level: 'error',
    },
    rpc: { laddr: `tcp://127.0.0.1:${ports.consensus}` },
    p2p: {
      laddr: `tcp://${host}:${ports.p2p}`,
      persistent_peers: others,
      persistent_peers_max_dial_period: '2s',
      // Peers are named; several may be on one machine.
      pex: false,
      addr_book_strict: false,
      allow_duplicate_ip: true,
      flush_throttle_timeout: '10ms',
      send_rate: 104_857_600,
      recv_rate: 104_857_600,
    },
    mempool: { type: 'nop', broadcast: false },
    consensus: {
      timeout_propose: '3s',
      timeout_prevote: '500ms',
      timeout_precommit: '400ms',
      timeout_commit: '300ms',
      peer_gossip_sleep_duration: '10ms',
      // Above 0 a network that was down as a whole could never start again:
      // docs/decisions/0025.
      double_sign_check_height: 0,
    },
    storage: { discard_abci_responses: true },
    tx_index: { indexer: 'null' },
  })
}

function toToml(
  sections: Record<string, Record<string, string | number | boolean>>,
): string {
  return Object.entries(sections)
    .map(([section, values]) => {
      const lines = Object.entries(values).map(
        ([key, value]) => `${key} = ${JSON.stringify(value)}`,
      )
      return [...(section ? [`[${section}]`] : []), ...lines, ''].join('\n')
    })
    .join('\n')
}

import { localChainId } from '@sahara/protocol'
import { type Chain, defineChain } from 'viem'

/** The embedded chain as viem wants it. */
export function localChain(rpcUrl: string): Chain {
  return defineChain({
    id: localChainId,
    name: 'Sahara local',
    nativeCurrency: { name: 'Sahara', symbol: 'SAHARA', decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  })
}

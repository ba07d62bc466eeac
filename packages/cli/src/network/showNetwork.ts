import type { Common } from '@sahara/common'
import { createNetworkView } from './createNetworkView.ts'
import {
  type NetworkNode,
  readBlockState,
  readNodeState,
} from './readNetworkState.ts'

const pollMs = 500

/** Renews the table of a network on a terminal, until everything stops. */
export async function showNetwork(parameters: {
  common: Common
  nodes: readonly NetworkNode[]
  output: NodeJS.WriteStream
}): Promise<void> {
  const { common, nodes, output } = parameters
  const { clock, shutdown } = common
  const view = createNetworkView()
  let shown = 0
  while (!shutdown.signal.aborted) {
    const states = await Promise.all(nodes.map(readNodeState))
    const answering = states.findIndex(({ height }) => height !== undefined)
    const node = nodes[answering]
    const height = states[answering]?.height
    // The votes on a block are in the next one, whose execution may still lag.
    if (node && height !== undefined)
      for (let next = view.next() ?? height - 1; next < height; next++) {
        const block = await readBlockState(node, next).catch(() => undefined)
        if (!block) break
        view.addBlock(block)
      }
    const lines = view.toLines(states)
    const back = shown > 0 ? `\u001b[${shown}A` : ''
    output.write(`${back}${lines.map((line) => `\u001b[K${line}\n`).join('')}`)
    shown = lines.length
    await clock.sleep(pollMs, shutdown.signal)
  }
}

import { createLogger, systemClock } from '@sahara/common'
import { startNode } from '../../src/validator/startNode.ts'

// The supervisor of one node, as a process of its own that can be killed. It
// is the product's; only the paths of the engines are ours.
const [directory = '', geth = '', cometbft = ''] = process.argv.slice(2)

function say(message: object): void {
  if (process.connected) process.send?.(message)
}

try {
  const node = await startNode({
    directory,
    engines: { geth, cometbft },
    clock: systemClock,
    logger: createLogger('node'),
  })
  const end = () => void node.close().then(() => process.exit(0))
  process.on('disconnect', end)
  process.on('message', (message: { id: number; ask: 'pids' | 'close' }) => {
    if (message.ask === 'close') end()
    else say({ id: message.id, pids: node.pids() })
  })
  void node.failed.then((error) => say({ failed: error.toJSON() }))
  say({ started: true })
} catch (error) {
  const reason =
    error instanceof Error && 'toJSON' in error
      ? (error as { toJSON: () => object }).toJSON()
      : { code: 'INTERNAL', message: String(error) }
  process.stderr.write(`${JSON.stringify(reason)}\n`)
  say({ refused: reason })
  process.exitCode = 1
  process.disconnect()
}

import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { createRandom } from './createRandom.ts'

/** Below the ports that systems give to outgoing connections. */
const lowest = 10_000
const highest = 30_000

/**
 * The first of `count` ports in a row that nobody uses on this machine, for
 * services whose ports follow from one another. Services that are restarted
 * come back to their port, so none may be one the system gives away meanwhile.
 */
export async function findFreePorts(count: number): Promise<number> {
  const random = createRandom(process.pid + Date.now())
  for (;;) {
    const first = lowest + random.integer(highest - lowest)
    const held: Server[] = []
    try {
      for (let port = first; port < first + count; port++)
        held.push(await hold(port))
      return first
    } catch {
      // Someone else's: choose again.
    } finally {
      for (const server of held) server.close()
    }
  }
}

async function hold(port: number): Promise<Server> {
  const server = createServer()
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}

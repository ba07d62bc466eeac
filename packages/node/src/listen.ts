import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, isIP } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { SaharaError } from '@sahara/protocol'

export type Listening = {
  url: string
  /** The origins under which this machine reaches the server. */
  origins: string[]
  close: () => Promise<void>
}

/**
 * Serves HTTP.
 *
 * @throws {SaharaError} `COMMON_PORT_IN_USE`
 */
export async function listen(parameters: {
  fetch: (request: Request) => Response | Promise<Response>
  host: string
  /** 0 = chosen by the operating system. */
  port: number
}): Promise<Listening> {
  const { fetch, host, port } = parameters
  const server = createServer(getRequestListener(fetch))
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (cause) {
    throw new SaharaError(`The port ${port} on ${host} cannot be used.`, {
      code: 'COMMON_PORT_IN_USE',
      hint: 'Stop the other process, or choose another port with --port.',
      details: { host, port },
      cause,
    })
  }
  const chosen = (server.address() as AddressInfo).port
  const isEverywhere = host === '0.0.0.0' || host === '::'
  const name = isIP(host) === 6 ? `[${host}]` : host
  const url = `http://${isEverywhere ? '127.0.0.1' : name}:${chosen}`
  return {
    url,
    origins: [...new Set([url, `http://localhost:${chosen}`])],
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeIdleConnections()
      // Downloads get a moment to end; the process must not wait for them.
      const timer = setTimeout(() => server.closeAllConnections(), 2_000)
      await closed
      clearTimeout(timer)
    },
  }
}

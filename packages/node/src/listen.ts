import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { listenOn } from '@sahara/common'

/** A server that listens. */
export type Listening = {
  url: string
  /** The origins under which this machine reaches the server. */
  origins: string[]
  close: () => Promise<void>
}

/** Downloads get a moment to end; the process must not wait for them. */
const graceMs = 2_000

/**
 * Serves HTTP.
 *
 * @throws {SaharaError} `COMMON_PORT_IN_USE`, `CONFIG_INVALID`
 */
export async function listen(parameters: {
  fetch: (request: Request) => Response | Promise<Response>
  host: string
  /** 0 = chosen by the operating system. */
  port: number
}): Promise<Listening> {
  const { fetch, host, port } = parameters
  const server = createServer(getRequestListener(fetch))
  const listening = await listenOn(server, { host, port, graceMs })
  const { url, close } = listening
  const origins = [...new Set([url, `http://localhost:${listening.port}`])]
  return { url, origins, close }
}

import { once } from 'node:events'
import type { Server } from 'node:http'
import { type AddressInfo, isIP } from 'node:net'
import { SaharaError } from '@sahara/protocol'

export type ListenOnReturnType = {
  /** Where this machine reaches the server. */
  url: string
  port: number
  /** Ends the server; what is being answered gets a moment. */
  close: () => Promise<void>
}

/**
 * Has an HTTP server listen.
 *
 * @throws {SaharaError} `COMMON_PORT_IN_USE`, `CONFIG_INVALID` for an address
 *   that is not this machine's or a port it may not use
 */
export async function listenOn(
  server: Server,
  parameters: {
    host: string
    /** 0 = chosen by the operating system. */
    port: number
    /** How long `close` waits for answers under way. */
    graceMs: number
  },
): Promise<ListenOnReturnType> {
  const { host, graceMs } = parameters
  server.listen({ host, port: parameters.port })
  try {
    await once(server, 'listening')
  } catch (cause) {
    throw cannotListen(host, parameters.port, cause)
  }
  const { port } = server.address() as AddressInfo
  const isEverywhere = host === '0.0.0.0' || host === '::'
  const name = isIP(host) === 6 ? `[${host}]` : host
  return {
    url: `http://${isEverywhere ? '127.0.0.1' : name}:${port}`,
    port,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeIdleConnections()
      const timer = setTimeout(() => server.closeAllConnections(), graceMs)
      await closed
      clearTimeout(timer)
    },
  }
}

function cannotListen(host: string, port: number, cause: unknown): SaharaError {
  const isTaken = (cause as NodeJS.ErrnoException).code === 'EADDRINUSE'
  return new SaharaError(`The port ${port} on ${host} cannot be used.`, {
    code: isTaken ? 'COMMON_PORT_IN_USE' : 'CONFIG_INVALID',
    hint: isTaken
      ? 'Stop the other process, or choose another port with --port.'
      : 'Choose an address of this machine with --host, and a port it may use with --port.',
    details: { host, port },
    cause,
  })
}

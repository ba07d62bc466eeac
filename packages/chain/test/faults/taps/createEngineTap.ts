import { createServer, request as httpRequest } from 'node:http'

export type EngineHooks = {
  /** geth has been asked, and has not answered. */
  onAsked?: (method: string) => void
}

export type EngineTap = { hooks: EngineHooks; close: () => Promise<void> }

/** Sits between the bridge and its geth. */
export async function createEngineTap(parameters: {
  /** Where the bridge expects geth. */
  port: number
  /** Where geth really listens. */
  target: number
}): Promise<EngineTap> {
  const tap: Omit<EngineTap, 'close'> = { hooks: {} }
  const server = createServer(async (incoming, outgoing) => {
    try {
      const chunks: Buffer[] = []
      for await (const chunk of incoming) chunks.push(chunk as Buffer)
      const body = Buffer.concat(chunks)
      const { method } = JSON.parse(body.toString()) as { method: string }
      const forward = httpRequest(
        {
          host: '127.0.0.1',
          port: parameters.target,
          method: 'POST',
          headers: incoming.headers,
        },
        (answer) => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
          answer.on('error', () => outgoing.destroy())
          answer.pipe(outgoing)
        },
      )
      forward.on('error', () => outgoing.destroy())
      outgoing.on('close', () => forward.destroy())
      forward.end(body, () => tap.hooks.onAsked?.(method))
    } catch {
      outgoing.destroy()
    }
  })
  server.listen(parameters.port, '127.0.0.1')
  await new Promise((resolve, reject) => {
    server.once('listening', resolve)
    server.once('error', reject)
  })
  return Object.assign(tap, {
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}

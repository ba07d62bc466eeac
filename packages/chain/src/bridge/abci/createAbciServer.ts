import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { SaharaError } from '@sahara/protocol'
import { createFrameReader } from './createFrameReader.ts'
import { type Kind, type Request, request, response } from './messages.ts'
import { bytes, type MessageValue } from './protobuf.ts'

/** Answers one kind of request. */
export type Handler<K extends Kind> = (
  value: NonNullable<Request[K]>,
) => Promise<NonNullable<MessageValue<typeof response>[K]>>

/** What the application answers; echo and flush are the server's. */
export type Handlers = {
  [K in Exclude<Kind, 'echo' | 'flush'>]: Handler<K>
}

export type AbciServer = {
  /** Ends all connections: CometBFT then ends itself. */
  close: () => Promise<void>
}

/** The longest path of a unix socket on all systems. */
const maxPathBytes = 103

/**
 * Serves ABCI on a unix socket. Every connection gets its answers in the order
 * of its questions. What a handler throws goes to `onFailure` and is never
 * answered: the connection ends, and CometBFT with it, as after an exception.
 *
 * @throws {SaharaError} `CONFIG_INVALID` for a path no socket can have
 */
export async function createAbciServer(parameters: {
  path: string
  handlers: Handlers
  onFailure: (error: unknown) => void
}): Promise<AbciServer> {
  const { path, handlers, onFailure } = parameters
  if (Buffer.byteLength(path) > maxPathBytes)
    throw new SaharaError(`The path ${path} is too long for a socket.`, {
      code: 'CONFIG_INVALID',
      hint: `Choose a data folder with a shorter path: the socket's may have ${maxPathBytes} bytes.`,
    })
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    serve(socket, handlers, onFailure).catch(() => {
      // The other side left.
      socket.destroy()
    })
  })
  await rm(path, { force: true })
  server.listen(path)
  await once(server, 'listening')
  return {
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

async function serve(
  socket: Socket,
  handlers: Handlers,
  onFailure: (error: unknown) => void,
): Promise<void> {
  const read = createFrameReader()
  for await (const chunk of socket)
    try {
      for (const frame of read(chunk as Buffer)) {
        const answer = await answerTo(request.decode(frame), handlers)
        const whole = bytes.write(response.encode({ ...noAnswer, ...answer }))
        socket.cork()
        for (const part of whole) socket.write(part)
        socket.uncork()
      }
    } catch (error) {
      onFailure(error)
      return
    }
}

const noAnswer = response.decode(new Uint8Array())

async function answerTo(
  asked: Request,
  handlers: Handlers,
): Promise<Partial<MessageValue<typeof response>>> {
  if (asked.echo) return { echo: asked.echo }
  if (asked.flush) return { flush: {} }
  for (const kind of Object.keys(handlers) as (keyof Handlers)[]) {
    const value = asked[kind]
    if (value === undefined) continue
    const handler = handlers[kind] as (value: unknown) => Promise<unknown>
    return { [kind]: await handler(value) }
  }
  throw new SaharaError('CometBFT asks what this bridge does not know.', {
    code: 'ABCI_INVALID',
    hint: 'Bridge and CometBFT must be of the same release: rebuild the engines with `npm run engines`.',
  })
}

import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { createFrameReader } from '../../../src/bridge/abci/createFrameReader.ts'
import {
  type Request,
  type Response,
  request,
  response,
} from '../../../src/bridge/abci/messages.ts'
import { bytes } from '../../../src/bridge/abci/protobuf.ts'

/** What a row does with what CometBFT and the bridge say to each other. */
export type AbciHooks = {
  /** The bridge has been asked. */
  onAsked?: (asked: Request) => void
  /** The bridge has answered; what is returned is delivered in its place. */
  onAnswered?: (
    asked: Request,
    answered: Response,
  ) => Promise<Response | 'nothing' | undefined>
}

/** A decision or judgement that passed. */
export type Seen = {
  kind: 'prepare' | 'process' | 'finalize' | 'commit'
  height: number
  /** Of a judgement, and on what. */
  isAccepted?: boolean
  digest?: string
}

export type AbciTap = {
  hooks: AbciHooks
  seen: Seen[]
  close: () => Promise<void>
}

/**
 * Sits between an unmodified CometBFT and the product's bridge: everything
 * passes as it is, unless a row says otherwise.
 */
export async function createAbciTap(parameters: {
  /** Where CometBFT connects to. */
  path: string
  /** The socket of the bridge. */
  target: string
}): Promise<AbciTap> {
  const { path, target } = parameters
  const sockets = new Set<Socket>()
  const tap: Omit<AbciTap, 'close'> = { hooks: {}, seen: [] }

  const server = createServer((client) => {
    const bridge = connect(target)
    const open: Request[] = []
    const end = () => {
      client.destroy()
      bridge.destroy()
    }
    for (const socket of [client, bridge]) {
      sockets.add(socket)
      socket.on('error', end)
      socket.on('close', () => {
        sockets.delete(socket)
        end()
      })
    }
    void pump(client, async (frame) => {
      const asked = request.decode(frame)
      open.push(asked)
      write(bridge, frame)
      tap.hooks.onAsked?.(asked)
    }).catch(end)
    void pump(bridge, async (frame) => {
      const asked = open.shift() ?? request.decode(new Uint8Array())
      const answered = response.decode(frame)
      note(tap.seen, asked, answered)
      const instead = await tap.hooks.onAnswered?.(asked, answered)
      if (instead === 'nothing') return
      write(client, instead ? response.encode(instead) : frame)
    }).catch(end)
  })
  await rm(path, { force: true })
  server.listen(path)
  await once(server, 'listening')
  return Object.assign(tap, {
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  })
}

function note(seen: Seen[], asked: Request, answered: Response): void {
  const { prepareProposal, processProposal, finalizeBlock } = asked
  if (prepareProposal)
    seen.push({ kind: 'prepare', height: Number(prepareProposal.height) })
  if (processProposal)
    seen.push({
      kind: 'process',
      height: Number(processProposal.height),
      isAccepted: answered.processProposal?.status === 1,
      digest: digestOf(processProposal.txs),
    })
  if (finalizeBlock)
    seen.push({ kind: 'finalize', height: Number(finalizeBlock.height) })
}

/** Tells what one proposer proposed from what the next one did. */
export function digestOf(txs: readonly Uint8Array[]): string {
  const hash = createHash('sha256')
  for (const one of txs) hash.update(`${one.length} `).update(one)
  return hash.digest('hex')
}

async function pump(
  socket: Socket,
  take: (frame: Uint8Array) => Promise<void>,
): Promise<void> {
  const read = createFrameReader()
  for await (const chunk of socket)
    for (const frame of read(chunk as Buffer)) await take(frame)
}

function write(socket: Socket, frame: Uint8Array): void {
  socket.cork()
  for (const part of bytes.write(frame)) socket.write(part)
  socket.uncork()
}

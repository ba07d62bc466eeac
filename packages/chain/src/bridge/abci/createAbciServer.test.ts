import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createAbciServer, type Handlers } from './createAbciServer.ts'
import { createFrameReader } from './createFrameReader.ts'
import { type Request, request, response } from './messages.ts'
import { bytes } from './protobuf.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sahara-abci-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const none = request.decode(new Uint8Array())
const toFrame = (value: Partial<Request>) =>
  Buffer.concat(bytes.write(request.encode({ ...none, ...value })))

async function setup(handlers: Partial<Handlers>) {
  const failures: unknown[] = []
  const path = join(folder, 'bridge.sock')
  const server = await createAbciServer({
    path,
    // Only what a test asks is there to answer.
    handlers: handlers as Handlers,
    onFailure: (error) => void failures.push(error),
  })
  const socket = connect(path)
  await once(socket, 'connect')
  return { server, socket, failures }
}

async function readAnswers(socket: Socket, count: number) {
  const read = createFrameReader()
  const answers: ReturnType<typeof response.decode>[] = []
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    answers.push(...read(chunk as Buffer).map((one) => response.decode(one)))
    if (answers.length >= count) return answers
  }
  return answers
}

describe('createAbciServer', () => {
  test('default: answers in the order of the questions', async () => {
    const gate = Promise.withResolvers<void>()
    const { server, socket } = await setup({
      info: async () => {
        await gate.promise
        return {
          data: 'sahara',
          version: '1',
          appVersion: 1n,
          lastBlockHeight: 7n,
          lastBlockAppHash: Uint8Array.of(9),
        }
      },
      commit: async () => ({ retainHeight: 0n }),
    })
    socket.write(
      Buffer.concat([
        toFrame({ info: {} }),
        toFrame({ commit: {} }),
        toFrame({ echo: { message: 'hello' } }),
        toFrame({ flush: {} }),
      ]),
    )
    gate.resolve()
    const [info, commit, echo, flush] = await readAnswers(socket, 4)
    expect(info?.info).toMatchObject({ data: 'sahara', lastBlockHeight: 7n })
    expect(commit?.commit).toEqual({ retainHeight: 0n })
    expect(echo?.echo).toEqual({ message: 'hello' })
    expect(flush?.flush).toEqual({})
    await server.close()
  })

  test('behavior: a failure is never answered, but told', async () => {
    const reason = new TypeError('the reason')
    const { server, failures, socket } = await setup({
      commit: () => Promise.reject(reason),
    })
    socket.write(toFrame({ commit: {} }))
    await expect.poll(() => failures).toEqual([reason])
    expect(socket.bytesRead).toBe(0)
    await server.close()
  })

  test('error: ABCI_INVALID, told, for a question it does not know', async () => {
    const { server, failures, socket } = await setup({})
    socket.write(Buffer.concat(bytes.write(Uint8Array.of(0xaa, 1, 0))))
    await expect.poll(() => failures).toMatchObject([{ code: 'ABCI_INVALID' }])
    await server.close()
  })

  test('error: CONFIG_INVALID for a path that is too long', async () => {
    await expect(
      createAbciServer({
        path: join(folder, 'x'.repeat(100)),
        handlers: {} as Handlers,
        onFailure: () => undefined,
      }),
    ).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  })
})

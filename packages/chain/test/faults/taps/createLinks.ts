import { once } from 'node:events'
import {
  type AddressInfo,
  connect,
  createServer,
  type Server,
  type Socket,
} from 'node:net'

/** How a link is: `silent` loses all that is sent and says nothing. */
type State = 'open' | 'cut' | 'silent'

export type Links = Awaited<ReturnType<typeof createLinks>>

/**
 * The connections between nodes, each through a proxy of ours, so that any of
 * them can be cut: at once with a reset, or silently, as when a cable is out.
 */
export async function createLinks() {
  const links: {
    from: string
    to: string
    pairs: Set<[Socket, Socket]>
    apply: (state: State) => void
    server: Server
  }[] = []

  /** A port that leads from one node to a port of another. */
  async function add(from: string, to: string, port: number): Promise<number> {
    const pairs = new Set<[Socket, Socket]>()
    let state: State = 'open'
    const server = createServer((near) => {
      if (state === 'cut') {
        near.destroy()
        return
      }
      const far = connect(port, '127.0.0.1')
      const pair: [Socket, Socket] = [near, far]
      pairs.add(pair)
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        one.on('error', () => one.destroy())
        one.on('close', () => {
          pairs.delete(pair)
          other.destroy()
        })
        one.on('drain', () => state === 'open' && other.resume())
        one.on('data', (chunk: Buffer) => {
          if (!other.write(chunk)) one.pause()
        })
      }
      if (state === 'silent') for (const one of pair) one.pause()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    links.push({
      from,
      to,
      pairs,
      server,
      apply: (next) => {
        state = next
        for (const pair of pairs)
          for (const one of pair)
            if (next === 'cut') one.resetAndDestroy()
            else if (next === 'silent') one.pause()
            else one.resume()
      },
    })
    return (server.address() as AddressInfo).port
  }

  return {
    add,
    /** Cuts whoever is not in one group with the other. */
    part: (groups: readonly (readonly string[])[], how: 'cut' | 'silent') => {
      for (const { from, to, apply } of links)
        apply(
          groups.some((group) => group.includes(from) && group.includes(to))
            ? 'open'
            : how,
        )
    },
    heal: () => {
      for (const { apply } of links) apply('open')
    },
    /** How many connections there are at the moment between two groups. */
    countBetween: (some: readonly string[], others: readonly string[]) =>
      links
        .filter(
          ({ from, to }) =>
            (some.includes(from) && others.includes(to)) ||
            (others.includes(from) && some.includes(to)),
        )
        .reduce((sum, { pairs }) => sum + pairs.size, 0),
    close: async () => {
      for (const { server, pairs } of links) {
        for (const pair of pairs) for (const one of pair) one.destroy()
        server.close()
      }
    },
  }
}

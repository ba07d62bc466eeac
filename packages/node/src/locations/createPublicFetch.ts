import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { Readable } from 'node:stream'
import { SaharaError } from '@sahara/protocol'
import { isPublicAddress } from './isPublicAddress.ts'

/** `fetch` that reaches public hosts only. */
export type PublicFetch = {
  /** GET and HEAD only. Follows no redirects. */
  fetch: typeof globalThis.fetch
  close: () => void
}

/** How long a connection is kept for the next request. */
const idleMs = 10_000

const refused = (url: string) =>
  new SaharaError('This address is not asked.', {
    code: 'NODE_UNREACHABLE',
    hint: 'Locations are https addresses on the open internet.',
    details: { url },
  })

/**
 * Fetches addresses that strangers chose, without letting them reach this
 * machine or its network: https only, a name is resolved once and the
 * connection goes to that very address if it is public, and a redirect is an
 * answer like any other.
 *
 * @param parameters.allowPrivate also http and private addresses, for local chains
 */
export function createPublicFetch(parameters: {
  allowPrivate: boolean
  lookup?: typeof systemLookup | undefined
}): PublicFetch {
  const { allowPrivate, lookup = systemLookup } = parameters
  const isAllowed = (address: string) =>
    allowPrivate || isPublicAddress(address)
  const agents = {
    'http:': new http.Agent({ keepAlive: true, timeout: idleMs }),
    'https:': new https.Agent({ keepAlive: true, timeout: idleMs }),
  }

  const lookupPublic: LookupFunction = (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      const addresses = found as LookupAddress[]
      const allowed = error
        ? []
        : addresses.filter(({ address }) => isAllowed(address))
      const [first] = allowed
      if (!first) callback(error ?? refused(hostname), '')
      else if (options.all) callback(null, allowed)
      else callback(null, first.address, first.family)
    })
  }

  function send(
    url: URL,
    init: RequestInit,
    request: typeof https.request,
    agent: http.Agent,
  ): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      request(
        url,
        {
          agent,
          lookup: lookupPublic,
          method: init.method ?? 'GET',
          headers: Object.fromEntries(new Headers(init.headers)),
          ...(init.signal ? { signal: init.signal } : {}),
        },
        resolve,
      )
        .on('error', reject)
        .end()
    })
  }

  return {
    fetch: async (input, init = {}) => {
      const url = new URL(String(input))
      // A literal address is connected to without being looked up.
      const host = url.hostname.replace(/^\[|\]$/g, '')
      if (isIP(host) !== 0 && !isAllowed(host)) throw refused(url.href)
      if (url.protocol === 'https:')
        return toResponse(
          await send(url, init, https.request, agents['https:']),
        )
      if (url.protocol === 'http:' && allowPrivate)
        return toResponse(await send(url, init, http.request, agents['http:']))
      throw refused(url.href)
    },
    close: () => {
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}

function toResponse(message: IncomingMessage): Response {
  const { statusCode: status = 500 } = message
  const isEmpty = status < 200 || [204, 205, 304].includes(status)
  if (isEmpty) message.resume()
  return new Response(
    isEmpty ? null : (Readable.toWeb(message) as ReadableStream),
    { status: status < 200 ? 500 : status },
  )
}

import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { SaharaError } from '@sahara/protocol'
import { base58btc } from 'multiformats/bases/base58'
import { CID } from 'multiformats/cid'
import * as Digest from 'multiformats/hashes/digest'
import { maxCidLength } from './parseCid.ts'

/** CIDs that are refused. */
export type DenyList = {
  /** False too for what is no CID. */
  isDenied: (cid: string) => boolean
  /** Blobs it has a rule for. */
  size: number
  /** Numbers of the lines that are no rule, or one by an unknown hash. */
  unread: number[]
}

const maxHeaderLength = 1024 ** 2
const maxLineLength = 2 * 1024 ** 2

/**
 * Reads IPFS's compact denylist format, in which the badbits list comes
 * (IPIP-383, https://specs.ipfs.tech/compact-denylist-format/): rules by CID
 * (`/ipfs/CID`, `/ipfs/CID/*`) and by double hash (`//HASH`, of sha2-256), and
 * their exceptions (`!`); the last rule that fits a blob counts. Rules about
 * names and paths are no concern of blobs, and are passed over.
 *
 * Of the header only the version is read.
 *
 * @throws {SaharaError} `CONFIG_INVALID` for another version of the format, or
 * a line of more than 2 MiB
 */
export function parseDenyList(text: string): DenyList {
  const end = /^---\r?\n/m.exec(text.slice(0, maxHeaderLength))
  const head = end ? text.slice(0, end.index + end[0].length) : ''
  checkVersion(head)
  /** What is denied, by multihash or double hash, with the place of its rule. */
  const rules = new Map<string, { place: number; isDenied: boolean }>()
  const unread: number[] = []
  const first = head.split('\n').length
  for (const [index, line] of text.slice(head.length).split('\n').entries()) {
    const place = first + index
    if (line.length > maxLineLength)
      throw invalid(`Line ${place} of the deny-list is too long.`)
    const [rule = ''] = line.trim().split(/\s/, 1)
    if (rule === '' || rule.startsWith('#')) continue
    const isDenied = !rule.startsWith('!')
    const key = keyOf(isDenied ? rule : rule.slice(1))
    if (key === 'unread') unread.push(place)
    else if (key !== 'other') rules.set(key, { place, isDenied })
  }

  return {
    size: rules.size,
    unread,
    isDenied: (cid) => {
      if (rules.size === 0) return false
      const found = keysOf(cid).flatMap((key) => rules.get(key) ?? [])
      return found.sort((a, b) => b.place - a.place)[0]?.isDenied ?? false
    },
  }
}

/** What a blob can be denied by. */
function keysOf(text: string): string[] {
  if (text.length > maxCidLength) return []
  let cid: CID
  try {
    cid = CID.parse(text)
  } catch {
    return []
  }
  const multihash = base58btc.baseEncode(cid.multihash.bytes)
  // The last is that of the first badbits lists.
  return [multihash, hashOf(multihash), hashOf(`${cid.toV1()}/`)]
}

const hashOf = (text: string) => bytesToHex(sha256(utf8ToBytes(text)))

/** The multihash, or the double hash in hexadecimal, of a rule. */
function keyOf(rule: string): string {
  if (rule.startsWith('//')) return doubleHashOf(rule.slice(2)) ?? 'unread'
  const [, space, name = '', path = ''] =
    /^\/(ipfs|ipld|ipns)\/([^/]+)(.*)$/.exec(rule) ?? []
  if (space === undefined) return 'unread'
  if (space === 'ipns' || !['', '/', '/*'].includes(path)) return 'other'
  try {
    return base58btc.baseEncode(CID.parse(name).multihash.bytes)
  } catch {
    return 'unread'
  }
}

function doubleHashOf(text: string): string | undefined {
  // Made anew: a part of the text would keep all of it in memory.
  if (/^[0-9a-f]{64}$/i.test(text)) return bytesToHex(hexToBytes(text))
  try {
    const { code, digest } = Digest.decode(base58btc.baseDecode(text))
    return code === 0x12 && digest.length === 32
      ? bytesToHex(digest)
      : undefined
  } catch {
    return undefined
  }
}

function checkVersion(header: string): void {
  const version = /^version:\s*["']?([^\s"'#]*)/m.exec(header)?.[1] ?? '1'
  if (version !== '1')
    throw invalid(`The deny-list has version ${version.slice(0, 20)}.`)
}

function invalid(message: string): SaharaError {
  return new SaharaError(message, {
    code: 'CONFIG_INVALID',
    hint: 'It is read as version 1 of the compact denylist format of IPFS.',
  })
}

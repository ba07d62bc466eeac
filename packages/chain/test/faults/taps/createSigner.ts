import { connect, type Socket } from 'node:net'
import { type Hex, hexToBytes, keccak256, toBytes } from 'viem'
import { sign } from 'viem/accounts'
import { createFrameReader } from '../../../src/bridge/abci/createFrameReader.ts'
import {
  bytes,
  field,
  int32,
  int64,
  type MessageValue,
  message,
  optional,
  string,
  toVarint,
} from '../../../src/bridge/abci/protobuf.ts'
import { validatorIdentity } from '../../../src/validator/keys.ts'

// Messages of CometBFT's proto/tendermint/privval/types.proto and
// proto/tendermint/types/types.proto.

const timestamp = message({ seconds: field(1, int64), nanos: field(2, int32) })
const partSetHeader = message({ total: field(1, int32), hash: field(2, bytes) })
const blockId = message({
  hash: field(1, bytes),
  partSetHeader: field(2, partSetHeader),
})
const vote = message({
  type: field(1, int32),
  height: field(2, int64),
  round: field(3, int32),
  blockId: field(4, blockId),
  timestamp: field(5, timestamp),
  validatorAddress: field(6, bytes),
  validatorIndex: field(7, int32),
  signature: field(8, bytes),
})
const proposal = message({
  type: field(1, int32),
  height: field(2, int64),
  round: field(3, int32),
  polRound: field(4, int32),
  blockId: field(5, blockId),
  timestamp: field(6, timestamp),
  signature: field(7, bytes),
})
const envelope = message({
  publicKeyAsked: field(1, optional(message({ chainId: field(1, string) }))),
  publicKey: field(
    2,
    optional(
      message({
        publicKey: field(1, message({ secp256k1eth: field(5, bytes) })),
      }),
    ),
  ),
  voteAsked: field(
    3,
    optional(message({ vote: field(1, vote), chainId: field(2, string) })),
  ),
  vote: field(4, optional(message({ vote: field(1, vote) }))),
  proposalAsked: field(
    5,
    optional(
      message({ proposal: field(1, proposal), chainId: field(2, string) }),
    ),
  ),
  proposal: field(6, optional(message({ proposal: field(1, proposal) }))),
  ping: field(7, optional(message({}))),
  pong: field(8, optional(message({}))),
})

type Timestamp = MessageValue<typeof timestamp>

const redialMs = 100
const proposalType = 32

export type Signer = {
  /** How often it has signed. */
  signed: () => number
  /** What it voted on last. */
  last: () => { height: bigint; round: number }
  close: () => void
}

/**
 * A remote signer as CometBFT takes one, with a clock of its own: it votes for
 * what it is asked to, at the time it believes it is.
 */
export function createSigner(parameters: {
  /** The socket on which CometBFT waits for its signer. */
  path: string
  privateKey: Hex
  skewMs: () => number
}): Signer {
  const { path, privateKey, skewMs } = parameters
  const identity = validatorIdentity(privateKey)
  /** Asked again for the same, it gives the same: it never votes twice. */
  const given = new Map<string, Uint8Array>()
  let socket: Socket | undefined
  let isClosed = false
  let count = 0
  let voted = { height: 0n, round: 0 }

  function dial(): void {
    if (isClosed) return
    const one = connect(path)
    socket = one
    const read = createFrameReader()
    let last = Promise.resolve()
    one.on('data', (chunk: Buffer) => {
      for (const frame of read(chunk))
        last = last.then(async () => {
          const answer = await answerTo(envelope.decode(frame))
          one.write(Buffer.concat(bytes.write(answer)))
        })
    })
    one.on('error', () => {})
    one.on('close', () => setTimeout(dial, redialMs))
  }

  async function answerTo(
    asked: MessageValue<typeof envelope>,
  ): Promise<Uint8Array> {
    const none = envelope.decode(new Uint8Array())
    if (asked.publicKeyAsked) {
      const secp256k1eth = hexToBytes(identity.publicKey)
      return envelope.encode({
        ...none,
        publicKey: { publicKey: { secp256k1eth } },
      })
    }
    if (asked.voteAsked) {
      const { vote: wanted, chainId } = asked.voteAsked
      const { height, round } = wanted
      // CometBFT asks again for older ones when it reads its log after a start.
      if (
        height > voted.height ||
        (height === voted.height && round > voted.round)
      )
        voted = { height, round }
      return once(
        `${wanted.type}/${wanted.height}/${wanted.round}`,
        async () => {
          const shifted = { ...wanted, timestamp: shift(wanted.timestamp) }
          const signature = await signBytes(canonicalVote(shifted, chainId))
          return envelope.encode({
            ...none,
            vote: { vote: { ...shifted, signature } },
          })
        },
      )
    }
    if (asked.proposalAsked) {
      const { proposal: wanted, chainId } = asked.proposalAsked
      return once(
        `${proposalType}/${wanted.height}/${wanted.round}`,
        async () => {
          // Its time is CometBFT's: a signer gives a proposal no other.
          const signature = await signBytes(canonicalProposal(wanted, chainId))
          return envelope.encode({
            ...none,
            proposal: { proposal: { ...wanted, signature } },
          })
        },
      )
    }
    return envelope.encode({ ...none, pong: {} })
  }

  async function once(key: string, make: () => Promise<Uint8Array>) {
    const known = given.get(key)
    if (known) return known
    const made = await make()
    given.set(key, made)
    count += 1
    return made
  }

  function shift({ seconds, nanos }: Timestamp): Timestamp {
    return { seconds: seconds + BigInt(Math.round(skewMs() / 1_000)), nanos }
  }

  async function signBytes(data: Uint8Array): Promise<Uint8Array> {
    const { r, s, yParity } = await sign({ hash: keccak256(data), privateKey })
    return Buffer.concat([
      hexToBytes(r, { size: 32 }),
      hexToBytes(s, { size: 32 }),
      Uint8Array.of(yParity ?? 0),
    ])
  }

  dial()
  return {
    signed: () => count,
    last: () => voted,
    close: () => {
      isClosed = true
      socket?.destroy()
    },
  }
}

function canonicalVote(
  one: MessageValue<typeof vote>,
  chainId: string,
): Uint8Array {
  return sized([
    tagged(1, 0, toVarint(BigInt(one.type))),
    fixed(2, one.height),
    one.round === 0 ? [] : fixed(3, BigInt(one.round)),
    canonicalBlockId(4, one.blockId),
    nested(5, timestamp.encode(one.timestamp)),
    nested(6, toBytes(chainId)),
  ])
}

function canonicalProposal(
  one: MessageValue<typeof proposal>,
  chainId: string,
): Uint8Array {
  return sized([
    tagged(1, 0, toVarint(BigInt(proposalType))),
    fixed(2, one.height),
    one.round === 0 ? [] : fixed(3, BigInt(one.round)),
    one.polRound === 0 ? [] : tagged(4, 0, toVarint(BigInt(one.polRound))),
    canonicalBlockId(5, one.blockId),
    nested(6, timestamp.encode(one.timestamp)),
    nested(7, toBytes(chainId)),
  ])
}

/** Nil is no field at all. */
function canonicalBlockId(
  number: number,
  id: MessageValue<typeof blockId>,
): Uint8Array[] {
  return id.hash.length === 0 ? [] : nested(number, blockId.encode(id))
}

function sized(parts: readonly Uint8Array[][]): Uint8Array {
  return Buffer.concat(bytes.write(Buffer.concat(parts.flat())))
}

function nested(number: number, data: Uint8Array): Uint8Array[] {
  return tagged(number, 2, Buffer.concat(bytes.write(data)))
}

function fixed(number: number, value: bigint): Uint8Array[] {
  const data = Buffer.alloc(8)
  data.writeBigInt64LE(value)
  return tagged(number, 1, data)
}

function tagged(number: number, wire: number, data: Uint8Array): Uint8Array[] {
  return [toVarint(BigInt((number << 3) | wire)), data]
}

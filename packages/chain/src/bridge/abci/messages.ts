import {
  bytes,
  field,
  int32,
  int64,
  type MessageValue,
  message,
  optional,
  repeated,
  string,
} from './protobuf.ts'

// The messages of ABCI 2.0 that the bridge reads or writes, as CometBFT's
// proto/tendermint/abci/types.proto numbers their fields.

const timestamp = message({ seconds: field(1, int64), nanos: field(2, int32) })

const validator = message({ address: field(1, bytes), power: field(3, int64) })

/** Only the kind of key that validators of Sahara chain have. */
const publicKey = message({ secp256k1eth: field(5, bytes) })

const validatorUpdate = message({
  publicKey: field(1, publicKey),
  power: field(2, int64),
})

const voteInfo = message({
  validator: field(1, validator),
  blockIdFlag: field(3, int32),
})

const extendedVoteInfo = message({
  validator: field(1, validator),
  blockIdFlag: field(5, int32),
})

const commitInfo = message({
  round: field(1, int32),
  votes: repeated(2, voteInfo),
})

const extendedCommitInfo = message({
  round: field(1, int32),
  votes: repeated(2, extendedVoteInfo),
})

const misbehavior = message({
  type: field(1, int32),
  validator: field(2, validator),
  height: field(3, int64),
  time: field(4, timestamp),
  totalVotingPower: field(5, int64),
})

const nothing = message({})

const prepareProposal = message({
  maxTxBytes: field(1, int64),
  localLastCommit: field(3, extendedCommitInfo),
  misbehavior: repeated(4, misbehavior),
  height: field(5, int64),
  time: field(6, timestamp),
  proposerAddress: field(8, bytes),
})

const processProposal = message({
  txs: repeated(1, bytes),
  proposedLastCommit: field(2, commitInfo),
  misbehavior: repeated(3, misbehavior),
  hash: field(4, bytes),
  height: field(5, int64),
  time: field(6, timestamp),
  proposerAddress: field(8, bytes),
})

const finalizeBlock = message({
  txs: repeated(1, bytes),
  decidedLastCommit: field(2, commitInfo),
  misbehavior: repeated(3, misbehavior),
  hash: field(4, bytes),
  height: field(5, int64),
  time: field(6, timestamp),
  proposerAddress: field(8, bytes),
})

const initChain = message({
  time: field(1, timestamp),
  chainId: field(2, string),
  validators: repeated(4, validatorUpdate),
  initialHeight: field(6, int64),
})

/** What CometBFT asks; exactly one field is there. */
export const request = message({
  echo: field(1, optional(message({ message: field(1, string) }))),
  flush: field(2, optional(nothing)),
  info: field(3, optional(nothing)),
  initChain: field(5, optional(initChain)),
  query: field(6, optional(nothing)),
  checkTx: field(8, optional(nothing)),
  commit: field(11, optional(nothing)),
  listSnapshots: field(12, optional(nothing)),
  offerSnapshot: field(13, optional(nothing)),
  loadSnapshotChunk: field(14, optional(nothing)),
  applySnapshotChunk: field(15, optional(nothing)),
  prepareProposal: field(16, optional(prepareProposal)),
  processProposal: field(17, optional(processProposal)),
  finalizeBlock: field(20, optional(finalizeBlock)),
})

const txResult = message({ code: field(1, int32), log: field(3, string) })

/** What the bridge answers; exactly one field is there. */
export const response = message({
  echo: field(2, optional(message({ message: field(1, string) }))),
  flush: field(3, optional(nothing)),
  info: field(
    4,
    optional(
      message({
        data: field(1, string),
        version: field(2, string),
        appVersion: field(3, int64),
        lastBlockHeight: field(4, int64),
        lastBlockAppHash: field(5, bytes),
      }),
    ),
  ),
  initChain: field(6, optional(message({ appHash: field(3, bytes) }))),
  query: field(7, optional(txResult)),
  checkTx: field(9, optional(txResult)),
  commit: field(12, optional(message({ retainHeight: field(3, int64) }))),
  listSnapshots: field(13, optional(nothing)),
  offerSnapshot: field(14, optional(message({ result: field(1, int32) }))),
  loadSnapshotChunk: field(15, optional(nothing)),
  applySnapshotChunk: field(16, optional(message({ result: field(1, int32) }))),
  prepareProposal: field(17, optional(message({ txs: repeated(1, bytes) }))),
  processProposal: field(18, optional(message({ status: field(1, int32) }))),
  finalizeBlock: field(
    21,
    optional(
      message({
        txResults: repeated(2, txResult),
        validatorUpdates: repeated(3, validatorUpdate),
        appHash: field(5, bytes),
      }),
    ),
  ),
})

export const proposalStatus = { accept: 1, reject: 2 } as const

/** ResponseOfferSnapshot and ResponseApplySnapshotChunk: abort. */
export const snapshotAbort = 2

export type Request = MessageValue<typeof request>
export type Response = MessageValue<typeof response>
export type ValidatorUpdate = MessageValue<typeof validatorUpdate>
export type Vote = MessageValue<typeof voteInfo>
export type Misbehavior = MessageValue<typeof misbehavior>
export type Timestamp = MessageValue<typeof timestamp>
export type InitChain = MessageValue<typeof initChain>
export type PrepareProposal = MessageValue<typeof prepareProposal>
export type ProcessProposal = MessageValue<typeof processProposal>
export type FinalizeBlock = MessageValue<typeof finalizeBlock>

/** The name of what a request or response is about. */
export type Kind = keyof Request & keyof Response

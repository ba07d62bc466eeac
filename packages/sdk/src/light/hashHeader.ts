import type { ConsensusHeader } from '@sahara/protocol/api'
import { bytesToHex, concat, type Hex } from 'viem'
import { encodeInstant, parseInstant } from './instants.ts'
import { merkleRoot } from './merkleRoot.ts'
import { bytesField, fromHex, messageField, numberField } from './protobuf.ts'

/**
 * The hash validators sign: the Merkle root over the fields of a header, each
 * encoded by itself (`Header.Hash` in CometBFT's `types/block.go`).
 */
export function hashHeader(header: ConsensusHeader): Hex {
  const { version } = header
  return bytesToHex(
    merkleRoot([
      concat([
        numberField(1, BigInt(version.block)),
        numberField(2, BigInt(version.app ?? 0)),
      ]),
      bytesField(1, header.chain_id),
      numberField(1, BigInt(header.height)),
      encodeInstant(parseInstant(header.time)),
      encodeBlockId(header.last_block_id),
      ...[
        header.last_commit_hash,
        header.data_hash,
        header.validators_hash,
        header.next_validators_hash,
        header.consensus_hash,
        header.app_hash,
        header.last_results_hash,
        header.evidence_hash,
        header.proposer_address,
      ].map((digits) => bytesField(1, fromHex(digits))),
    ]),
  )
}

/** `BlockID` and `CanonicalBlockID`, which have one encoding. */
export function encodeBlockId(
  blockId: ConsensusHeader['last_block_id'],
): Uint8Array {
  const { total, hash } = blockId.parts
  return concat([
    bytesField(1, fromHex(blockId.hash)),
    messageField(
      2,
      concat([numberField(1, BigInt(total)), bytesField(2, fromHex(hash))]),
    ),
  ])
}

import {
  type Address,
  encodeAbiParameters,
  type Hex,
  hexToBigInt,
  keccak256,
  zeroAddress,
} from 'viem'

const kinds = { manifest: 0, key: 1, keyShare: 2 } as const

/** One leaf under the `commitment` of a version; see specs/key-shares.md. */
export function commitmentLeaf(parameters: {
  kind: keyof typeof kinds
  assetId: string
  version: number
  index: number
  keeper?: string
  epoch?: number
  value: string
}): Hex {
  const { kind, assetId, version, index, value } = parameters
  const { keeper = zeroAddress, epoch = 0 } = parameters
  const encoded = encodeAbiParameters(
    [
      { type: 'uint8' },
      { type: 'uint256' },
      { type: 'uint32' },
      { type: 'uint8' },
      { type: 'address' },
      { type: 'uint64' },
      { type: 'bytes32' },
    ],
    [
      kinds[kind],
      hexToBigInt(assetId as Hex),
      version,
      index,
      // Lower case, so that a wrong checksum changes nothing.
      keeper.toLowerCase() as Address,
      BigInt(epoch),
      value as Hex,
    ],
  )
  // Twice, so that no inner node can pass for a leaf.
  return keccak256(keccak256(encoded))
}

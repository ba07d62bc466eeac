import {
  bytesToHex,
  encodeAbiParameters,
  type Hex,
  hexToBigInt,
  keccak256,
  stringToHex,
} from 'viem'

const keyDomain = keccak256(stringToHex('sahara.content-key.v1'))
const shareDomain = keccak256(stringToHex('sahara.key-share.v1'))

/** The public commitment of a content key, bound to its asset version. */
export function keyCommitmentOf(parameters: {
  assetId: string
  version: number
  key: Uint8Array
}): Hex {
  const { assetId, version, key } = parameters
  return keccak256(
    encodeAbiParameters(
      [
        { type: 'bytes32' },
        { type: 'uint256' },
        { type: 'uint32' },
        { type: 'bytes' },
      ],
      [keyDomain, hexToBigInt(assetId as Hex), version, bytesToHex(key)],
    ),
  )
}

/** The public commitment of one key share, bound to its version and index. */
export function shareHashOf(parameters: {
  assetId: string
  version: number
  index: number
  value: Uint8Array
}): Hex {
  const { assetId, version, index, value } = parameters
  return keccak256(
    encodeAbiParameters(
      [
        { type: 'bytes32' },
        { type: 'uint256' },
        { type: 'uint32' },
        { type: 'uint8' },
        { type: 'bytes' },
      ],
      [
        shareDomain,
        hexToBigInt(assetId as Hex),
        version,
        index,
        bytesToHex(value),
      ],
    ),
  )
}

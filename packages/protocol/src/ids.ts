import {
  type Address,
  encodeAbiParameters,
  type Hex,
  hexToBigInt,
  keccak256,
  toHex,
} from 'viem'

/** A uint256 asset id as 0x and 64 hexadecimal digits. */
export type AssetId = Hex

/** What an asset's id ends with; in the ids of its offers, their number. */
const numberBits = 16n

/**
 * The id of an asset, known before anything is on chain:
 * keccak256(abi.encode(chainId, registry, publisher, salt)), of which the last
 * two bytes are zero.
 *
 * @param parameters.salt 32 random bytes made by the publisher
 */
export function assetIdOf(parameters: {
  chainId: number
  registry: Address
  publisher: Address
  salt: Hex
}): AssetId {
  const { chainId, registry, publisher, salt } = parameters
  const hash = keccak256(
    encodeAbiParameters(
      [
        { type: 'uint256' },
        { type: 'address' },
        { type: 'address' },
        { type: 'bytes32' },
      ],
      [BigInt(chainId), registry, publisher, salt],
    ),
  )
  return toAssetId((hexToBigInt(hash) >> numberBits) << numberBits)
}

/**
 * The id of the `index`-th offer (from 0) of an asset: the asset's, with the
 * number of the offer, from 1, in its last two bytes.
 */
export function offerIdOf(parameters: {
  assetId: AssetId
  index: number
}): Hex {
  const { assetId, index } = parameters
  return toHex(hexToBigInt(assetId) | BigInt(index + 1), { size: 32 })
}

/** An asset id as contracts return it, in the form the platform shows. */
export function toAssetId(value: bigint): AssetId {
  return toHex(value, { size: 32 })
}

/**
 * The account that stands for a whole Sahara ID, as beneficiary of its
 * licences: 0x5a4a1d, then the id. Nobody has its key.
 *
 * @param id of a person or organisation, from 1
 */
export function idAccountOf(id: number): Address {
  return `0x5a4a1d${id.toString(16).padStart(34, '0')}`
}

/** The ID that an account stands for; undefined: it is an account like others. */
export function idOfIdAccount(account: string): number | undefined {
  const [, digits] = /^0x5a4a1d0{20}([0-9a-f]{14})$/i.exec(account) ?? []
  const id = Number(`0x${digits ?? '0'}`)
  return id > 0 && id <= Number.MAX_SAFE_INTEGER ? id : undefined
}

/** What a handle looks like: ISaharaID also refuses what looks taken. */
export const handlePattern = /^(?=.{3,31}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/

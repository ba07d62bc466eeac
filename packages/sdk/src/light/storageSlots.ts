import { type AssetId, addresses } from '@sahara/protocol'
import {
  type Address,
  encodeAbiParameters,
  type Hex,
  hexToBigInt,
  keccak256,
  pad,
  stringToHex,
  toHex,
} from 'viem'

/** Slots of a contract. */
export type StorageSlots = { address: Address; slots: [Hex, ...Hex[]] }

/**
 * Where contracts keep what can be verified; `contracts/layouts.json` says it
 * of those that can be upgraded, and no upgrade may move it.
 */
const places = {
  /** `_balances` of the token, which cannot be upgraded. */
  balances: 0n,
  /** `books.access` of Licences. */
  access: structSlot('sahara.storage.Licences') + 1n,
  /** `_owners` of AssetRegistry. */
  owners: structSlot('openzeppelin.storage.ERC721') + 2n,
  /** `assets` of AssetRegistry, which begin with their publishers. */
  assets: structSlot('sahara.storage.AssetRegistry'),
}

/** What an account holds of SAHARA. */
export function balanceSlots(account: Address): StorageSlots {
  return {
    address: addresses.token,
    slots: [mappingSlot(pad(account), places.balances)],
  }
}

/** The packed access of an account to an asset, see PackedAccess. */
export function accessSlots(account: Address, assetId: AssetId): StorageSlots {
  const ofAccount = mappingSlot(pad(account), places.access)
  return {
    address: addresses.licences,
    slots: [mappingSlot(assetId, hexToBigInt(ofAccount))],
  }
}

/** Who owns an asset; where nobody is, its publisher in the second slot does. */
export function ownerSlots(assetId: AssetId): StorageSlots {
  return {
    address: addresses.assetRegistry,
    slots: [
      mappingSlot(assetId, places.owners),
      mappingSlot(assetId, places.assets),
    ],
  }
}

/** Where a struct with a name begins (ERC-7201). */
function structSlot(name: string): bigint {
  const hash = hexToBigInt(keccak256(stringToHex(name)))
  return hexToBigInt(keccak256(toHex(hash - 1n, { size: 32 }))) & ~0xffn
}

/** Where a mapping keeps the value of a key. */
function mappingSlot(key: Hex, slot: bigint): Hex {
  return keccak256(
    encodeAbiParameters(
      [{ type: 'bytes32' }, { type: 'uint256' }],
      [key, slot],
    ),
  )
}

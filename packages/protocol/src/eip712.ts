import type { Address } from 'viem'
import { addresses } from './addresses.ts'

/** A signed deposit of a key share, see specs/key-shares.md. */
export const keyShareDepositTypes = {
  KeyShareDeposit: [
    { name: 'assetId', type: 'uint256' },
    { name: 'version', type: 'uint32' },
    { name: 'index', type: 'uint8' },
    { name: 'epoch', type: 'uint64' },
    { name: 'shareHash', type: 'bytes32' },
    { name: 'commitment', type: 'bytes32' },
    { name: 'publisher', type: 'address' },
    { name: 'keeper', type: 'address' },
    { name: 'expiresAt', type: 'uint64' },
  ],
} as const

/** A request for a key share, see specs/key-shares.md. */
export const keyShareRequestTypes = {
  KeyShareRequest: [
    { name: 'assetId', type: 'uint256' },
    { name: 'version', type: 'uint32' },
    { name: 'context', type: 'uint256' },
    { name: 'recipient', type: 'string' },
    { name: 'nonce', type: 'bytes32' },
    { name: 'expiresAt', type: 'uint64' },
    { name: 'keeper', type: 'address' },
  ],
} as const

/** A keeper's answer to a request, see specs/key-shares.md. */
export const keyShareAnswerTypes = {
  KeyShareAnswer: [
    { name: 'requestHash', type: 'bytes32' },
    { name: 'assetId', type: 'uint256' },
    { name: 'version', type: 'uint32' },
    { name: 'index', type: 'uint8' },
    { name: 'shareHash', type: 'bytes32' },
    { name: 'sealedHash', type: 'bytes32' },
    { name: 'blockNumber', type: 'uint64' },
  ],
} as const

/** A keeper's receipt for key shares it dropped, see specs/key-shares.md. */
export const keyShareShredTypes = {
  KeyShareShredReceipt: [
    { name: 'assetId', type: 'uint256' },
    { name: 'version', type: 'uint32' },
    { name: 'keeper', type: 'address' },
    { name: 'blockNumber', type: 'uint64' },
  ],
} as const

/** A key share goes from a keeper to its successor, see specs/key-shares.md. */
export const keyShareHandOverTypes = {
  KeyShareHandOver: [
    { name: 'assetId', type: 'uint256' },
    { name: 'version', type: 'uint32' },
    { name: 'index', type: 'uint8' },
    { name: 'epoch', type: 'uint64' },
    { name: 'shareHash', type: 'bytes32' },
    { name: 'commitment', type: 'bytes32' },
    { name: 'keeper', type: 'address' },
    { name: 'successor', type: 'address' },
  ],
} as const

/** Opens an upload session at a node; `node` is the node's origin. */
export const uploadSessionTypes = {
  UploadSession: [
    { name: 'account', type: 'address' },
    { name: 'node', type: 'string' },
    { name: 'nonce', type: 'bytes32' },
    { name: 'expiresAt', type: 'uint64' },
  ],
} as const

/** Where the blobs of a version lie, see specs/location-lists.md. */
export const locationListTypes = {
  LocationList: [
    { name: 'assetId', type: 'uint256' },
    { name: 'version', type: 'uint32' },
    { name: 'sequence', type: 'uint64' },
    { name: 'locations', type: 'Location[]' },
  ],
  Location: [
    { name: 'kind', type: 'string' },
    { name: 'url', type: 'string' },
  ],
} as const

/** EIP-3009: money that only the named receiver can draw. */
export const receiveWithAuthorizationTypes = {
  ReceiveWithAuthorization: [
    { name: 'from', type: 'address' },
    { name: 'to', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'validAfter', type: 'uint256' },
    { name: 'validBefore', type: 'uint256' },
    { name: 'nonce', type: 'bytes32' },
  ],
} as const

/** An account agrees to belong to a Sahara ID, see ISaharaID. */
export const linkAccountTypes = {
  LinkAccount: [
    { name: 'id', type: 'uint256' },
    { name: 'account', type: 'address' },
    { name: 'nonce', type: 'uint256' },
    { name: 'deadline', type: 'uint256' },
  ],
} as const

/** An order for ownership or revenue shares, see specs/orders.md. */
export const orderTypes = {
  Order: [
    { name: 'maker', type: 'address' },
    { name: 'side', type: 'uint8' },
    { name: 'item', type: 'uint8' },
    { name: 'assetId', type: 'uint256' },
    { name: 'amount', type: 'uint16' },
    { name: 'priceEach', type: 'uint128' },
    { name: 'expiry', type: 'uint40' },
    { name: 'nonce', type: 'uint256' },
    { name: 'counter', type: 'uint256' },
  ],
} as const

type Domain = {
  name: string
  version: '1'
  chainId: number
  verifyingContract: Address
}

/** The domain of all messages between keepers and their clients. */
export function keepersDomain(chainId: number): Domain {
  return {
    name: 'Keepers',
    version: '1',
    chainId,
    verifyingContract: addresses.keepers,
  }
}

/** The domain of permits and authorizations of SaharaToken. */
export function tokenDomain(chainId: number): Domain {
  return {
    name: 'Sahara',
    version: '1',
    chainId,
    verifyingContract: addresses.token,
  }
}

/** The domain of what owners of assets sign. */
export function registryDomain(chainId: number): Domain {
  return {
    name: 'AssetRegistry',
    version: '1',
    chainId,
    verifyingContract: addresses.assetRegistry,
  }
}

/** The domain of upload sessions; bound to the chain by the registry. */
export function nodeDomain(chainId: number): Domain {
  return {
    name: 'SaharaNode',
    version: '1',
    chainId,
    verifyingContract: addresses.assetRegistry,
  }
}

/** The domain of proofs that an account belongs to a Sahara ID. */
export function saharaIdDomain(chainId: number): Domain {
  return {
    name: 'SaharaID',
    version: '1',
    chainId,
    verifyingContract: addresses.saharaId,
  }
}

/** The domain of orders. */
export function exchangeDomain(chainId: number): Domain {
  return {
    name: 'Exchange',
    version: '1',
    chainId,
    verifyingContract: addresses.exchange,
  }
}

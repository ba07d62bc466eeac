import type { ErrorCode } from '@sahara/protocol'

/** The HTTP status of each code; codes not listed are faults of ours: 500. */
export const problemStatus = {
  ASSET_NOT_ACTIVE: 409,
  ASSET_NOT_FOUND: 404,
  BLOB_INVALID: 422,
  BLOB_NOT_FOUND: 404,
  BLOB_TOO_LARGE: 413,
  CHAIN_UNREACHABLE: 503,
  INPUT_INVALID: 400,
  LICENCE_OFFER_NOT_FOUND: 404,
  METADATA_INVALID: 422,
  NODE_CHAIN_CHANGED: 503,
  NODE_FAUCET_REFUSED: 403,
  NODE_NOT_READY: 503,
  NODE_QUOTA_EXCEEDED: 413,
  NODE_SESSION_INVALID: 401,
  ROUTE_NOT_FOUND: 404,
} as const satisfies Partial<Record<ErrorCode, number>>

/**
 * Every code Sahara can throw, with what it means. Closed on purpose: a new
 * code is a change of the API. Named `AREA_REASON`.
 */
export const errorCodes = {
  ABCI_INVALID: 'What CometBFT and the bridge say to each other is malformed.',
  ACCOUNT_MISSING:
    'The action needs an account that can sign, and none was given.',
  ASSET_NOT_FOUND: 'No asset has this id.',
  ASSET_NOT_ACTIVE:
    'The asset is retired or suspended, so nothing new is sold.',
  ASSET_VERSION_NOT_NEXT:
    "The version was made for another number than the asset's next one.",
  BLOB_DENIED: "The blob is on the deny-list of the node's operator.",
  BLOB_INVALID:
    'The bytes do not hash to their CID, or the archive is malformed.',
  BLOB_NOT_FOUND: 'No reachable store has the blob.',
  BLOB_TOO_LARGE: 'The block or upload is larger than allowed.',
  CHAIN_FOLDER_IN_USE: 'Another process runs on this chain folder.',
  CHAIN_JOURNAL_CORRUPT:
    'The journal is damaged in its middle, where nothing may be lost.',
  CHAIN_MISMATCH:
    'The folder or the RPC belongs to another chain than expected.',
  CHAIN_UNREACHABLE: 'The chain RPC did not answer.',
  COMMON_FOLDER_IN_USE: 'Another process holds the lock of this folder.',
  COMMON_PORT_IN_USE: 'Another process listens on this port.',
  CONFIG_INVALID: 'A setting is missing or has a wrong value.',
  CONFIRMATION_DECLINED: 'The user was asked, and said no.',
  CONSENSUS_FAILED: 'The network decided a block that this node finds invalid.',
  ENGINE_BEHIND: 'geth lacks blocks that CometBFT has; a restart replays them.',
  ENGINE_REFUSED: 'geth answered the bridge with an error.',
  ENGINE_SECRET_WRONG: 'geth does not take the secret of this bridge.',
  ENGINE_STALE: 'geth kept blocks that come after its newest one.',
  ENGINE_UNREACHABLE: 'geth did not answer the bridge.',
  ENGINES_BUILD_FAILED: 'The Go compiler did not build an engine.',
  ENGINES_GO_MISSING: 'No Go compiler is on PATH, which builds the engines.',
  ENGINES_GO_TOO_OLD: 'The Go compiler on PATH is older than the engines need.',
  ENGINES_NOT_BUILT: 'The engines of Sahara chain are not built yet.',
  ENGINES_SOURCE_WRONG:
    "The sources of an engine do not hash to what is written down in Sahara's own.",
  FILE_ACCESS_FAILED: 'The operating system refused to read or write a file.',
  GAS_BALANCE_TOO_LOW: 'The account holds too little native coin for gas.',
  GUARDIAN_REFUSED:
    'Only the Foundation has the powers of the guardian, and not all the time.',
  HANDLE_TAKEN: 'The handle belongs to another Sahara ID, or looks as if.',
  ID_NOT_FOUND: 'No Sahara ID has this number, handle or account.',
  INPUT_INVALID: 'An argument has the wrong form.',
  INTERNAL: 'A fault of ours; please report it.',
  JOURNAL_INVALID: 'An entry of the journal of unfinished work is damaged.',
  KEEPER_ACCESS_DENIED:
    'The keeper found no right to open this asset at a final block.',
  KEEPER_BUSY: 'The keeper takes no more requests from here for a moment.',
  KEEPER_CHALLENGE_OPEN: 'The time for an answer is not over.',
  KEEPER_CHALLENGE_OVER: 'No such challenge is open, or its time is over.',
  KEEPER_CHALLENGED:
    'The keeper answers a challenge of the version before it drops it.',
  KEEPER_CHALLENGE_REFUSED:
    'The contracts do not take this challenge or proof against a keeper.',
  KEEPER_DEPOSIT_REFUSED: 'The keeper did not accept the key share.',
  KEEPER_LIED:
    'The keeper signed an answer that does not meet the commitments.',
  KEEPER_NOT_REGISTERED: 'The account is not on the list of keepers.',
  KEEPER_QUOTA_EXCEEDED:
    'The keeper has no room for more deposits of versions not on chain.',
  KEEPER_REQUEST_INVALID:
    'The request is malformed, expired, replayed or signed by someone else.',
  KEEPER_SHARE_UNKNOWN: 'The keeper holds no key share of this asset version.',
  KEEPER_STAKE_BOUND: 'The stake of the keeper cannot be given back now.',
  KEEPER_UNPAID: 'The owner of the asset has not paid the keeper for too long.',
  KEEPER_UNREACHABLE: 'The keeper did not answer.',
  KEY_NOT_FAULTY:
    'The key was not proven bad, so no payment for it can be refunded.',
  KEY_COMMITMENT_MISMATCH: 'The key does not meet its public commitment.',
  KEY_SHARES_TOO_FEW:
    'Fewer keepers than the threshold gave a valid key share.',
  KEYSTORE_INVALID:
    'The keystore is not a Web3 Secret Storage file we can read.',
  KEYSTORE_NOT_FOUND: 'No account of this name is in the keystore.',
  KEYSTORE_PASSWORD_WRONG: 'The password does not open this keystore.',
  LICENCE_NOT_ALLOWED: 'The policy of the offer does not let this account buy.',
  LICENCE_NOT_HELD: 'The account holds no licence with the needed right.',
  LICENCE_OFFER_CLOSED: 'The offer was closed by the owner.',
  LICENCE_OFFER_NOT_FOUND: 'No offer has this id.',
  LICENCE_PRICE_ABOVE_MAXIMUM:
    'The offer costs more than the buyer agreed to pay.',
  LICENCE_SOLD_OUT: 'The offer was sold as often as it may be.',
  LIGHT_BLOCK_INVALID:
    'The block is not the one the validators voted for, so the node lies.',
  LIGHT_BLOCK_MISSING: 'The node does not have the block, or not yet.',
  LIGHT_COMMIT_INVALID:
    'The votes do not confirm the block: forged, too few, or of others.',
  LIGHT_HEADER_INVALID:
    'The header is malformed, of another chain, height or time, or not the one voted for.',
  LIGHT_NO_VALIDATORS: 'The chain has no validators who could vouch for it.',
  LIGHT_PROOF_INVALID:
    'The proof does not lead from the state the validators voted for to the value.',
  LIGHT_STALE: 'What the node shows as the newest block is an old one.',
  LIGHT_TRUST_EXPIRED: 'What is trusted is too old to be trusted.',
  LIGHT_TRUST_INVALID:
    'What is to be trusted is no genesis, or not a part of this network.',
  LIGHT_VALIDATORS_INVALID:
    'The validators are not those that the headers before name.',
  LOCATIONS_INVALID:
    'The location list is malformed or not signed by the owner of the asset.',
  LOCATIONS_NOT_FOUND: 'The node has no location list of this version.',
  LOCATIONS_OUTDATED: 'A location list with a higher sequence is known.',
  MANIFEST_INVALID: 'The manifest is malformed or names an unsafe path.',
  METADATA_INVALID: 'The metadata does not match its schema or its hash.',
  NODE_CHAIN_CHANGED:
    'The chain no longer contains what was indexed: it is another chain.',
  NODE_FAUCET_REFUSED:
    'The faucet is off on this chain, or the account had its part.',
  NODE_FOLDER_DAMAGED:
    'A part of the folder of a node of Sahara chain is gone that cannot be made anew.',
  NODE_FOLDER_MISSING: 'The folder holds no node of Sahara chain.',
  NODE_KEYS_EXPOSED:
    'Others on the machine can read the keys of a node of Sahara chain.',
  NODE_IDEMPOTENCY_KEY_REUSED:
    'The Idempotency-Key was used for another call before.',
  NODE_NOT_READY: 'The node has not caught up with the chain yet.',
  NODE_QUOTA_EXCEEDED: 'The account has used its upload quota.',
  NODE_SESSION_INVALID:
    'The upload session is unknown, expired or wrongly signed.',
  NODE_UNREACHABLE: 'The node did not answer.',
  PAYMENT_NOT_HELD: 'No payment is held for this purchase.',
  PAYMENT_NOT_RELEASABLE:
    'The time for a refund is not over, or the key was proven bad.',
  ORDER_INVALID: 'The order cannot be filled, or nobody signed it.',
  ORDER_NOT_FOUND: 'The book of this node has no such order.',
  PROPOSAL_INVALID: 'A validator proposed bytes that are no block.',
  POLICY_NOT_FOUND: 'There is no contract at the address of the policy.',
  PROPOSAL_NOT_FOUND: 'Nobody made this proposal.',
  PROPOSAL_NOT_READY: 'The proposal is at another step of its way.',
  PUBLISH_KEEPERS_TOO_FEW: 'Too few keepers are alive to publish safely.',
  ROUTE_NOT_FOUND: 'No such endpoint.',
  SUPERVISOR_START_FAILED: 'A process of the platform did not start.',
  TOKEN_BALANCE_TOO_LOW: 'The account holds too little SAHARA.',
  TRANSACTION_REVERTED: 'The contracts refused the transaction.',
  TRANSACTION_NOT_FINAL: 'The transaction was not final in the given time.',
  VERSION_STILL_SOLD: 'The version is sold, or was until a short time ago.',
} as const

/** A code of the closed list. */
export type ErrorCode = keyof typeof errorCodes

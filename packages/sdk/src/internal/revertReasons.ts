import type { ErrorCode } from '@sahara/protocol'
import { governanceReasons } from './governanceReasons.ts'

/** A contract's error in words for people. */
export type RevertReason = {
  code: ErrorCode
  message: string
  /** Given the values of the error. */
  hint: string | ((values: readonly unknown[]) => string)
}

/** Also when that is seen before anything was sent. */
export const notOwner = {
  code: 'TRANSACTION_REVERTED',
  message: 'Only the owner of the asset may do this.',
  hint: 'Use the account that owns the asset.',
} as const satisfies RevertReason
const notActive: RevertReason = {
  code: 'ASSET_NOT_ACTIVE',
  message: 'The asset is retired or suspended.',
  hint: 'Nothing new is sold or published of it; bought access stays.',
}
const tooManyAncestors: RevertReason = {
  code: 'TRANSACTION_REVERTED',
  message: 'The lineage has too many ancestors.',
  hint: 'Use fewer parents.',
}
const orderOver: RevertReason = {
  code: 'ORDER_INVALID',
  message: 'The order is over.',
  hint: 'Choose another; nothing was paid.',
}
const notAsSigned: RevertReason = {
  code: 'ORDER_INVALID',
  message: 'The maker did not sign this order.',
  hint: 'Take order and signature as they come from the maker or a node.',
}
const notAccountable: RevertReason = {
  code: 'KEEPER_CHALLENGE_REFUSED',
  message: 'The keeper does not answer for this key share.',
  hint: 'It did not sign for it, left with its stake, was not paid, or the key shares were shredded.',
}
const challengeOver: RevertReason = {
  code: 'KEEPER_CHALLENGE_OVER',
  message: 'The challenge is over.',
  hint: 'It was answered or settled; see `sahara keeper challenges`.',
}
const invalidProof: RevertReason = {
  code: 'INPUT_INVALID',
  message: 'The account did not agree to be linked, or not any more.',
  hint: 'Have it sign again: a proof holds for one link of one ID, for a time.',
}

/** Also when that is seen before anything was sent. */
export const versionNotNext = {
  code: 'ASSET_VERSION_NOT_NEXT',
  message: "This is not the number of the asset's next version.",
  hint: 'Another program may have added it. Look at the newest version, and add the next one to it.',
} as const satisfies RevertReason

/** Also when that is seen before anything was sent. */
export const licenceNotAllowed = {
  code: 'LICENCE_NOT_ALLOWED',
  message: 'The policy of the offer does not let this account buy.',
  hint: 'See what it asks with `sahara policy show`; nothing was paid.',
} as const satisfies RevertReason

/** Also when that is seen before anything was sent. */
export const licenceSoldOut = {
  code: 'LICENCE_SOLD_OUT',
  message: 'The offer was sold as often as it may be.',
  hint: 'Choose another offer of the asset; nothing was paid.',
} as const satisfies RevertReason

/** What users meet, by the name of the contracts' error. */
export const revertReasons: Record<string, RevertReason | undefined> = {
  AssetRegistryNotOwner: notOwner,
  LicencesNotOwner: notOwner,
  AssetRegistryNotActive: notActive,
  AssetRegistryVersionNotNext: versionNotNext,
  RevenuePaused: {
    code: 'ASSET_NOT_ACTIVE',
    message: 'Publishing and buying are paused for some days.',
    hint: 'Try again when the pause is over; bought access stays.',
  },
  AssetRegistryNotRetired: {
    code: 'TRANSACTION_REVERTED',
    message: 'The asset is not retired, or its bond is released already.',
    hint: 'Retire the asset; its bond comes back some days later.',
  },
  AssetRegistryBondNotDue: {
    code: 'TRANSACTION_REVERTED',
    message: 'The bond is not due yet.',
    // Waiting is all that can be done, so say how long.
    hint: ([, dueAt]) =>
      `It can be had from ${new Date(Number(dueAt) * 1_000).toISOString()} on.`,
  },
  RevenueTooManyAncestors: tooManyAncestors,
  RevenueUnknownAsset: {
    code: 'ASSET_NOT_FOUND',
    message: 'No asset has this id.',
    hint: 'Check the id; nothing was paid.',
  },
  RevenueZeroAmount: {
    code: 'INPUT_INVALID',
    message: 'Nothing would be paid.',
    hint: 'Give an amount above 0.',
  },
  AssetRegistryJobPublished: {
    code: 'INPUT_INVALID',
    message: 'What this job made is published already.',
    hint: 'One job makes one asset; a further result is a new version of it.',
  },
  AssetRegistryNotBuyer: {
    code: 'INPUT_INVALID',
    message: 'This account has no result of such a job to publish.',
    hint: 'Who ordered a job publishes what it made, once it is done.',
  },
  AssetRegistryNotTheResult: {
    code: 'INPUT_INVALID',
    message: 'This is not what the job made.',
    hint: 'Publish the result as it is, with its key commitments.',
  },
  LicencesNotHeld: {
    code: 'LICENCE_NOT_HELD',
    message: 'The account holds no such derive licence of a parent.',
    hint: 'Buy an offer of the parent with the right to derive; it counts once final.',
  },
  LicencesWrongOffer: {
    code: 'LICENCE_NOT_HELD',
    message: 'The offer is not one of the parent, or gives no right to derive.',
    hint: 'Name an offer of the parent with the right to derive.',
  },
  AssetRegistryTooManyParents: {
    code: 'INPUT_INVALID',
    message: 'There are too many parents.',
    hint: 'An asset has 16 at most.',
  },
  ContributionsAlreadyAttested: {
    code: 'INPUT_INVALID',
    message: 'This contribution is attested already.',
    hint: 'Another role, version or evidence makes another contribution.',
  },
  ContributionsNotAssetOwner: notOwner,
  ContributionsUnknownVersion: {
    code: 'INPUT_INVALID',
    message: 'The asset has no such version.',
    hint: 'Versions count from 1.',
  },
  ExchangeAmountNotLeft: {
    code: 'ORDER_INVALID',
    message: 'The order has less left than was asked for.',
    hint: 'Ask for less; nothing was paid.',
  },
  ExchangeAssetNotActive: {
    code: 'ORDER_INVALID',
    message: 'The bid is for an asset that is sold no more.',
    hint: 'Nothing was paid. Sell it by an order of your own, which the other may fill.',
  },
  ExchangeBuyerNotMaker: notAsSigned,
  ExchangeInvalidOrder: {
    code: 'ORDER_INVALID',
    message: 'Nobody can want this order: it has no amount or no price.',
    hint: 'Shares are 1 to 10,000, ownership is 1, and both cost something.',
  },
  ExchangeInvalidSignature: notAsSigned,
  ExchangeOrderCancelled: orderOver,
  ExchangeOrderExpired: orderOver,
  ExchangeSelfTrade: {
    code: 'ORDER_INVALID',
    message: 'Nobody trades with themselves.',
    hint: 'Cancel the order instead.',
  },
  ERC721InvalidReceiver: {
    code: 'INPUT_INVALID',
    message: 'The receiver takes no assets.',
    hint: 'A contract must say that it takes them (ERC-721): give it to an account that someone has the key of.',
  },
  ...governanceReasons,
  LicencesInvalidTerms: {
    code: 'INPUT_INVALID',
    message: 'The contracts do not know such rights or terms.',
    hint: 'Royalties are 70 % at most, refund windows 720 hours, and an offer needs a right.',
  },
  LicencesOfferClosed: {
    code: 'LICENCE_OFFER_CLOSED',
    message: 'The offer was closed by the owner.',
    hint: 'Choose another offer of the asset.',
  },
  KeepersAlreadyChallenged: {
    code: 'KEEPER_CHALLENGE_OPEN',
    message: 'The keeper is challenged for this already.',
    hint: 'Wait for its answer, or settle the challenge when the time is over.',
  },
  KeepersChallengesOpen: {
    code: 'KEEPER_STAKE_BOUND',
    message: 'The keeper has challenges to answer.',
    hint: 'Its stake comes back when they are answered or settled.',
  },
  KeepersInvalidSuccessor: {
    code: 'INPUT_INVALID',
    message: 'Nobody succeeds themselves.',
    hint: 'Name another keeper of the list.',
  },
  KeepersNoAccess: {
    code: 'KEEPER_CHALLENGE_REFUSED',
    message: 'Only who may open a version may challenge its keepers.',
    hint: 'Use the account of the owner or of a buyer.',
  },
  KeepersNoChallenge: challengeOver,
  KeepersNoLie: {
    code: 'KEEPER_CHALLENGE_REFUSED',
    message: 'The keeper gave what it took.',
    hint: 'A lie is a signed answer for another key share than the signed deposit.',
  },
  KeepersNotAccountable: notAccountable,
  KeepersNotCharging: {
    code: 'TRANSACTION_REVERTED',
    message: 'This keeper does not charge for this asset.',
    hint: 'It begins by itself when it is run with --charge-fees.',
  },
  KeepersNotOwner: notOwner,
  KeepersNotCommitted: notAccountable,
  KeepersNotPublished: notAccountable,
  KeepersNotSigned: notAccountable,
  KeepersShredded: notAccountable,
  KeepersStillSold: {
    code: 'VERSION_STILL_SOLD',
    message: 'The version is sold, or was until a short time ago.',
    hint: ([, , from]) =>
      from === 0n
        ? 'Add a newer version first, or retire the asset; buyers have their time then.'
        : `Its last buyers have their time until ${new Date(Number(from) * 1_000).toISOString()}.`,
  },
  KeepersTooEarly: {
    code: 'KEEPER_CHALLENGE_OPEN',
    message: 'The keeper can still answer.',
    hint: ([answerBy]) =>
      `Its time is over after ${new Date(Number(answerBy) * 1_000).toISOString()}.`,
  },
  KeepersTooLate: challengeOver,
  KeepersUnpaid: notAccountable,
  KeepersNotActive: {
    code: 'KEEPER_NOT_REGISTERED',
    message: 'The account is not on the list of keepers.',
    hint: 'It left already, or another account is the keeper.',
  },
  KeepersNotLeaving: {
    code: 'KEEPER_STAKE_BOUND',
    message: 'The keeper has not left, or has its stake back.',
    hint: 'Its stake comes back some time after it leaves.',
  },
  KeepersStakeNotDue: {
    code: 'KEEPER_STAKE_BOUND',
    message: 'The stake is not due yet.',
    hint: ([, dueAt]) =>
      `It can be had from ${new Date(Number(dueAt) * 1_000).toISOString()} on.`,
  },
  LicencesNotAllowed: licenceNotAllowed,
  LicencesTooLittleGas: {
    code: 'TRANSACTION_REVERTED',
    message: 'The policy of the offer would have too little gas.',
    hint: 'Send it with 500,000 gas or more; nothing was paid.',
  },
  LicencesSoldOut: licenceSoldOut,
  PolicyFactoryInvalidCount: {
    code: 'INPUT_INVALID',
    message: 'A policy is made of 1 to 16 others.',
    hint: 'Combine some first, and use what they give.',
  },
  PolicyFactoryNoCode: {
    code: 'INPUT_INVALID',
    message: 'There is no contract at one of the addresses.',
    hint: 'Check the addresses: nobody could ever buy.',
  },
  OwnableUnauthorizedAccount: {
    code: 'TRANSACTION_REVERTED',
    message: 'The list belongs to somebody else.',
    hint: 'Use the account that keeps it, as `sahara policy show` tells.',
  },
  KeyFaultsKeyMatches: {
    code: 'KEY_NOT_FAULTY',
    message: 'The key shares give the committed key.',
    hint: 'There is nothing wrong with the key: open the asset with `sahara get`.',
  },
  RevenueKeyNotFaulty: {
    code: 'KEY_NOT_FAULTY',
    message: 'Nobody has proven this key bad.',
    hint: 'Prove it first: `sahara refund` does both.',
  },
  RevenueNotHeld: {
    code: 'PAYMENT_NOT_HELD',
    message: 'Nothing is held for this purchase.',
    hint: 'It was released or refunded already: see `sahara purchases`.',
  },
  RevenueHeldUntil: {
    code: 'PAYMENT_NOT_RELEASABLE',
    message: 'The time for a refund is not over.',
    hint: 'Release the payment when it is.',
  },
  RevenueKeyFaulty: {
    code: 'PAYMENT_NOT_RELEASABLE',
    message: 'The key was proven bad: this payment can only go back.',
    hint: 'Publish a new version with a good key; who bought this one is refunded.',
  },
  RevenueRoyaltiesAboveCap: {
    code: 'TRANSACTION_REVERTED',
    message: 'The royalties of the whole lineage are above the cap.',
    hint: 'Use fewer parents, or licences with lower royalties.',
  },
  RevenueSharesWrongTotal: {
    code: 'INPUT_INVALID',
    message: 'The shares of the contributors do not add up.',
    hint: 'Together they are 10,000.',
  },
  SaharaIDAccountTaken: {
    code: 'INPUT_INVALID',
    message: 'The account belongs to a Sahara ID already.',
    hint: 'An account has one ID; unlink it first, or use another.',
  },
  SaharaIDHandleTaken: {
    code: 'HANDLE_TAKEN',
    message: 'The handle is taken, or looks like one that is.',
    hint: 'Choose another; handles that look alike never belong to two IDs.',
  },
  SaharaIDInvalidGuardians: {
    code: 'INPUT_INVALID',
    message: 'Nobody can recover an ID with these guardians.',
    hint: 'Name 1 to 16 accounts, how many of them must agree, and a delay of at most 90 days and at least what the network asks for (3 days; a second on local chains).',
  },
  SaharaIDInvalidSignature: invalidProof,
  SaharaIDLinkExpired: invalidProof,
  SaharaIDNoRecovery: {
    code: 'INPUT_INVALID',
    message: 'The guardians did not agree on this account.',
    hint: 'Ask them to approve it.',
  },
  SaharaIDNotGuardian: {
    code: 'INPUT_INVALID',
    message: 'The account is no guardian of this ID.',
    hint: 'Use the account that its owner named.',
  },
  SaharaIDNotOwner: {
    code: 'INPUT_INVALID',
    message: 'Only the owner of the Sahara ID may do this.',
    hint: 'Use the account that owns it; linked accounts may not.',
  },
  SaharaIDRecoveryNotReady: {
    code: 'INPUT_INVALID',
    message: 'The delay for objections is not over.',
    hint: 'Try again when it is; the owner may object until then.',
  },
  SaharaIDUnknown: {
    code: 'ID_NOT_FOUND',
    message: 'There is no such Sahara ID.',
    hint: 'Ids count from 1; a handle or account finds them.',
  },
}

const notGuardian = {
  code: 'GUARDIAN_REFUSED',
  message: 'Only the Foundation may do this, until its sunset.',
  hint: '`sahara guardian show` says who and until when; after that, votes decide alone.',
} as const

/** What voters and the guardian meet, by the name of the contracts' error. */
export const governanceReasons = {
  GovernorAlreadyCastVote: {
    code: 'INPUT_INVALID',
    message: 'The account has voted on this proposal.',
    hint: 'A vote is cast once.',
  },
  GovernorInsufficientProposerVotes: {
    code: 'TRANSACTION_REVERTED',
    message: 'The account has too few votes to propose.',
    hint: 'Lock more SAHARA, or have votes delegated to it.',
  },
  GovernorNonexistentProposal: {
    code: 'PROPOSAL_NOT_FOUND',
    message: 'There is no such proposal.',
    hint: 'Take its id from a node.',
  },
  GovernorUnableToCancel: {
    code: 'PROPOSAL_NOT_READY',
    message: 'The proposal cannot be taken back.',
    hint: 'Only who proposed it can, before voting on it begins; from then on, vote against it.',
  },
  GovernorUnexpectedProposalState: {
    code: 'PROPOSAL_NOT_READY',
    message: 'The proposal is at another step of its way.',
    hint: 'It is voted on, then queued if it succeeded, then executed after a delay; its state says which is next.',
  },
  GuardianExpired: notGuardian,
  GuardianNotFoundation: notGuardian,
  GuardianPausedTooRecently: {
    code: 'GUARDIAN_REFUSED',
    message: 'A pause cannot follow another within 30 days.',
    hint: '`sahara guardian show` says from when on it is possible.',
  },
  TimelockUnexpectedOperationState: {
    code: 'PROPOSAL_NOT_READY',
    message: 'The delay of the timelock is not over, or it was vetoed.',
    hint: 'The proposal says from when on it can be executed, and whether it still can.',
  },
  LockedVotesTooLittle: {
    code: 'INPUT_INVALID',
    message: 'The account has locked less than that.',
    hint: 'Unlock at most what is locked.',
  },
} as const

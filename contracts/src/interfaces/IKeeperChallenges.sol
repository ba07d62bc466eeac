// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice What a keeper signs when it takes a key share, as EIP-712 `KeyShareDeposit`.
struct KeyShareDeposit {
    uint256 assetId; // what it is a key of
    uint32 version; // of the asset, from 1
    uint8 index; // of the key share, from 1
    uint64 epoch; // of the keeper's registration
    bytes32 shareHash; // of the key share, as its leaf in the commitment has it
    bytes32 commitment; // Merkle root that goes on chain with the version
    address publisher; // who dealt it
    address keeper; // who signs, and keeps it
    uint64 expiresAt; // Unix seconds
}

/// @notice What a keeper signs when it gives a key share away, as EIP-712 `KeyShareAnswer`.
struct KeyShareAnswer {
    bytes32 requestHash; // EIP-712 hash of the request that is answered
    uint256 assetId; // what it is a key of
    uint32 version; // of the asset, from 1
    uint8 index; // of the key share, from 1
    bytes32 shareHash; // of the key share that is given away
    bytes32 sealedHash; // keccak256 of the ciphertext
    uint64 blockNumber; // of the final block at which the keeper checked access
}

/// @notice A challenge that waits for its answer.
struct Challenge {
    address challenger; // who asked, and has the bond back if the keeper is silent
    uint40 openedAt; // Unix seconds
    uint40 answerBy; // Unix seconds, inclusive
    address keeper; // who must answer
    uint64 openedBlock; // where its event is, which has the rest
    uint128 bond; // in wei, what the keeper gets for answering
    uint128 penalty; // in wei, what it loses by silence
}

/// @title What keepers lose their stake for
/// @notice Two faults can be proven here. Silence: a keeper that signed for a key share of a published version does not
/// answer a challenge in time. A lie: it signed one key share when it took it and another when it gave it away.
/// Anything else (a ciphertext that does not open) shows who did it, and costs no stake.
/// @dev A challenger puts a bond aside in Escrow beforehand, under the agreement {holder: this contract, purpose: "keeper
/// challenge", account: the challenger, terms: Payable, until: 0}. It pays a keeper that answers for its gas.
interface IKeeperChallenges {
    /// @notice Someone who may open a version asks a keeper for its key share, in public.
    /// @param challengeId Names the challenge while it is open.
    /// @param keeper Who must answer.
    /// @param assetId What the key share is of.
    /// @param version Of the asset.
    /// @param index Of the key share.
    /// @param shareHash What the answer must be the ciphertext of.
    /// @param challenger Who asks.
    /// @param recipient age recipient, to which the answer is to be encrypted.
    /// @param answerBy Unix seconds, inclusive.
    event KeeperChallenged(
        bytes32 indexed challengeId,
        address indexed keeper,
        uint256 indexed assetId,
        uint32 version,
        uint8 index,
        bytes32 shareHash,
        address challenger,
        string recipient,
        uint256 answerBy
    );

    /// @notice A keeper answered in time. It says by this that the ciphertext holds the key share that was asked for.
    /// @param challengeId Which challenge.
    /// @param keeper Who answered.
    /// @param sealedShare The key share, encrypted to the challenger's recipient: an age v1 file.
    event KeeperAnswered(bytes32 indexed challengeId, address indexed keeper, bytes sealedShare);

    /// @notice A keeper did not answer in time.
    /// @param challengeId Which challenge.
    /// @param keeper Who was silent.
    /// @param penalty What it lost, in wei; 0 if it has lost as much already since it was listed last.
    event KeeperSilent(bytes32 indexed challengeId, address indexed keeper, uint256 penalty);

    /// @notice A keeper was shown to have given away another key share than it took.
    /// @param keeper Who lied.
    /// @param assetId What the key share is of.
    /// @param version Of the asset.
    /// @param index Of the key share.
    /// @param shareHash What it signed instead of the key share.
    /// @param penalty What it lost, in wei.
    event KeeperLied(
        address indexed keeper, uint256 indexed assetId, uint32 version, uint8 index, bytes32 shareHash, uint256 penalty
    );

    /// @notice An owner ordered the key shares of a version dropped: keepers do it and sign receipts.
    /// @param assetId What cannot be opened any more by who has not.
    /// @param version Of the asset.
    /// @param owner The caller.
    event KeySharesShredded(uint256 indexed assetId, uint32 indexed version, address owner);

    /// @notice The key shares of the version were ordered dropped.
    /// @param assetId As given.
    /// @param version As given.
    error KeepersShredded(uint256 assetId, uint32 version);

    /// @notice The version is sold, or was until a short time ago: its buyers come first.
    /// @param assetId As given.
    /// @param version As given.
    /// @param from Unix seconds, from when on it can be shredded; 0: a newer version comes first, or the asset is retired.
    error KeepersStillSold(uint256 assetId, uint32 version, uint256 from);

    /// @notice Only the owner of the asset may do this.
    /// @param assetId Whose key shares should have been dropped.
    /// @param caller Who called.
    error KeepersNotOwner(uint256 assetId, address caller);

    /// @notice The keeper did not sign this.
    /// @param keeper Who should have.
    error KeepersNotSigned(address keeper);

    /// @notice The version on chain has another commitment.
    /// @param commitment What the keeper signed for.
    error KeepersNotPublished(bytes32 commitment);

    /// @notice The key share is not part of the commitment.
    /// @param leaf Its hash.
    error KeepersNotCommitted(bytes32 leaf);

    /// @notice The keeper does not answer for this any more: its stake is due or released, or it registered anew since.
    /// @param keeper Who.
    /// @param epoch Of the registration that it signed under.
    error KeepersNotAccountable(address keeper, uint64 epoch);

    /// @notice Only who may open a version may ask for its key shares.
    /// @param account Who may not.
    /// @param assetId What they may not open.
    /// @param version Of the asset.
    error KeepersNoAccess(address account, uint256 assetId, uint32 version);

    /// @notice Recipient or ciphertext is empty or too long.
    /// @param length In bytes.
    /// @param maximum In bytes.
    error KeepersInvalidLength(uint256 length, uint256 maximum);

    /// @notice The caller challenged the keeper for this deposit already.
    /// @param challengeId The open challenge.
    error KeepersAlreadyChallenged(bytes32 challengeId);

    /// @notice No such challenge is open.
    /// @param challengeId Which.
    error KeepersNoChallenge(bytes32 challengeId);

    /// @notice Only the keeper that was asked can answer.
    /// @param keeper Who was asked.
    /// @param caller Who called.
    error KeepersNotChallenged(address keeper, address caller);

    /// @notice The time for an answer is over.
    /// @param answerBy Unix seconds, until when it was there.
    error KeepersTooLate(uint256 answerBy);

    /// @notice The time for an answer is not over.
    /// @param answerBy Unix seconds, until when it is there.
    error KeepersTooEarly(uint256 answerBy);

    /// @notice What the keeper signed here does not contradict itself.
    /// @param shareHash The key share it signed for.
    error KeepersNoLie(bytes32 shareHash);

    /// @notice Asks a keeper for a key share that it signed for. It has {IParameters-keeperChallengePeriod} to answer.
    /// Locks {challengeBond} of what the caller has put aside. Only who may open the version for personal use.
    /// @param deposit What the keeper signed.
    /// @param signature The keeper's, over the deposit.
    /// @param proof From the leaf of the key share to the version's commitment.
    /// @param recipient age recipient, at most 2,000 bytes, to which the answer is to be encrypted. Make a new one for
    /// each challenge: the answer is public for ever.
    /// @return challengeId Names the challenge while it is open: keccak256(abi.encode(EIP-712 hash of the deposit as a
    /// struct, caller)). Each who may ask has one of their own.
    function challenge(
        KeyShareDeposit calldata deposit,
        bytes calldata signature,
        bytes32[] calldata proof,
        string calldata recipient
    ) external returns (bytes32 challengeId);

    /// @notice Answers a challenge, and has its bond. Only the keeper that was asked.
    /// @param challengeId Which.
    /// @param sealedShare The key share, encrypted to the challenger's recipient; at most 3,072 bytes.
    function answer(bytes32 challengeId, bytes calldata sealedShare) external;

    /// @notice Ends a challenge that was not answered in time: the challenger has the bond back, and the keeper loses a
    /// tenth of the stake that was asked of keepers when it was challenged, and its place on the list. It loses that
    /// once until it is listed anew: other challenges that were opened before then cost it nothing more. Anyone may
    /// call.
    /// @param challengeId Which.
    function settle(bytes32 challengeId) external;

    /// @notice Shows that a keeper signed one key share when it took it, and another when it gave it away. It loses its
    /// whole stake and its place on the list. Anyone may call.
    /// @param deposit What it signed when it took the key share.
    /// @param depositSignature The keeper's, over the deposit.
    /// @param given What it signed when it gave one away.
    /// @param givenSignature The keeper's, over the answer.
    function proveLie(
        KeyShareDeposit calldata deposit,
        bytes calldata depositSignature,
        KeyShareAnswer calldata given,
        bytes calldata givenSignature
    ) external;

    /// @notice Orders the key shares of a version dropped, for good: nobody can open it any more who has not. Only the
    /// owner of the asset, once the version is sold no more ({IAssetRegistry-soldUntil}) and the longest refund window that
    /// any offer of the asset had is over since; at the least {IParameters-keeperChallengePeriod}.
    /// @param assetId Of the caller.
    /// @param version A published one, from 1.
    function shred(uint256 assetId, uint32 version) external;

    /// @notice Whether the key shares of a version were ordered dropped.
    /// @param assetId Any.
    /// @param version Any.
    function isShredded(uint256 assetId, uint32 version) external view returns (bool);

    /// @notice Whether a keeper answers with its stake for what it took under a registration: it has one, and had it
    /// without a break since.
    /// @param keeper Who.
    /// @param epoch Of the registration.
    function isAccountable(address keeper, uint64 epoch) external view returns (bool);

    /// @notice A challenge; zeros unless it is open.
    /// @param challengeId Which.
    function challengeOf(bytes32 challengeId) external view returns (Challenge memory);

    /// @notice The open challenges of a keeper.
    /// @param keeper Whose.
    function challengesOf(address keeper) external view returns (bytes32[] memory);

    /// @notice What a challenge locks now, in wei: a millionth of the stake that is asked of keepers.
    function challengeBond() external view returns (uint256);
}

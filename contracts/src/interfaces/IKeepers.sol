// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Authorization} from "./Authorization.sol";
import {IKeeperChallenges} from "./IKeeperChallenges.sol";
import {IKeeperFees} from "./IKeeperFees.sol";

/// @notice A keeper as registered.
struct Keeper {
    bool active; // on the list: may be dealt key shares
    uint64 epoch; // grows with every registration, so that key shares name the keys they were sealed to
    string endpoint; // base URL
    string recipient; // age recipient, to which key shares are encrypted
}

/// @title Who keeps key shares, how they are reached, and what they answer with
/// @notice A keeper is listed while its stake lies in Escrow, Slashable and locked for this contract under the agreement
/// {holder: this contract, purpose: "keeper stake", account: the keeper, until: 0}. Who leaves gets it back after
/// {IParameters-keeperUnbondDelay}.
/// @dev Messages between keepers and clients are EIP-712 with this contract as verifier.
interface IKeepers is IKeeperChallenges, IKeeperFees {
    /// @notice A keeper registered, or changed how it is reached.
    /// @param keeper The caller.
    /// @param epoch Of this registration: key shares that were sealed before name an earlier one.
    /// @param endpoint Base URL.
    /// @param recipient age recipient.
    event KeeperRegistered(address indexed keeper, uint64 epoch, string endpoint, string recipient);

    /// @notice A keeper's stake grew to what is asked.
    /// @param keeper Whose.
    /// @param amount What was locked more, in wei.
    event KeeperStaked(address indexed keeper, uint256 amount);

    /// @notice A keeper takes no more key shares. From now on its stake unbonds.
    /// @param keeper Whose.
    event KeeperLeft(address indexed keeper);

    /// @notice The stake of a keeper that left is its own again, to withdraw from Escrow.
    /// @param keeper Whose.
    /// @param amount In wei.
    event KeeperStakeReleased(address indexed keeper, uint256 amount);

    /// @notice A keeper said who holds its key shares after it.
    /// @param keeper The caller.
    /// @param successor Who; zero: nobody any more.
    event KeeperSuccessorNamed(address indexed keeper, address indexed successor);

    /// @notice Endpoint or recipient is empty or too long.
    error KeepersInvalidRegistration();

    /// @notice Who is not on the list cannot leave it.
    /// @param keeper Who is not.
    error KeepersNotActive(address keeper);

    /// @notice Only the stake of who left can be given back, and only once.
    /// @param keeper Who did not leave, or has it back.
    error KeepersNotLeaving(address keeper);

    /// @notice The stake of who left is not free yet.
    /// @param keeper Whose.
    /// @param dueAt Unix seconds, from which on it is.
    error KeepersStakeNotDue(address keeper, uint256 dueAt);

    /// @notice The stake cannot be given back while challenges are open.
    /// @param keeper Whose.
    /// @param count How many are open.
    error KeepersChallengesOpen(address keeper, uint256 count);

    /// @notice Nobody succeeds themselves.
    /// @param successor Who was named.
    error KeepersInvalidSuccessor(address successor);

    /// @notice Registers the caller, who signs all answers, or changes what was registered. Locks as much of what the
    /// stake's agreement holds free as its stake lacks of {IParameters-keeperStake}; who was leaving stays.
    /// @param endpoint Base URL, at most 200 bytes.
    /// @param recipient age recipient, at most 2,000 bytes.
    function register(string calldata endpoint, string calldata recipient) external;

    /// @notice The same, with the stake as the caller signed it: an EIP-3009 transfer to Escrow of what the stake lacks,
    /// with {IEscrow-fundWithAuthorization}'s nonce and the epoch to come as salt.
    /// @param endpoint Base URL, at most 200 bytes.
    /// @param recipient age recipient, at most 2,000 bytes.
    /// @param stake The signed transfer; not used if the money is there already.
    function registerWithAuthorization(
        string calldata endpoint,
        string calldata recipient,
        Authorization calldata stake
    ) external;

    /// @notice Takes the caller off the list of active keepers. What it signed for, it answers for until its stake is
    /// released.
    function leave() external;

    /// @notice Gives a keeper that left its stake back, once {IParameters-keeperUnbondDelay} is over and no
    /// challenge is open. Anyone may call.
    /// @param keeper Whose.
    function releaseStake(address keeper) external;

    /// @notice Says who holds the caller's key shares after it: clients ask the successor where the caller gives none.
    /// Only who was registered once; the successor must be listed.
    /// @param successor Who; zero: nobody any more.
    function nameSuccessor(address successor) external;

    /// @notice Who holds the key shares of a keeper after it; zero: nobody was named.
    /// @param keeper Whose.
    function successorOf(address keeper) external view returns (address);

    /// @notice What a keeper answers with now, in wei: 0 once it was released.
    /// @param keeper Whose.
    function stakeOf(address keeper) external view returns (uint256);

    /// @notice From when on the stake of a keeper that left can be released, in Unix seconds; 0: it did not leave, or has
    /// it back.
    /// @param keeper Whose.
    function stakeDueAt(address keeper) external view returns (uint256);

    /// @notice A keeper as it registered last, active or not; zeros for who never did.
    /// @param keeper Whose.
    function keeperOf(address keeper) external view returns (Keeper memory);

    /// @notice All active keepers.
    function keepers() external view returns (address[] memory);
}

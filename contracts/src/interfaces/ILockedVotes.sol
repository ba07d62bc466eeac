// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC5805} from "@openzeppelin/contracts/interfaces/IERC5805.sol";
import {Authorization} from "./Authorization.sol";

/// @title Votes, from SAHARA that is locked
/// @notice A locked token is a vote (ERC-5805), the locker's own until they delegate it. Unlocking takes the vote away
/// at once and gives the money back after a delay that is longer than any decision takes: who decides also holds what
/// the decision is worth. The clock is in Unix seconds (ERC-6372).
/// @dev Immutable: it holds money. `delegateBySig` takes signatures of keys only, as ERC-5805 has it; a smart account
/// delegates by a call of its own.
interface ILockedVotes is IERC5805 {
    /// @notice Money became votes.
    /// @param account Whose.
    /// @param amount In wei, of this call.
    event VotesLocked(address indexed account, uint256 amount);

    /// @notice Votes became money that is not yet due.
    /// @param account Whose.
    /// @param amount In wei, of this call.
    /// @param dueAt Unix seconds, from which it can be withdrawn.
    event VotesUnlocked(address indexed account, uint256 amount, uint256 dueAt);

    /// @notice Money left.
    /// @param account Who was paid.
    /// @param amount In wei.
    event VotesWithdrawn(address indexed account, uint256 amount);

    /// @notice There is nothing to lock or unlock.
    error LockedVotesZeroAmount();

    /// @notice Less is locked than should be unlocked.
    /// @param locked In wei.
    /// @param needed In wei.
    error LockedVotesTooLittle(uint256 locked, uint256 needed);

    /// @notice Locks money of the caller, by allowance.
    /// @param amount In wei.
    function lock(uint256 amount) external;

    /// @notice Locks money of `account`, who signed an EIP-3009 transfer of it to this contract. Anyone may bring it.
    /// @param account Who signed, and whose votes it becomes.
    /// @param amount In wei.
    /// @param nonce Of the signed transfer; 32 random bytes.
    /// @param authorization The signed transfer.
    function lockWithAuthorization(address account, uint256 amount, bytes32 nonce, Authorization calldata authorization)
        external;

    /// @notice Turns votes of the caller back into money, due after {unlockDelay}.
    /// @param amount In wei.
    /// @return dueAt Unix seconds.
    function unlock(uint256 amount) external returns (uint256 dueAt);

    /// @notice Pays out all that is due to `account`. Anyone may call; the account is paid.
    /// @param account Who is paid.
    /// @return amount In wei; 0 when nothing is due.
    function withdraw(address account) external returns (uint256 amount);

    /// @notice What an account has locked, in wei.
    /// @param account Whose.
    function lockedOf(address account) external view returns (uint256);

    /// @notice What an account has unlocked and not withdrawn, due or not, in wei.
    /// @param account Whose.
    function unlockingOf(address account) external view returns (uint256);

    /// @notice What is due to an account now, in wei.
    /// @param account Whose.
    function withdrawable(address account) external view returns (uint256);

    /// @notice Seconds from unlocking to withdrawing.
    function unlockDelay() external view returns (uint256);
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {KeyShareAnswer, KeyShareDeposit} from "./IKeeperChallenges.sol";

/// @title What must be so before {IKeepers} does something
/// @notice Questions about signatures, commitments and access, for which the code of Keepers has no room. Signatures are
/// EIP-712 with the caller as verifier. Each function reverts, with an error of {IKeeperChallenges}, unless all it says is
/// so.
interface IKeeperChecks {
    /// @notice A keeper can be asked for a key share: it signed the deposit, whose commitment is on chain and has the key
    /// share, and who asks may open the version for personal use.
    /// @param deposit What the keeper signed.
    /// @param signature The keeper's, over the deposit.
    /// @param proof From the leaf of the key share to the version's commitment.
    /// @param challenger Who asks.
    /// @return structHash EIP-712 hash of the deposit as a struct.
    function checkTaken(
        KeyShareDeposit calldata deposit,
        bytes calldata signature,
        bytes32[] calldata proof,
        address challenger
    ) external view returns (bytes32 structHash);

    /// @notice A keeper was dealt a key share: its commitment is on chain, and the key share is part of it.
    /// @param deposit Names the key share; publisher and expiry do not matter.
    /// @param proof From the leaf of the key share to the version's commitment.
    function checkDealt(KeyShareDeposit calldata deposit, bytes32[] calldata proof) external view;

    /// @notice A keeper lied: it signed a deposit whose commitment is on chain, and another key share when it gave it
    /// away.
    /// @param deposit What it signed when it took the key share.
    /// @param depositSignature The keeper's, over the deposit.
    /// @param given What it signed when it gave one away.
    /// @param givenSignature The keeper's, over the answer.
    function checkLie(
        KeyShareDeposit calldata deposit,
        bytes calldata depositSignature,
        KeyShareAnswer calldata given,
        bytes calldata givenSignature
    ) external view;

    /// @notice The key shares of a version may be ordered dropped, see {IKeeperChallenges-shred}.
    /// @param assetId Of the account.
    /// @param version A published one, from 1.
    /// @param account Who orders it.
    function checkShred(uint256 assetId, uint32 version, address account) external view;
}

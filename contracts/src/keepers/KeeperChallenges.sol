// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import {Agreement, Terms} from "../interfaces/IEscrow.sol";
import {Challenge, IKeeperChallenges, KeyShareAnswer, KeyShareDeposit} from "../interfaces/IKeeperChallenges.sol";
import {IKeeperChecks} from "../interfaces/IKeeperChecks.sol";
import {KeeperStakes} from "./KeeperStakes.sol";

/// @notice What keepers lose their stake for.
abstract contract KeeperChallenges is KeeperStakes {
    using EnumerableSet for EnumerableSet.Bytes32Set;
    using SafeCast for uint256;

    bytes32 private constant BOND = "keeper challenge";
    uint256 private constant MAX_SEALED_BYTES = 3072;
    uint256 private constant PENALTY_PART = 10;
    uint256 private constant BOND_PART = 1_000_000;

    IKeeperChecks internal immutable _checks;

    constructor(IKeeperChecks checks) {
        _checks = checks;
    }

    /// @inheritdoc IKeeperChallenges
    function challenge(
        KeyShareDeposit calldata deposit,
        bytes calldata signature,
        bytes32[] calldata proof,
        string calldata recipient
    ) external returns (bytes32 challengeId) {
        challengeId = _checks.checkTaken(deposit, signature, proof, msg.sender);
        // Of who asks, too: nobody can keep others from asking by asking first.
        challengeId = keccak256(abi.encode(challengeId, msg.sender));
        _checkAccountable(deposit.keeper, deposit.epoch);
        _checkLength(bytes(recipient).length, MAX_RECIPIENT_BYTES);
        _checkNotShredded(deposit.assetId, deposit.version);
        _checkOwed(deposit.assetId, deposit.keeper);
        // Also so that who leaves can be held up no longer than by one more challenge.
        uint256 dueAt = stakeDueAt(deposit.keeper);
        if (dueAt != 0 && block.timestamp >= dueAt) revert KeepersNotAccountable(deposit.keeper, deposit.epoch);
        uint256 answerBy = _open(challengeId, deposit.keeper);
        emit KeeperChallenged(
            challengeId,
            deposit.keeper,
            deposit.assetId,
            deposit.version,
            deposit.index,
            deposit.shareHash,
            msg.sender,
            recipient,
            answerBy
        );
    }

    /// @inheritdoc IKeeperChallenges
    function answer(bytes32 challengeId, bytes calldata sealedShare) external {
        Challenge memory asked = _storage().challenges[challengeId];
        if (asked.keeper == address(0)) revert KeepersNoChallenge(challengeId);
        if (asked.keeper != msg.sender) revert KeepersNotChallenged(asked.keeper, msg.sender);
        if (block.timestamp > asked.answerBy) revert KeepersTooLate(asked.answerBy);
        _checkLength(sealedShare.length, MAX_SEALED_BYTES);
        _close(challengeId, asked.keeper);
        emit KeeperAnswered(challengeId, asked.keeper, sealedShare);
        _pay(_bondOf(asked.challenger), asked.keeper, asked.bond);
    }

    /// @inheritdoc IKeeperChallenges
    function settle(bytes32 challengeId) external {
        Challenge memory asked = _storage().challenges[challengeId];
        if (asked.keeper == address(0)) revert KeepersNoChallenge(challengeId);
        if (block.timestamp <= asked.answerBy) revert KeepersTooEarly(asked.answerBy);
        _close(challengeId, asked.keeper);
        Standing storage standing = _storage().standings[asked.keeper];
        uint256 penalty;
        bool isNew = asked.openedAt >= standing.silentSince;
        if (isNew) {
            standing.silentSince = PAID;
            penalty = _slash(asked.keeper, asked.penalty);
        }
        emit KeeperSilent(challengeId, asked.keeper, penalty);
        // Who came back since has settled that silence, and stays on the list.
        if (isNew) _takeOff(asked.keeper);
        _release(_bondOf(asked.challenger), asked.bond);
    }

    /// @inheritdoc IKeeperChallenges
    function proveLie(
        KeyShareDeposit calldata deposit,
        bytes calldata depositSignature,
        KeyShareAnswer calldata given,
        bytes calldata givenSignature
    ) external {
        _checks.checkLie(deposit, depositSignature, given, givenSignature);
        _checkAccountable(deposit.keeper, deposit.epoch);
        // What it signed until now is settled by this: nobody can bring it again.
        _storage().standings[deposit.keeper].sinceEpoch = _storage().keepers[deposit.keeper].epoch + 1;
        uint256 penalty = _slash(deposit.keeper, type(uint256).max);
        emit KeeperLied(deposit.keeper, deposit.assetId, deposit.version, deposit.index, given.shareHash, penalty);
        _takeOff(deposit.keeper);
    }

    /// @inheritdoc IKeeperChallenges
    function shred(uint256 assetId, uint32 version) external {
        _checks.checkShred(assetId, version, msg.sender);
        _checkNotShredded(assetId, version);
        _storage().shreddedAt[assetId][version] = block.timestamp.toUint40();
        emit KeySharesShredded(assetId, version, msg.sender);
    }

    /// @inheritdoc IKeeperChallenges
    function isShredded(uint256 assetId, uint32 version) public view returns (bool) {
        return _storage().shreddedAt[assetId][version] != 0;
    }

    /// @inheritdoc IKeeperChallenges
    function isAccountable(address keeper, uint64 epoch) public view returns (bool) {
        Standing storage standing = _storage().standings[keeper];
        bool isStaked = _storage().keepers[keeper].active || standing.leftAt != 0;
        return isStaked && epoch >= standing.sinceEpoch;
    }

    /// @inheritdoc IKeeperChallenges
    function challengeOf(bytes32 challengeId) external view returns (Challenge memory) {
        return _storage().challenges[challengeId];
    }

    /// @inheritdoc IKeeperChallenges
    function challengesOf(address keeper) external view returns (bytes32[] memory) {
        return _storage().open[keeper].values();
    }

    /// @inheritdoc IKeeperChallenges
    function challengeBond() public view returns (uint256) {
        return _parameters.keeperStake() / BOND_PART;
    }

    /// @dev Who is not paid need not answer; see {KeeperFees}.
    function _checkOwed(uint256 assetId, address keeper) internal view virtual;

    function _open(bytes32 challengeId, address keeper) private returns (uint256 answerBy) {
        KeepersStorage storage $ = _storage();
        if (!$.open[keeper].add(challengeId)) revert KeepersAlreadyChallenged(challengeId);
        answerBy = block.timestamp + _parameters.keeperChallengePeriod();
        uint256 bond = challengeBond();
        $.challenges[challengeId] = Challenge({
            challenger: msg.sender,
            openedAt: block.timestamp.toUint40(),
            answerBy: answerBy.toUint40(),
            keeper: keeper,
            openedBlock: block.number.toUint64(),
            bond: bond.toUint128(),
            penalty: (uint256(_parameters.keeperStake()) / PENALTY_PART).toUint128()
        });
        _lock(_bondOf(msg.sender), bond);
    }

    function _close(bytes32 challengeId, address keeper) private {
        delete _storage().challenges[challengeId];
        _storage().open[keeper].remove(challengeId);
    }

    function _checkAccountable(address keeper, uint64 epoch) internal view {
        if (!isAccountable(keeper, epoch)) revert KeepersNotAccountable(keeper, epoch);
    }

    function _checkNotShredded(uint256 assetId, uint32 version) internal view {
        if (isShredded(assetId, version)) revert KeepersShredded(assetId, version);
    }

    function _checkLength(uint256 length, uint256 maximum) private pure {
        if (length == 0 || length > maximum) revert KeepersInvalidLength(length, maximum);
    }

    function _bondOf(address challenger) private view returns (Agreement memory) {
        return Agreement(address(this), BOND, challenger, Terms.Payable, 0);
    }
}

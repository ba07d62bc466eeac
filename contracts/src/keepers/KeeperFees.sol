// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {Agreement, Terms} from "../interfaces/IEscrow.sol";
import {KeyShareDeposit} from "../interfaces/IKeeperChallenges.sol";
import {IKeeperChecks} from "../interfaces/IKeeperChecks.sol";
import {Fee, IKeeperFees} from "../interfaces/IKeeperFees.sol";
import {KeeperChallenges} from "./KeeperChallenges.sol";

/// @notice What owners pay keepers.
abstract contract KeeperFees is KeeperChallenges {
    using SafeCast for uint256;

    uint256 private constant PERIOD = 30 days;
    uint256 private constant GRACE = 30 days;
    uint256 private constant MAX_ARREARS = 90 days;

    IERC721 private immutable _registry;

    constructor(IERC721 registry, IKeeperChecks checks) KeeperChallenges(checks) {
        _registry = registry;
    }

    /// @inheritdoc IKeeperFees
    function beginFee(KeyShareDeposit calldata deposit, bytes32[] calldata proof) external {
        _checkListed(msg.sender);
        if (deposit.keeper != msg.sender) revert KeepersNotSigned(deposit.keeper);
        _checks.checkDealt(deposit, proof);
        _checkAccountable(msg.sender, deposit.epoch);
        _checkNotShredded(deposit.assetId, deposit.version);
        Fee storage fee = _storage().fees[deposit.assetId][msg.sender];
        if (fee.paidUntil != 0 && isAccountable(msg.sender, fee.epoch)) {
            if (!isShredded(deposit.assetId, fee.version)) {
                revert KeepersChargingAlready(deposit.assetId, msg.sender);
            }
            _draw(deposit.assetId, msg.sender, fee);
        }
        _storage().fees[deposit.assetId][msg.sender] = Fee({
            paidUntil: block.timestamp.toUint40(),
            unpaidSince: 0,
            version: deposit.version,
            epoch: deposit.epoch,
            fraction: 0
        });
        emit KeeperFeeBegun(deposit.assetId, msg.sender, deposit.version);
    }

    /// @inheritdoc IKeeperFees
    function drawFee(uint256 assetId, address keeper) external returns (uint256 amount) {
        Fee storage fee = _storage().fees[assetId][keeper];
        if (fee.paidUntil == 0) revert KeepersNotCharging(assetId, keeper);
        _checkAccountable(keeper, fee.epoch);
        return _draw(assetId, keeper, fee);
    }

    /// @inheritdoc IKeeperFees
    function feeOf(uint256 assetId, address keeper) external view returns (Fee memory) {
        return _storage().fees[assetId][keeper];
    }

    /// @inheritdoc IKeeperFees
    function isUnpaid(uint256 assetId, address keeper) public view returns (bool) {
        Fee storage fee = _storage().fees[assetId][keeper];
        uint256 since = fee.unpaidSince;
        // What it kept before it came back anew can be paid no more, and is no reason to refuse for ever.
        return since != 0 && block.timestamp > since + GRACE && _parameters.keeperFee() > 0
            && isAccountable(keeper, fee.epoch);
    }

    function _checkOwed(uint256 assetId, address keeper) internal view override {
        if (isUnpaid(assetId, keeper)) revert KeepersUnpaid(assetId, keeper);
    }

    function _draw(uint256 assetId, address keeper, Fee storage fee) private returns (uint256 amount) {
        (uint256 from, uint256 until) = _span(assetId, keeper, fee);
        uint256 rate = _parameters.keeperFee();
        // With what is left of the last wei: by drawing often nobody makes it less.
        uint256 dueParts = rate * (until - from) + fee.fraction;
        uint256 due = dueParts / PERIOD;
        address owner = _registry.ownerOf(assetId);
        Agreement memory agreement = Agreement(address(this), bytes32(assetId), owner, Terms.Payable, 0);
        amount = Math.min(due, _depositOf(agreement).free);
        if (amount == due) {
            fee.paidUntil = until.toUint40();
            fee.unpaidSince = 0;
            fee.fraction = (dueParts % PERIOD).toUint24();
        } else {
            // Less than `until`, since less than `dueParts` was paid.
            fee.paidUntil = (from + Math.saturatingSub(amount * PERIOD, fee.fraction) / rate).toUint40();
            fee.fraction = 0;
            if (fee.unpaidSince == 0) fee.unpaidSince = block.timestamp.toUint40();
        }
        emit KeeperFeePaid(assetId, keeper, owner, amount, fee.paidUntil);
        _lock(agreement, amount);
        _pay(agreement, keeper, amount);
    }

    /// @return from When what was not paid yet begins, in Unix seconds.
    /// @return until When it ends, not before.
    function _span(uint256 assetId, address keeper, Fee storage fee)
        private
        view
        returns (uint256 from, uint256 until)
    {
        Standing storage standing = _storage().standings[keeper];
        until = standing.leftAt == 0 ? block.timestamp : standing.leftAt;
        uint256 shreddedAt = _storage().shreddedAt[assetId][fee.version];
        if (shreddedAt != 0) until = Math.min(until, shreddedAt);
        // Nobody owes for the time before it came back, nor for ages in which nobody drew.
        from = Math.max(fee.paidUntil, standing.since);
        from = Math.max(from, Math.saturatingSub(block.timestamp, MAX_ARREARS));
        until = Math.max(from, until);
    }
}

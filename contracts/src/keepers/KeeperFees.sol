// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {Agreement, Terms} from "../interfaces/IEscrow.sol";
import {KeyShareDeposit} from "../interfaces/IKeeperChallenges.sol";
import {Fee, IKeeperFees} from "../interfaces/IKeeperFees.sol";
import {KeeperChallenges} from "./KeeperChallenges.sol";

/// @notice What owners pay keepers.
abstract contract KeeperFees is KeeperChallenges {
    using SafeCast for uint256;

    uint256 private constant PERIOD = 30 days;
    uint256 private constant GRACE = 30 days;
    uint256 private constant MAX_ARREARS = 90 days;

    /// @inheritdoc IKeeperFees
    function beginFee(KeyShareDeposit calldata deposit, bytes32[] calldata proof) external {
        _checkListed(msg.sender);
        if (deposit.keeper != msg.sender) revert KeepersNotSigned(deposit.keeper);
        _checkPublished(deposit);
        _checkCommitted(deposit, proof);
        Fee storage fee = _storage().fees[deposit.assetId][msg.sender];
        if (fee.paidUntil != 0) revert KeepersChargingAlready(deposit.assetId, msg.sender);
        fee.paidUntil = block.timestamp.toUint40();
        emit KeeperFeeBegun(deposit.assetId, msg.sender);
    }

    /// @inheritdoc IKeeperFees
    function drawFee(uint256 assetId, address keeper) external returns (uint256 amount) {
        _checkListed(keeper);
        Fee storage fee = _storage().fees[assetId][keeper];
        uint256 from = fee.paidUntil;
        if (from == 0) revert KeepersNotCharging(assetId, keeper);
        // Nobody owes for the time before it came back, nor for ages in which nobody drew.
        from = Math.max(from, _storage().standings[keeper].since);
        from = Math.max(from, Math.saturatingSub(block.timestamp, MAX_ARREARS));
        uint256 rate = _parameters.keeperFee();
        uint256 due = rate * (block.timestamp - from) / PERIOD;
        address owner = IERC721(address(_registry)).ownerOf(assetId);
        Agreement memory agreement = Agreement(address(this), bytes32(assetId), owner, Terms.Payable, 0);
        amount = Math.min(due, _escrow.depositOf(agreement).free);
        if (amount == due) {
            fee.paidUntil = block.timestamp.toUint40();
            fee.unpaidSince = 0;
        } else {
            fee.paidUntil = (from + amount * PERIOD / rate).toUint40();
            if (fee.unpaidSince == 0) fee.unpaidSince = block.timestamp.toUint40();
        }
        emit KeeperFeePaid(assetId, keeper, owner, amount, fee.paidUntil);
        if (amount == 0) return 0;
        _escrow.lock(agreement, amount);
        _escrow.pay(agreement, keeper, amount);
    }

    /// @inheritdoc IKeeperFees
    function feeOf(uint256 assetId, address keeper) external view returns (Fee memory) {
        return _storage().fees[assetId][keeper];
    }

    /// @inheritdoc IKeeperFees
    function isUnpaid(uint256 assetId, address keeper) public view returns (bool) {
        uint256 since = _storage().fees[assetId][keeper].unpaidSince;
        return since != 0 && block.timestamp > since + GRACE && _parameters.keeperFee() > 0;
    }

    function _checkOwed(uint256 assetId, address keeper) internal view override {
        if (isUnpaid(assetId, keeper)) revert KeepersUnpaid(assetId, keeper);
    }
}

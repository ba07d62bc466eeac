// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {IAssetRegistry} from "../interfaces/IAssetRegistry.sol";
import {IGuardian} from "../interfaces/IGuardian.sol";

/// @notice See {IGuardian}. Immutable: the roles it holds reach only as far as this code.
contract Guardian is IGuardian {
    uint256 private constant PAUSE_INTERVAL = 30 days;

    address private immutable _foundation;
    uint256 private immutable _sunset;
    TimelockController private immutable _timelock;
    IAssetRegistry private immutable _registry;

    uint256 private _nextPauseAt;

    constructor(address foundation_, uint256 sunset_, TimelockController timelock, IAssetRegistry registry) {
        _foundation = foundation_;
        _sunset = sunset_;
        _timelock = timelock;
        _registry = registry;
    }

    modifier onlyFoundation() {
        if (msg.sender != _foundation) revert GuardianNotFoundation(msg.sender);
        if (block.timestamp >= _sunset) revert GuardianExpired(_sunset);
        _;
    }

    /// @inheritdoc IGuardian
    function veto(bytes32 operationId, bytes32 reason) external onlyFoundation {
        emit Vetoed(operationId, reason);
        _timelock.cancel(operationId);
    }

    /// @inheritdoc IGuardian
    function pause(bytes32 reason) external onlyFoundation {
        if (block.timestamp < _nextPauseAt) revert GuardianPausedTooRecently(_nextPauseAt);
        _nextPauseAt = block.timestamp + PAUSE_INTERVAL;
        // The registry says how long; immutable Revenue bounds it once more.
        emit PausedNewBusiness(_registry.pause(), reason);
    }

    /// @inheritdoc IGuardian
    function unpause() external onlyFoundation {
        emit ResumedNewBusiness();
        _registry.unpause();
    }

    /// @inheritdoc IGuardian
    function foundation() external view returns (address) {
        return _foundation;
    }

    /// @inheritdoc IGuardian
    function sunset() external view returns (uint256) {
        return _sunset;
    }

    /// @inheritdoc IGuardian
    function nextPauseAt() external view returns (uint256) {
        return _nextPauseAt;
    }
}

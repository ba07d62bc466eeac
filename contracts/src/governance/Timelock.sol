// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {ITimelock} from "../interfaces/ITimelock.sol";

/// @notice See {ITimelock}. Anyone may execute what is due.
contract Timelock is ITimelock, TimelockController {
    uint256 private immutable _minimumDelay;
    uint256 private immutable _maximumDelay;

    /// @notice The roles are given here, so no deployer ever has one.
    /// @param delay In seconds; a vote can only make it longer.
    /// @param maximum The longest delay a vote can set, in seconds.
    /// @param proposers Who may queue: the Governor, and on local chains a developer.
    /// @param guardian May cancel what is queued, and nothing else.
    constructor(uint256 delay, uint256 maximum, address[] memory proposers, address guardian)
        TimelockController(delay, new address[](0), new address[](0), address(0))
    {
        for (uint256 i; i < proposers.length; ++i) {
            _grantRole(PROPOSER_ROLE, proposers[i]);
        }
        _grantRole(CANCELLER_ROLE, guardian);
        _grantRole(EXECUTOR_ROLE, address(0));
        _minimumDelay = delay;
        _maximumDelay = maximum;
    }

    /// @inheritdoc TimelockController
    function updateDelay(uint256 newDelay) public override {
        super.updateDelay(newDelay);
        if (newDelay < _minimumDelay || newDelay > _maximumDelay) {
            revert TimelockDelayOutOfBounds(newDelay, _minimumDelay, _maximumDelay);
        }
    }

    /// @inheritdoc ITimelock
    function minimumDelay() external view returns (uint256) {
        return _minimumDelay;
    }

    /// @inheritdoc ITimelock
    function maximumDelay() external view returns (uint256) {
        return _maximumDelay;
    }
}

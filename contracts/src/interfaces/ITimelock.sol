// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title The delay between a decision and its effect
/// @notice OpenZeppelin's TimelockController, whose delay no vote can take out of its bounds: what is decided can be
/// seen coming, and everyone can leave first. It is the treasury, and the only admin of the Authority.
interface ITimelock {
    /// @notice A delay that no vote can set.
    /// @param delay What it should have become, in seconds.
    /// @param minimum What it was at deployment.
    /// @param maximum The most it can be.
    error TimelockDelayOutOfBounds(uint256 delay, uint256 minimum, uint256 maximum);

    /// @notice The shortest delay a vote can set, in seconds: that of the deployment.
    function minimumDelay() external view returns (uint256);

    /// @notice The longest delay a vote can set, in seconds.
    function maximumDelay() external view returns (uint256);
}

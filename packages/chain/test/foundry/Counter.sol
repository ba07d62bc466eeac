// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What people write first, with all that a client wants to see: state, an event and an error.
contract Counter {
    uint256 public count;

    event Counted(address indexed by, uint256 count);

    error NothingToAdd();

    constructor(uint256 start) {
        count = start;
    }

    function add(uint256 steps) external returns (uint256) {
        if (steps == 0) revert NothingToAdd();
        count += steps;
        emit Counted(msg.sender, count);
        return count;
    }
}

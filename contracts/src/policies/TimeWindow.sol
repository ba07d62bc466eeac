// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessRequest, IAccessPolicy} from "../interfaces/IAccessPolicy.sol";

/// @notice Allows everyone, for a time.
contract TimeWindow is IAccessPolicy {
    uint256 private immutable _start;
    uint256 private immutable _end;

    /// @param start Unix seconds, inclusive.
    /// @param end Unix seconds, exclusive.
    constructor(uint256 start, uint256 end) {
        _start = start;
        _end = end;
    }

    /// @inheritdoc IAccessPolicy
    function allows(AccessRequest calldata) external view returns (bool) {
        return _start <= block.timestamp && block.timestamp < _end;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessRequest, IAccessPolicy} from "../interfaces/IAccessPolicy.sol";

interface IBalance {
    function balanceOf(address account) external view returns (uint256);
}

/// @notice Allows who holds enough of an ERC-20, or of an ERC-721 collection.
contract TokenHolding is IAccessPolicy {
    IBalance private immutable _token;
    uint256 private immutable _minimum;

    /// @param token The ERC-20 or ERC-721.
    /// @param minimum In its smallest unit, or tokens of the collection.
    constructor(address token, uint256 minimum) {
        _token = IBalance(token);
        _minimum = minimum;
    }

    /// @inheritdoc IAccessPolicy
    function allows(AccessRequest calldata request) external view returns (bool) {
        return _token.balanceOf(request.account) >= _minimum;
    }
}

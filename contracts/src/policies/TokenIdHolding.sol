// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessRequest, IAccessPolicy} from "../interfaces/IAccessPolicy.sol";

interface IBalanceOfId {
    function balanceOf(address account, uint256 id) external view returns (uint256);
}

/// @notice Allows who holds enough of one id of an ERC-1155 or ERC-6909: an asset's revenue shares, for example.
contract TokenIdHolding is IAccessPolicy {
    IBalanceOfId private immutable _token;
    uint256 private immutable _id;
    uint256 private immutable _minimum;

    /// @param token The ERC-1155 or ERC-6909.
    /// @param id Which of its tokens.
    /// @param minimum How many.
    constructor(address token, uint256 id, uint256 minimum) {
        _token = IBalanceOfId(token);
        _id = id;
        _minimum = minimum;
    }

    /// @inheritdoc IAccessPolicy
    function allows(AccessRequest calldata request) external view returns (bool) {
        return _token.balanceOf(request.account, _id) >= _minimum;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessRequest, IAccessPolicy} from "../interfaces/IAccessPolicy.sol";

/// @notice Allows whom at least one of some policies allows.
/// @dev One that reverts makes this revert, which means no: put what may fail last.
contract AnyOf is IAccessPolicy {
    IAccessPolicy[] private _policies;

    /// @param policies Asked in this order, up to the first that says yes.
    constructor(IAccessPolicy[] memory policies) {
        _policies = policies;
    }

    /// @inheritdoc IAccessPolicy
    function allows(AccessRequest calldata request) external view returns (bool) {
        for (uint256 i; i < _policies.length; ++i) {
            if (_policies[i].allows(request)) return true;
        }
        return false;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessRequest, IAccessPolicy} from "../interfaces/IAccessPolicy.sol";

/// @notice Allows whom another policy does not.
/// @dev It must not take a failure for a no: whoever starved the other policy of gas would be let in.
contract Not is IAccessPolicy {
    IAccessPolicy private immutable _policy;

    /// @param policy Whose answer is turned round.
    constructor(IAccessPolicy policy) {
        _policy = policy;
    }

    /// @inheritdoc IAccessPolicy
    function allows(AccessRequest calldata request) external view returns (bool) {
        return !_policy.allows(request);
    }
}

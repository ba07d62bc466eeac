// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";
import {IAccessPolicy} from "../interfaces/IAccessPolicy.sol";
import {IPolicyFactory} from "../interfaces/IPolicyFactory.sol";
import {AllOf} from "./AllOf.sol";
import {AnyOf} from "./AnyOf.sol";
import {Membership} from "./Membership.sol";
import {Not} from "./Not.sol";
import {TimeWindow} from "./TimeWindow.sol";
import {TokenHolding} from "./TokenHolding.sol";
import {TokenIdHolding} from "./TokenIdHolding.sol";

/// @notice See {IPolicyFactory}. Immutable, like the policies.
contract PolicyFactory is IPolicyFactory {
    uint256 private constant MAX_PARTS = 16;

    uint256 private _lists;

    /// @inheritdoc IPolicyFactory
    function tokenHolding(address token, uint256 minimum) external returns (IAccessPolicy) {
        _checkCode(token);
        return _make("TokenHolding", type(TokenHolding).creationCode, abi.encode(token, minimum), 0);
    }

    /// @inheritdoc IPolicyFactory
    function tokenIdHolding(address token, uint256 id, uint256 minimum) external returns (IAccessPolicy) {
        _checkCode(token);
        return _make("TokenIdHolding", type(TokenIdHolding).creationCode, abi.encode(token, id, minimum), 0);
    }

    /// @inheritdoc IPolicyFactory
    function membership(address owner) external returns (IAccessPolicy) {
        return _make("Membership", type(Membership).creationCode, abi.encode(owner), bytes32(++_lists));
    }

    /// @inheritdoc IPolicyFactory
    function timeWindow(uint256 start, uint256 end) external returns (IAccessPolicy) {
        return _make("TimeWindow", type(TimeWindow).creationCode, abi.encode(start, end), 0);
    }

    /// @inheritdoc IPolicyFactory
    function allOf(IAccessPolicy[] calldata policies) external returns (IAccessPolicy) {
        _checkParts(policies);
        return _make("AllOf", type(AllOf).creationCode, abi.encode(policies), 0);
    }

    /// @inheritdoc IPolicyFactory
    function anyOf(IAccessPolicy[] calldata policies) external returns (IAccessPolicy) {
        _checkParts(policies);
        return _make("AnyOf", type(AnyOf).creationCode, abi.encode(policies), 0);
    }

    /// @inheritdoc IPolicyFactory
    function not(IAccessPolicy policy) external returns (IAccessPolicy) {
        _checkCode(address(policy));
        return _make("Not", type(Not).creationCode, abi.encode(policy), 0);
    }

    function _make(bytes32 kind, bytes memory code, bytes memory arguments, bytes32 salt)
        private
        returns (IAccessPolicy)
    {
        bytes memory creation = bytes.concat(code, arguments);
        address policy = Create2.computeAddress(salt, keccak256(creation));
        if (policy.code.length == 0) {
            Create2.deploy(0, salt, creation);
            emit PolicyCreated(policy, kind, arguments);
        }
        return IAccessPolicy(policy);
    }

    function _checkParts(IAccessPolicy[] calldata policies) private view {
        if (policies.length == 0 || policies.length > MAX_PARTS) revert PolicyFactoryInvalidCount(policies.length);
        for (uint256 i; i < policies.length; ++i) {
            _checkCode(address(policies[i]));
        }
    }

    function _checkCode(address target) private view {
        if (target.code.length == 0) revert PolicyFactoryNoCode(target);
    }
}

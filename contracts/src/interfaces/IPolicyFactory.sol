// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IAccessPolicy} from "./IAccessPolicy.sol";

/// @title Makes the common access policies, so that anyone can tell what a policy at an address asks for
/// @notice The same arguments give the same policy: it is made once, at an address that follows from them.
interface IPolicyFactory {
    /// @notice A policy was made.
    /// @param policy Where.
    /// @param kind The contract's name, left-aligned: "TokenHolding".
    /// @param arguments Its constructor's, ABI-encoded.
    event PolicyCreated(address indexed policy, bytes32 indexed kind, bytes arguments);

    /// @notice A policy made of others needs 1 to 16 of them.
    /// @param count How many were given.
    error PolicyFactoryInvalidCount(uint256 count);

    /// @notice What is not there can never answer.
    /// @param target An address without code.
    error PolicyFactoryNoCode(address target);

    /// @notice Allows who holds enough of an ERC-20, or of an ERC-721 collection.
    /// @param token The ERC-20 or ERC-721.
    /// @param minimum In its smallest unit, or tokens of the collection.
    /// @return policy Where it is, made now or before.
    function tokenHolding(address token, uint256 minimum) external returns (IAccessPolicy policy);

    /// @notice Allows who holds enough of one id of an ERC-1155 or ERC-6909.
    /// @param token The ERC-1155 or ERC-6909.
    /// @param id Which of its tokens.
    /// @param minimum How many.
    /// @return policy Where it is, made now or before.
    function tokenIdHolding(address token, uint256 id, uint256 minimum) external returns (IAccessPolicy policy);

    /// @notice Allows the accounts on a list. Another list each time it is called.
    /// @param owner Who keeps the list.
    /// @return policy Where it is; a new one, whose list is empty.
    function membership(address owner) external returns (IAccessPolicy policy);

    /// @notice Allows everyone, for a time.
    /// @param start Unix seconds, inclusive.
    /// @param end Unix seconds, exclusive.
    /// @return policy Where it is, made now or before.
    function timeWindow(uint256 start, uint256 end) external returns (IAccessPolicy policy);

    /// @notice Allows whom all of these allow.
    /// @param policies 1 to 16, asked in this order.
    /// @return policy Where it is, made now or before.
    function allOf(IAccessPolicy[] calldata policies) external returns (IAccessPolicy policy);

    /// @notice Allows whom any of these allows.
    /// @param policies 1 to 16, asked in this order.
    /// @return policy Where it is, made now or before.
    function anyOf(IAccessPolicy[] calldata policies) external returns (IAccessPolicy policy);

    /// @notice Allows whom this one does not.
    /// @param policy_ Whose answer is turned round.
    /// @return policy Where it is, made now or before.
    function not(IAccessPolicy policy_) external returns (IAccessPolicy policy);
}

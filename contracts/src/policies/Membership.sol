// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {AccessRequest, IAccessPolicy} from "../interfaces/IAccessPolicy.sol";

/// @notice Allows the accounts on a list, which its owner keeps. What a member has bought outlasts the membership.
contract Membership is IAccessPolicy, Ownable2Step {
    /// @notice An account came onto the list, or left it.
    /// @param account Whose membership changed.
    /// @param member Whether it is on the list now.
    event MembershipSet(address indexed account, bool member);

    mapping(address account => bool) private _members;

    /// @param owner Who keeps the list.
    constructor(address owner) Ownable(owner) {}

    /// @notice Takes accounts onto the list, or off it. Only the owner.
    /// @param accounts Whom.
    /// @param member Whether they shall be on it.
    function setMembers(address[] calldata accounts, bool member) external onlyOwner {
        for (uint256 i; i < accounts.length; ++i) {
            _members[accounts[i]] = member;
            emit MembershipSet(accounts[i], member);
        }
    }

    /// @inheritdoc IAccessPolicy
    function allows(AccessRequest calldata request) external view returns (bool) {
        return _members[request.account];
    }
}

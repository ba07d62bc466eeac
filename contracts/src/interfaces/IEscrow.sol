// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Authorization} from "./Authorization.sol";

/// @title Money set aside for contracts that may be upgraded
/// @notice A payer funds a purpose of a holder (a contract). The holder can lock that money and give it back, to its
/// payer and nobody else; so an upgrade of the holder can take nothing. Money that was never locked, its payer takes
/// back at will.
interface IEscrow {
    struct Deposit {
        uint128 amount;
        bool locked;
    }

    event Funded(address indexed holder, bytes32 indexed purpose, address indexed payer, uint256 amount);
    event Locked(address indexed holder, bytes32 indexed purpose, address indexed payer, uint256 amount);
    event Released(address indexed holder, bytes32 indexed purpose, address indexed payer, uint256 amount);
    event Withdrawn(address indexed account, uint256 amount);

    error EscrowZeroAmount();
    error EscrowAlreadyLocked(address holder, bytes32 purpose, address payer);
    error EscrowNotLocked(address holder, bytes32 purpose, address payer);
    error EscrowTooLittle(uint256 funded, uint256 needed);

    /// @notice Puts money of the caller aside, by allowance. Adds to what is there.
    function fund(address holder, bytes32 purpose, uint256 amount) external;

    /// @notice Puts money of `payer` aside as they signed: nonce = keccak256(abi.encode(holder, purpose, amount)).
    function fundWithAuthorization(
        address holder,
        bytes32 purpose,
        uint256 amount,
        address payer,
        Authorization calldata authorization
    ) external;

    /// @notice Locks what `payer` has put aside for a purpose of the caller, which must be at least `minimum`.
    function lock(bytes32 purpose, address payer, uint256 minimum) external;

    /// @notice Gives locked money back to its payer, who then withdraws it. Only the holder.
    function release(bytes32 purpose, address payer) external;

    /// @notice Takes back money of the caller that its holder never locked.
    function reclaim(address holder, bytes32 purpose) external;

    /// @notice Pays out all that `account` may withdraw. Anyone may call; the account is paid.
    function withdraw(address account) external returns (uint256 amount);

    function depositOf(address holder, bytes32 purpose, address payer) external view returns (Deposit memory);
    function withdrawable(address account) external view returns (uint256);
}

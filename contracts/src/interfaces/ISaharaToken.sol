// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";

/// @title SAHARA, the token every payment is made in
/// @notice Plain ERC-20 with permit (ERC-2612) and signed transfers (EIP-3009). Nobody can change or stop it, and it
/// keeps no vote checkpoints, so that payments stay cheap.
interface ISaharaToken is IERC20, IERC20Permit {
    /// @notice A signed transfer was carried out; its nonce is used. EIP-3009.
    event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce);

    /// @notice The authorizer withdrew a signed transfer before it was used. EIP-3009.
    event AuthorizationCanceled(address indexed authorizer, bytes32 indexed nonce);

    /// @notice Only the native adapter makes and destroys tokens.
    error SaharaTokenNotMinter(address caller);

    /// @notice A signed transfer is too early.
    /// @param validAfter Unix seconds, exclusive.
    error SaharaTokenAuthorizationNotYetValid(uint256 validAfter);

    /// @notice A signed transfer is too late.
    /// @param validBefore Unix seconds, exclusive.
    error SaharaTokenAuthorizationExpired(uint256 validBefore);

    /// @notice The nonce was used or cancelled.
    error SaharaTokenAuthorizationUsed(address authorizer, bytes32 nonce);

    /// @notice Only its receiver may bring this transfer.
    error SaharaTokenReceiverNotCaller(address receiver, address caller);

    /// @notice The owner of the money did not sign this.
    error SaharaTokenInvalidSignature(address authorizer);

    /// @notice Makes tokens. Only the native adapter, which holds one native coin for each.
    function mint(address account, uint256 amount) external;

    /// @notice Destroys tokens of the caller. Only the native adapter.
    function burn(uint256 amount) external;

    /// @notice Moves money as its owner signed, called by anyone. EIP-3009.
    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external;

    /// @notice The same with the signature in three parts, as EIP-3009 has it.
    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;

    /// @notice Like {transferWithAuthorization}, but only the receiver may call, so that nobody can strand the money
    /// by running ahead. EIP-3009.
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external;

    /// @notice The same with the signature in three parts, as EIP-3009 has it.
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;

    /// @notice Makes a signed transfer void. EIP-3009.
    function cancelAuthorization(address authorizer, bytes32 nonce, bytes calldata signature) external;

    /// @notice Whether a nonce was used or cancelled. EIP-3009.
    function authorizationState(address authorizer, bytes32 nonce) external view returns (bool);
}

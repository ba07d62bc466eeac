// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";

/// @title SAHARA, the token every payment is made in
/// @notice Plain ERC-20 with permit (ERC-2612) and signed transfers (EIP-3009). Nobody can change or stop it, and it
/// keeps no vote checkpoints, so that payments stay cheap.
interface ISaharaToken is IERC20, IERC20Permit {
    /// @notice A signed transfer was carried out; its nonce is used. EIP-3009.
    /// @param authorizer Whose money it was.
    /// @param nonce As they signed it.
    event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce);

    /// @notice The authorizer withdrew a signed transfer before it was used. EIP-3009.
    /// @param authorizer Whose money it stays.
    /// @param nonce As they signed it.
    event AuthorizationCanceled(address indexed authorizer, bytes32 indexed nonce);

    /// @notice Only the native adapter makes and destroys tokens.
    /// @param caller Who called.
    error SaharaTokenNotMinter(address caller);

    /// @notice A signed transfer is too early.
    /// @param validAfter Unix seconds, exclusive.
    error SaharaTokenAuthorizationNotYetValid(uint256 validAfter);

    /// @notice A signed transfer is too late.
    /// @param validBefore Unix seconds, exclusive.
    error SaharaTokenAuthorizationExpired(uint256 validBefore);

    /// @notice The nonce was used or cancelled.
    /// @param authorizer Whose nonce it is.
    /// @param nonce As signed.
    error SaharaTokenAuthorizationUsed(address authorizer, bytes32 nonce);

    /// @notice Only its receiver may bring this transfer.
    /// @param receiver Who is to be paid.
    /// @param caller Who called.
    error SaharaTokenReceiverNotCaller(address receiver, address caller);

    /// @notice The owner of the money did not sign this.
    /// @param authorizer Whose signature is missing.
    error SaharaTokenInvalidSignature(address authorizer);

    /// @notice Makes tokens. Only the native adapter, which holds one native coin for each.
    /// @param account Who receives them.
    /// @param amount In wei.
    function mint(address account, uint256 amount) external;

    /// @notice Destroys tokens of the caller. Only the native adapter.
    /// @param amount In wei.
    function burn(uint256 amount) external;

    /// @notice Moves money as its owner signed, called by anyone. EIP-3009.
    /// @param from Whose money it is, and who signed.
    /// @param to Who receives it.
    /// @param value In wei.
    /// @param validAfter Unix seconds, exclusive.
    /// @param validBefore Unix seconds, exclusive.
    /// @param nonce 32 bytes that the signer never used.
    /// @param signature 65 bytes r, s, v; or whatever the ERC-1271 account understands.
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
    /// @param from Whose money it is, and who signed.
    /// @param to Who receives it.
    /// @param value In wei.
    /// @param validAfter Unix seconds, exclusive.
    /// @param validBefore Unix seconds, exclusive.
    /// @param nonce 32 bytes that the signer never used.
    /// @param v Of the signature, 27 or 28.
    /// @param r Of the same signature.
    /// @param s Of the same signature.
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
    /// @param from Whose money it is, and who signed.
    /// @param to Who receives it: the caller.
    /// @param value In wei.
    /// @param validAfter Unix seconds, exclusive.
    /// @param validBefore Unix seconds, exclusive.
    /// @param nonce 32 bytes that the signer never used.
    /// @param signature 65 bytes r, s, v; or whatever the ERC-1271 account understands.
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
    /// @param from Whose money it is, and who signed.
    /// @param to Who receives it: the caller.
    /// @param value In wei.
    /// @param validAfter Unix seconds, exclusive.
    /// @param validBefore Unix seconds, exclusive.
    /// @param nonce 32 bytes that the signer never used.
    /// @param v Of the signature, 27 or 28.
    /// @param r Of the same signature.
    /// @param s Of the same signature.
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
    /// @param authorizer Whose transfer it is; anyone may bring their signature.
    /// @param nonce Of the transfer.
    /// @param signature The authorizer's over the cancelling; ERC-1271 too.
    function cancelAuthorization(address authorizer, bytes32 nonce, bytes calldata signature) external;

    /// @notice Whether a nonce was used or cancelled. EIP-3009.
    /// @param authorizer Whose nonce it is.
    /// @param nonce Any.
    function authorizationState(address authorizer, bytes32 nonce) external view returns (bool);
}

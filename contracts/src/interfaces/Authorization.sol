// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice An EIP-3009 authorization: money that only the named receiver can draw, signed by its owner.
struct Authorization {
    uint256 validAfter; // Unix seconds, exclusive
    uint256 validBefore; // Unix seconds, exclusive
    bytes signature; // 65 bytes r, s, v; or whatever the ERC-1271 account understands
}

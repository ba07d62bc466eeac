// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title ERC-5192: minimal soulbound tokens
interface IERC5192 {
    /// @notice The token cannot be transferred from now on.
    /// @param tokenId Which token.
    event Locked(uint256 tokenId);

    /// @notice The token can be transferred from now on.
    /// @param tokenId Which token.
    event Unlocked(uint256 tokenId);

    /// @notice Whether the token is locked; reverts for tokens of nobody.
    /// @param tokenId Which token.
    function locked(uint256 tokenId) external view returns (bool);
}

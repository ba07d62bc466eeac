// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The last two bytes of an asset's id are zero; in the ids of its offers they are the offer's number, from 1. So
/// an offer says by itself whose it is, and a rate fits into the word of an ancestor.
library Ids {
    uint256 internal constant MAX_OFFERS = type(uint16).max;
    uint256 private constant NUMBER = type(uint16).max;

    /// @return The id that these say: unique for a chain, a registry, a publisher and their salt.
    function assetId(address publisher, bytes32 salt) internal view returns (uint256) {
        return uint256(keccak256(abi.encode(block.chainid, address(this), publisher, salt))) & ~NUMBER;
    }

    /// @param index From 0.
    function offerId(uint256 asset, uint256 index) internal pure returns (bytes32) {
        return bytes32(asset | (index + 1));
    }

    function assetOf(bytes32 offer) internal pure returns (uint256) {
        return uint256(offer) & ~NUMBER;
    }

    /// @return From 1.
    function numberOf(bytes32 offer) internal pure returns (uint16) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint16(uint256(offer));
    }

    function isAsset(uint256 id) internal pure returns (bool) {
        return id & NUMBER == 0;
    }
}

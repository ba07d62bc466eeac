// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Where marketplaces pay the royalties of an asset
/// @notice Every asset has an address of its own for them, which ERC-2981 names. What lies there belongs to the asset's
/// revenue, and reaches it when anyone asks: the DAO's fee, the ancestors and the shares get their parts.
/// @dev Immutable. The addresses are those of small clones, deployed when they are first asked; they can be paid before.
interface IRoyaltySplitters {
    /// @notice The address that stands for an asset's revenue.
    /// @param assetId The asset, published or not.
    function splitterOf(uint256 assetId) external view returns (address);

    /// @notice Pays the SAHARA that lies at an asset's address into its revenue; native coin is wrapped first. Anyone may
    /// call.
    /// @param assetId A published asset.
    /// @return amount What was paid, in wei of SAHARA.
    function release(uint256 assetId) external returns (uint256 amount);

    /// @notice Sends what is not SAHARA from an asset's address to the asset's owner, since nobody can split it. Anyone may
    /// call.
    /// @param assetId A published asset.
    /// @param token Any other ERC-20; zero for native coin, on a chain where it is not SAHARA's.
    /// @return amount What was sent, in the token's units.
    function rescue(uint256 assetId, address token) external returns (uint256 amount);
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title The address of one asset's royalties, see {IRoyaltySplitters}
interface IRoyaltySplitter {
    /// @notice This is SAHARA, or becomes SAHARA, and is split.
    /// @param token What was asked for.
    error RoyaltySplitterNotRescued(address token);

    /// @notice The owner did not take native coin.
    /// @param owner Of the asset.
    error RoyaltySplitterTransferFailed(address owner);

    /// @notice See {IRoyaltySplitters-release}.
    /// @return amount What was paid, in wei of SAHARA.
    function release() external returns (uint256 amount);

    /// @notice See {IRoyaltySplitters-rescue}.
    /// @param token Any ERC-20 but SAHARA; zero for native coin.
    /// @return amount What was sent, in the token's units.
    function rescue(address token) external returns (uint256 amount);
}

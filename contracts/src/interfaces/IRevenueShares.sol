// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {Contributor} from "./IAssetRegistry.sol";

/// @title Who earns what part of an asset's revenue
/// @notice ERC-6909: the id is the asset, and every asset has 10,000 shares. They earn exactly: an account accrues
/// shares × revenue in ten-thousandths of a wei, whole wei are paid, the fraction is kept.
/// @dev Immutable. The money lies in Revenue.
interface IRevenueShares is IERC6909 {
    /// @notice The 10,000 shares of a new asset were given out.
    /// @param assetId Whose shares.
    /// @param contributors Who got how many of them.
    event SharesIssued(uint256 indexed assetId, Contributor[] contributors);

    /// @notice Shares of an asset earned.
    /// @param assetId Whose shares.
    /// @param source The asset whose sales paid: `assetId` itself, or a descendant of it.
    /// @param amount In wei, by this.
    /// @param cumulative All that the asset's shares have earned so far, in wei.
    event Credited(uint256 indexed assetId, uint256 indexed source, uint256 amount, uint256 cumulative);

    /// @notice An account was paid.
    /// @param account Who was paid.
    /// @param assetId Whose shares had earned it.
    /// @param amount In wei.
    event Claimed(address indexed account, uint256 indexed assetId, uint256 amount);

    /// @notice Only Revenue issues shares and credits them.
    /// @param caller Who called.
    error RevenueSharesNotRevenue(address caller);

    /// @notice The shares of an asset are issued once.
    /// @param assetId Whose shares.
    error RevenueSharesAlreadyIssued(uint256 assetId);

    /// @notice The shares of the contributors are not 10,000.
    /// @param total What they add up to.
    /// @param expected 10,000.
    error RevenueSharesWrongTotal(uint256 total, uint256 expected);

    /// @notice There are not as many amounts as assets.
    /// @param assets How many assets.
    /// @param amounts How many amounts.
    error RevenueSharesLengthMismatch(uint256 assets, uint256 amounts);

    /// @notice Issues the 10,000 shares of a new asset. Only Revenue, once for each asset.
    /// @param assetId The new asset's.
    /// @param contributors Who gets how many shares; 10,000 in all.
    function issue(uint256 assetId, Contributor[] calldata contributors) external;

    /// @notice Credits revenue that `source` made. Only Revenue.
    /// @param source The asset whose sales paid.
    /// @param assetIds Whose shares earn: the ancestors of the source, and itself.
    /// @param amounts In wei, for each of these; 0 is passed over.
    function credit(uint256 source, uint256[] calldata assetIds, uint256[] calldata amounts) external;

    /// @notice Pays an account what it earned with these assets. Anyone may call; the account is paid.
    /// @param account Who is paid.
    /// @param assetIds Of whose shares; one named twice is paid once.
    /// @return amount What was paid, in wei, of what is distributed; less than one wei for each asset stays for later.
    function claim(address account, uint256[] calldata assetIds) external returns (uint256 amount);

    /// @notice What a claim would pay now, in wei. What is not distributed yet is not in it.
    /// @param account Whose shares.
    /// @param assetId Of which asset.
    function claimable(address account, uint256 assetId) external view returns (uint256);

    /// @notice All that the asset's shares have earned so far, in wei.
    /// @param assetId Any; 0 for one whose shares never earned.
    function cumulativeOf(uint256 assetId) external view returns (uint256);
}

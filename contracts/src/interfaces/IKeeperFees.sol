// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {KeyShareDeposit} from "./IKeeperChallenges.sol";

/// @notice How far a keeper is paid for an asset.
struct Fee {
    uint40 paidUntil; // Unix seconds; 0: it does not charge
    uint40 unpaidSince; // Unix seconds, when first less was there than was due; 0: all was paid
    uint32 version; // of which it was dealt the key share that it charges for
    uint64 epoch; // of its registration then
    uint24 fraction; // of a wei, due since then, in 1 / 2,592,000 (seconds of 30 days)
}

/// @title What owners pay keepers
/// @notice An owner, or anyone for them, puts money aside in Escrow under the agreement {holder: this contract, purpose:
/// the asset id, account: the owner, terms: Payable, until: 0}. Each keeper of the asset is paid
/// {IParameters-keeperFee} for 30 days from it, after the event and by the second, by the fee in force when it is drawn.
/// What nobody drew, the owner takes back at will. Nothing is owed where the fee is 0.
/// A fee is for one key share: it ends when its version is shredded, and while the keeper is off the list. What was due
/// until then can be drawn as long as the keeper answers for the key share; before it comes back, that is, since the time
/// before is not paid afterwards.
/// @dev A keeper that was not paid for longer than the grace period may refuse to release its key shares of the asset,
/// and cannot be challenged for them, until all is paid. It must not drop them.
interface IKeeperFees {
    /// @notice A keeper is paid for an asset from now on.
    /// @param assetId Which.
    /// @param keeper The caller.
    /// @param version Of which it keeps a key share.
    event KeeperFeeBegun(uint256 indexed assetId, address indexed keeper, uint32 version);

    /// @notice A keeper was paid what was due, or what there was of it.
    /// @param assetId For which.
    /// @param keeper Who was paid.
    /// @param owner From whose money.
    /// @param amount In wei.
    /// @param paidUntil Unix seconds.
    event KeeperFeePaid(
        uint256 indexed assetId, address indexed keeper, address indexed owner, uint256 amount, uint256 paidUntil
    );

    /// @notice This keeper does not charge for this asset.
    /// @param assetId Which.
    /// @param keeper Who does not.
    error KeepersNotCharging(uint256 assetId, address keeper);

    /// @notice This keeper charges for this asset already.
    /// @param assetId Which.
    /// @param keeper Who does.
    error KeepersChargingAlready(uint256 assetId, address keeper);

    /// @notice The owner has not paid for too long: the keeper may refuse.
    /// @param assetId Which.
    /// @param keeper Who is owed.
    error KeepersUnpaid(uint256 assetId, address keeper);

    /// @notice Begins to charge for an asset of which the caller was dealt a key share that it answers for. Only listed
    /// keepers. Where it charged for another that was shredded, what is due for that is drawn first.
    /// @param deposit Names the key share; publisher and expiry do not matter.
    /// @param proof From the leaf of the key share to the version's commitment.
    function beginFee(KeyShareDeposit calldata deposit, bytes32[] calldata proof) external;

    /// @notice Pays a keeper what is due for an asset, at most for the last 90 days. Anyone may call. Also to one that
    /// left, until then, as long as it answers with its stake.
    /// @param assetId For which.
    /// @param keeper Who is paid.
    /// @return amount In wei; less than is due if the owner has put less aside.
    function drawFee(uint256 assetId, address keeper) external returns (uint256 amount);

    /// @notice How far a keeper is paid for an asset.
    /// @param assetId Which.
    /// @param keeper Whose.
    function feeOf(uint256 assetId, address keeper) external view returns (Fee memory);

    /// @notice Whether a keeper may refuse, for it was not paid for an asset for more than 30 days.
    /// @param assetId Which.
    /// @param keeper Who may.
    function isUnpaid(uint256 assetId, address keeper) external view returns (bool);
}

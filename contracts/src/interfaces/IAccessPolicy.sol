// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice What a policy is asked.
struct AccessRequest {
    address account; // at a purchase the beneficiary; for a job who wants to open the asset
    uint256 assetId; // what the licence is for, or what is to be opened
    bytes32 offerId; // whose policy is asked
    uint256 context; // 0 at a purchase, else the job id
}

/// @title Who may buy under an offer, and open the asset for a job
/// @notice Anyone may write one. Asked when a licence is bought, and when an asset is opened for a job; never when an
/// account opens what it has bought, and never about the asset's owner.
/// For a licence of a Sahara ID the ID's own account is asked about ({ISaharaID-accountOf}). Nobody has a key of it and it
/// holds nothing, so a policy about balances refuses it; a list of members may name it.
/// @dev Called as a view with 300,000 gas, neither more nor less. Running out, reverting, or answering anything but true
/// means no, so it can only keep its own offer from being used.
interface IAccessPolicy {
    /// @notice Whether the account may.
    /// @param request Who wants to do what.
    function allows(AccessRequest calldata request) external view returns (bool);
}

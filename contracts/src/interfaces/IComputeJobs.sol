// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Parent} from "./IAssetRegistry.sol";

/// @notice What a job made, for whom, and of what.
struct JobResult {
    address buyer; // who ordered it, and alone may publish the result; zero: there is no result
    bytes32 commitment; // Merkle root over the key commitments of the result, which it is published with; zero: not known
    Parent[] inputs; // with the compute offers under which the buyer used them; at most 16
}

/// @title What the rest of the protocol asks Compute
interface IComputeJobs {
    /// @notice For whom a provider works on a job that takes a version of an asset as input.
    /// @param jobId Any; for one that is not known nobody is assigned.
    /// @param requester Who wants the key.
    /// @param assetId The input.
    /// @param version Of the input.
    /// @return buyer Who ordered the job; zero: the requester is not assigned to it, or it has no such input.
    /// @return offerId The compute offer under which the buyer uses the input.
    function assignmentOf(uint256 jobId, address requester, uint256 assetId, uint32 version)
        external
        view
        returns (address buyer, bytes32 offerId);

    /// @notice The result of a job that was carried out, and never changes then. The registry takes it as the lineage of what
    /// the buyer publishes, so Compute orders no job whose inputs {IRevenue-mergedRoyalties} refuses.
    /// @param jobId Any; for one that is not known, or not done, the buyer is zero.
    function resultOf(uint256 jobId) external view returns (JobResult memory);
}

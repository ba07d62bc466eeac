// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title What the rest of the protocol asks Compute
interface IComputeJobs {
    /// @notice For whom a provider works on a job that takes a version of an asset as input.
    /// @param jobId The job.
    /// @param requester Who wants the key.
    /// @param assetId The input.
    /// @param version Of it.
    /// @return buyer Who ordered the job; zero: the requester is not assigned to it, or it has no such input.
    /// @return offerId The compute offer under which the buyer uses the input.
    function assignmentOf(uint256 jobId, address requester, uint256 assetId, uint32 version)
        external
        view
        returns (address buyer, bytes32 offerId);
}

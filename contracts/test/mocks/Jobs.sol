// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IComputeJobs} from "../../src/interfaces/IComputeJobs.sol";

/// @notice The least that can be called Compute: jobs with one provider, and inputs under compute offers.
contract Jobs is IComputeJobs {
    struct Job {
        address buyer;
        address provider;
        mapping(uint256 assetId => mapping(uint32 version => bytes32 offerId)) inputs;
    }

    mapping(uint256 jobId => Job) private _jobs;
    uint256 private _count;

    function open(address buyer, address provider) external returns (uint256 jobId) {
        jobId = ++_count;
        (_jobs[jobId].buyer, _jobs[jobId].provider) = (buyer, provider);
    }

    function addInput(uint256 jobId, uint256 assetId, uint32 version, bytes32 offerId) external {
        _jobs[jobId].inputs[assetId][version] = offerId;
    }

    function reassign(uint256 jobId, address provider) external {
        _jobs[jobId].provider = provider;
    }

    /// @inheritdoc IComputeJobs
    function assignmentOf(uint256 jobId, address requester, uint256 assetId, uint32 version)
        external
        view
        returns (address buyer, bytes32 offerId)
    {
        Job storage job = _jobs[jobId];
        offerId = job.inputs[assetId][version];
        if (job.provider == requester && offerId != 0) buyer = job.buyer;
    }
}

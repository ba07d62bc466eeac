// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Parent, Relation} from "../../src/interfaces/IAssetRegistry.sol";
import {IComputeJobs, JobResult} from "../../src/interfaces/IComputeJobs.sol";

/// @notice The least that can be called Compute: jobs with one provider, and inputs under compute offers.
contract Jobs is IComputeJobs {
    struct Job {
        address buyer;
        address provider;
        mapping(uint256 assetId => mapping(uint32 version => bytes32 offerId)) inputs;
        Parent[] parents;
        bytes32 commitment;
        bool done;
    }

    mapping(uint256 jobId => Job) private _jobs;
    uint256 private _count;

    function open(address buyer, address provider) external returns (uint256 jobId) {
        jobId = ++_count;
        (_jobs[jobId].buyer, _jobs[jobId].provider) = (buyer, provider);
    }

    function addInput(uint256 jobId, uint256 assetId, uint32 version, bytes32 offerId) external {
        _jobs[jobId].inputs[assetId][version] = offerId;
        _jobs[jobId].parents.push(Parent(assetId, offerId, Relation.TrainedOn));
    }

    /// @param commitment Of what came out; 0: not known here.
    function finish(uint256 jobId, bytes32 commitment) external {
        (_jobs[jobId].done, _jobs[jobId].commitment) = (true, commitment);
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

    /// @inheritdoc IComputeJobs
    function resultOf(uint256 jobId) external view returns (JobResult memory result) {
        Job storage job = _jobs[jobId];
        if (job.done) result = JobResult(job.buyer, job.commitment, job.parents);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAssetRegistry, Parent, Relation} from "../../src/interfaces/IAssetRegistry.sol";
import {Jobs} from "../mocks/Jobs.sol";
import {AccessBooks} from "./AccessBooks.sol";
import {Handler} from "./Handler.sol";
import {MarketHandler} from "./MarketHandler.sol";
import {World} from "./World.sol";

/// @notice Buyers who have jobs done on what they may compute with, by providers who open just that for just that long, and
/// who publish what comes out.
contract JobHandler is Handler {
    uint256 private constant MAX_JOBS = 8;
    uint256 private constant ROYALTY_CAP = 7000;

    struct Job {
        address buyer;
        address provider;
        uint256 assetId;
        uint32 version;
        bytes32 offerId;
        uint256 published; // the asset; 0 = not yet
    }

    MarketHandler private immutable _market;
    AccessBooks private immutable _access;
    Jobs private constant _JOBS = Jobs(address(COMPUTE_JOBS));
    Job[] private _jobs; // their ids, from 1

    constructor(World world, MarketHandler market, AccessBooks access) Handler(world) {
        (_market, _access) = (market, access);
        _jobs.push();
    }

    /// @dev Compute is to come and asks nobody yet: some buyers have the licence, some do not.
    function open(uint256 who, uint256 provider, uint256 what, uint256 terms_) external action {
        uint256 assetId = _asset(what);
        if (assetId == 0 || _jobs.length > MAX_JOBS) return;
        Job memory job = Job({
            buyer: _payer(who).addr,
            provider: _actor(provider).addr,
            assetId: assetId,
            version: uint32(1 + terms_ % _market.versionsOf(assetId)),
            offerId: LICENCES.offerIdOf(assetId, 1 + (terms_ >> 8) % 2),
            published: 0
        });
        assertEq(_JOBS.open(job.buyer, job.provider), _jobs.length, "jobs count up");
        _JOBS.addInput(_jobs.length, assetId, job.version, job.offerId);
        _jobs.push(job);
        _done();
    }

    function reassign(uint256 which, uint256 provider) external action {
        if (_jobs.length == 1) return;
        uint256 jobId = 1 + which % (_jobs.length - 1);
        _jobs[jobId].provider = _actor(provider).addr;
        _JOBS.reassign(jobId, _jobs[jobId].provider);
        _done();
    }

    /// @notice What a job made is published once, and owes what the licence of its input says.
    function publish(uint256 which, uint256 terms_) external action {
        if (_jobs.length == 1 || !_market.isRoom()) return;
        uint256 jobId = 1 + which % (_jobs.length - 1);
        Job storage job = _jobs[jobId];
        if (TOKEN.balanceOf(job.buyer) < PURSE / 10) return;
        _JOBS.finish(jobId, 0);
        Parent[] memory inputs = new Parent[](1);
        inputs[0] = Parent(job.assetId, job.offerId, Relation.TrainedOn);
        uint256 rates = _market.ghostRateSum(job.assetId) + _market.offerOf(job.offerId).royalty;
        if (rates > ROYALTY_CAP) return;
        if (job.published == 0) {
            job.published = _market.publishFromJob(job.buyer, jobId, inputs, terms_);
            assertEq(REGISTRY.assetOfJob(jobId), job.published, "asset of the job");
            return _done();
        }
        vm.expectPartialRevert(IAssetRegistry.AssetRegistryJobPublished.selector);
        _market.publishFromJob(job.buyer, jobId, inputs, terms_);
    }

    /// @notice For a job, who works on it opens what it needs, while the buyer may use that; and nobody else opens anything.
    function assertAccess() external view {
        for (uint256 jobId = 1; jobId < _jobs.length; ++jobId) {
            Job memory job = _jobs[jobId];
            bool held = _access.holds(job.buyer, job.assetId, job.offerId);
            for (uint256 i; i < _actors.length; ++i) {
                address account = _actors[i].addr;
                bool expected = held && account == job.provider;
                assertEq(LICENCES.canOpen(account, job.assetId, job.version, jobId), expected, "can open for a job");
                if (job.version == 1) continue;
                assertFalse(LICENCES.canOpen(account, job.assetId, job.version - 1, jobId), "another version");
            }
        }
    }
}

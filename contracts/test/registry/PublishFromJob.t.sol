// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Authorization} from "../../src/interfaces/Authorization.sol";
import {Evidence, IAssetRegistry, Parent, Publication, Relation} from "../../src/interfaces/IAssetRegistry.sol";
import {ILicences, OfferTerms} from "../../src/interfaces/ILicences.sol";
import {IRevenue, Royalty} from "../../src/interfaces/IRevenue.sol";
import {Base} from "../Base.t.sol";
import {Jobs} from "../mocks/Jobs.sol";

/// @notice Bob orders jobs of Carol's machine that use assets of Alice and Dave, and publishes what comes out.
contract PublishFromJobTest is Base {
    bytes32 private constant RESULT = keccak256("the commitment of the result");

    Jobs private jobs;
    uint256 private data;
    bytes32 private dataOffer;
    uint256 private algorithm;
    bytes32 private algorithmOffer;

    function setUp() public override {
        super.setUp();
        deployCodeTo("Jobs.sol:Jobs", address(COMPUTE_JOBS));
        jobs = Jobs(address(COMPUTE_JOBS));
        (data, dataOffer) = publish(alice.addr, terms(COMPUTE, 720, 1200, 1 ether));
        (algorithm, algorithmOffer) = publish(dave.addr, terms(COMPUTE, 0, 300, 1 ether));
        buy(bob.addr, dataOffer);
        buy(bob.addr, algorithmOffer);
    }

    function test_publishFromJob_theJobNamesParentsAndRoyalties() public {
        uint256 job = _job(RESULT);
        Publication memory publication = _publication(RESULT);
        uint256 expected = REGISTRY.assetIdOf(bob.addr, publication.salt);
        Parent[] memory parents = new Parent[](2);
        parents[0] = Parent(data, dataOffer, Relation.TrainedOn);
        parents[1] = Parent(algorithm, algorithmOffer, Relation.TrainedOn);
        fundBond(bob.addr, expected);
        vm.expectEmit(address(REGISTRY));
        emit IAssetRegistry.AssetPublished(expected, bob.addr, publication.kind, publication.metadata, RESULT, parents);
        vm.expectEmit(address(REGISTRY));
        emit IAssetRegistry.LineageProven(expected, job);
        vm.prank(bob.addr);
        uint256 model = REGISTRY.publishFromJob(job, publication, _none());
        assertEq(model, expected);
        assertEq(REGISTRY.ownerOf(model), bob.addr);
        assertEq(REGISTRY.assetOfJob(job), model);
        assertEq(uint8(REGISTRY.evidenceOf(model)), uint8(Evidence.Job));
        assertEq(uint8(REGISTRY.evidenceOf(data)), uint8(Evidence.Declared));

        Royalty[] memory royalties = REVENUE.royaltiesOf(model);
        assertEq(royalties.length, 2);
        assertEq(royalties[0].ancestor, data);
        assertEq(royalties[0].rate, 1200);
        assertEq(royalties[1].ancestor, algorithm);
        assertEq(royalties[1].rate, 300);
        pay(erin.addr, model, 10_000);
        REVENUE.distribute(model);
        assertEq(SHARES.cumulativeOf(data), 9750 * 1200 / 10_000, "Alice's royalty");
    }

    /// @notice What the licences fixed when they were bought holds, though they ended and their offers were closed since.
    function test_publishFromJob_afterTheLicencesEnded() public {
        uint256 job = _job(0);
        vm.prank(alice.addr);
        LICENCES.closeOffer(dataOffer);
        skip(721 hours);
        uint256 model = _publish(job, _publication(COMMITMENT));
        assertEq(REVENUE.royaltiesOf(model)[0].rate, 1200);
    }

    function test_publishFromJob_withTheBondByAuthorization() public {
        uint256 job = _job(0);
        Publication memory publication = _publication(COMMITMENT);
        uint256 model = REGISTRY.assetIdOf(bob.addr, publication.salt);
        bytes32 nonce = keccak256(abi.encode(bondOf(bob.addr, model), PUBLISH_BOND, bytes32(0)));
        Authorization memory bond = authorize(bob, address(ESCROW), PUBLISH_BOND, nonce);
        vm.prank(bob.addr);
        assertEq(REGISTRY.publishFromJob(job, publication, bond), model);
        assertEq(ESCROW.depositOf(bondOf(bob.addr, model)).locked, PUBLISH_BOND);
    }

    function test_publishFromJob_inheritsTheAncestorsOfItsInputs() public {
        uint256 model = _publish(_job(0), _publication(COMMITMENT));
        OfferTerms[] memory offers = new OfferTerms[](1);
        offers[0] = terms(COMPUTE, 0, 500, 0);
        vm.prank(bob.addr);
        bytes32 modelOffer = LICENCES.addOffers(model, offers)[0];
        buy(erin.addr, modelOffer);
        uint256 job = jobs.open(erin.addr, carol.addr);
        jobs.addInput(job, model, 1, modelOffer);
        jobs.finish(job, 0);
        Publication memory publication = _publication(COMMITMENT);
        fundBond(erin.addr, REGISTRY.assetIdOf(erin.addr, publication.salt));
        vm.prank(erin.addr);
        uint256 finer = REGISTRY.publishFromJob(job, publication, _none());
        Royalty[] memory royalties = REVENUE.royaltiesOf(finer);
        assertEq(royalties.length, 3);
        assertEq(royalties[0].rate, 1200);
        assertEq(royalties[2].ancestor, model);
        assertEq(royalties[2].rate, 500);
    }

    /// @notice Neither what Compute is asked nor what it answers moves when the same is brought again.
    function test_publishFromJob_RevertIf_published() public {
        uint256 job = _job(0);
        Publication memory publication = _publication(COMMITMENT);
        uint256 model = _publish(job, publication);
        bytes memory again = abi.encodeWithSelector(IAssetRegistry.AssetRegistryJobPublished.selector, job, model);
        _expectRefused(job, publication, again);
        _expectRefused(job, _publication(COMMITMENT), again);
    }

    function test_publishFromJob_RevertIf_notTheBuyer() public {
        uint256 job = _job(0);
        Publication memory publication = _publication(COMMITMENT);
        bytes memory refusal = abi.encodeWithSelector(IAssetRegistry.AssetRegistryNotBuyer.selector, job, carol.addr);
        vm.expectRevert(refusal);
        vm.prank(carol.addr); // who did the work
        REGISTRY.publishFromJob(job, publication, _none());
    }

    function test_publishFromJob_RevertIf_notDone() public {
        uint256 job = jobs.open(bob.addr, carol.addr);
        jobs.addInput(job, data, 1, dataOffer);
        _expectRefused(job, _publication(COMMITMENT), _notBuyer(job));
        _expectRefused(job + 1, _publication(COMMITMENT), _notBuyer(job + 1));
    }

    /// @dev As at genesis.
    function test_publishFromJob_RevertIf_thereIsNoCompute() public {
        vm.etch(address(COMPUTE_JOBS), "");
        _expectRefused(1, _publication(COMMITMENT), _notBuyer(1));
    }

    function test_publishFromJob_RevertIf_notTheResult() public {
        uint256 job = _job(RESULT);
        bytes memory other = abi.encodeWithSelector(IAssetRegistry.AssetRegistryNotTheResult.selector, job, COMMITMENT);
        _expectRefused(job, _publication(COMMITMENT), other);
    }

    function test_publishFromJob_RevertIf_parentsAreNamed() public {
        uint256 job = _job(0);
        Publication memory publication = _publication(COMMITMENT);
        publication.parents = parentList(data, dataOffer);
        bytes memory named = abi.encodeWithSelector(IAssetRegistry.AssetRegistryParentsAreTheJobs.selector, job);
        _expectRefused(job, publication, named);
    }

    function test_publishFromJob_RevertIf_tooManyInputs() public {
        uint256 job = jobs.open(bob.addr, carol.addr);
        for (uint32 i = 1; i <= 17; ++i) {
            jobs.addInput(job, data, i, dataOffer);
        }
        jobs.finish(job, 0);
        bytes memory many = abi.encodeWithSelector(IAssetRegistry.AssetRegistryTooManyParents.selector, 17, 16);
        _expectRefused(job, _publication(COMMITMENT), many);
    }

    function test_publishFromJob_RevertIf_royaltiesAboveTheCap() public {
        uint256 job = jobs.open(bob.addr, carol.addr);
        for (uint32 i = 1; i <= 6; ++i) {
            jobs.addInput(job, data, i, dataOffer);
        }
        jobs.finish(job, 0);
        bytes memory above = abi.encodeWithSelector(IRevenue.RevenueRoyaltiesAboveCap.selector, 7200, 7000);
        _expectRefused(job, _publication(COMMITMENT), above);
    }

    /// @notice Of an offer that gives no right to compute, or is another asset's, no upgrade of Compute makes a royalty.
    function test_publishFromJob_RevertIf_noComputeOffer() public {
        (uint256 other, bytes32 otherOffer) = publish(alice.addr, terms(DOWNLOAD | DERIVE, 0, 5, 0));
        _expectWrongOffer(other, otherOffer);
        _expectWrongOffer(data, algorithmOffer);
        _expectWrongOffer(data, 0);
    }

    /// @notice What an upgraded Compute can do: say of a result what is not so. What it can not: give it to another, take
    /// from an asset that is there, or change a lineage that was fixed.
    function test_publishFromJob_anUpgradedComputeTakesNothing() public {
        uint256 job = _job(0);
        uint256 model = _publish(job, _publication(COMMITMENT));
        bytes32 before = _fingerprint(model);
        jobs.addInput(job, data, 2, dataOffer);
        jobs.finish(job, RESULT);
        uint256 lie = jobs.open(bob.addr, carol.addr);
        jobs.finish(lie, 0); // made of nothing, it says
        uint256 orphan = _publish(lie, _publication(COMMITMENT));
        assertEq(REVENUE.royaltiesOf(orphan).length, 0);
        assertEq(_fingerprint(model), before);
        bytes memory notRegistry = abi.encodeWithSelector(IRevenue.RevenueNotRegistry.selector, address(COMPUTE_JOBS));
        vm.expectRevert(notRegistry);
        vm.prank(address(COMPUTE_JOBS));
        REVENUE.register(model, new Royalty[](0), contributorList(carol.addr, 5000, carol.addr));
    }

    function _expectWrongOffer(uint256 assetId, bytes32 offerId) private {
        uint256 job = jobs.open(bob.addr, carol.addr);
        jobs.addInput(job, assetId, 1, offerId);
        jobs.finish(job, 0);
        bytes memory wrong = abi.encodeWithSelector(ILicences.LicencesWrongOffer.selector, assetId, offerId, COMPUTE);
        _expectRefused(job, _publication(COMMITMENT), wrong);
    }

    function _job(bytes32 commitment) private returns (uint256 job) {
        job = jobs.open(bob.addr, carol.addr);
        jobs.addInput(job, data, 1, dataOffer);
        jobs.addInput(job, algorithm, 1, algorithmOffer);
        jobs.finish(job, commitment);
    }

    function _publication(bytes32 commitment) private returns (Publication memory publication) {
        publication = publicationWith(new OfferTerms[](0));
        publication.commitment = commitment;
    }

    function _publish(uint256 job, Publication memory publication) private returns (uint256) {
        fundBond(bob.addr, REGISTRY.assetIdOf(bob.addr, publication.salt));
        vm.prank(bob.addr);
        return REGISTRY.publishFromJob(job, publication, _none());
    }

    function _expectRefused(uint256 job, Publication memory publication, bytes memory reason) private {
        fundBond(bob.addr, REGISTRY.assetIdOf(bob.addr, publication.salt));
        vm.expectRevert(reason);
        vm.prank(bob.addr);
        REGISTRY.publishFromJob(job, publication, _none());
    }

    function _notBuyer(uint256 job) private view returns (bytes memory) {
        return abi.encodeWithSelector(IAssetRegistry.AssetRegistryNotBuyer.selector, job, bob.addr);
    }

    /// @dev All that an asset's people have of it.
    function _fingerprint(uint256 assetId) private view returns (bytes32) {
        return keccak256(
            abi.encode(
                REGISTRY.ownerOf(assetId),
                REGISTRY.evidenceOf(assetId),
                REGISTRY.versionOf(assetId, 1),
                REVENUE.royaltiesOf(assetId),
                REVENUE.totals(assetId),
                SHARES.balanceOf(bob.addr, assetId),
                ESCROW.depositOf(bondOf(bob.addr, assetId))
            )
        );
    }

    function _none() private pure returns (Authorization memory authorization) {}
}

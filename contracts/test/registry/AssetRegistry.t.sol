// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IAssetRegistry, Parent, Publication, Relation, Status} from "../../src/interfaces/IAssetRegistry.sol";
import {IEscrow} from "../../src/interfaces/IEscrow.sol";
import {ILicences, OfferTerms} from "../../src/interfaces/ILicences.sol";
import {IRevenue} from "../../src/interfaces/IRevenue.sol";
import {Base} from "../Base.t.sol";

contract AssetRegistryTest is Base {
    function test_publish_RevertIf_alreadyPublished() public {
        Publication memory publication = publicationWith(terms(DOWNLOAD, 0, 0, 5));
        uint256 asset = publish(alice.addr, publication);
        uint256 hash = uint256(keccak256(abi.encode(CHAIN_ID, REGISTRY, alice.addr, publication.salt)));
        assertEq(asset, hash >> 16 << 16);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.AssetRegistryAlreadyPublished.selector, asset));
        vm.prank(alice.addr);
        REGISTRY.publish(publication);
    }

    function test_publish_RevertIf_noBond() public {
        Publication memory publication = publicationWith(terms(DOWNLOAD, 0, 0, 5));
        vm.expectRevert(abi.encodeWithSelector(IEscrow.EscrowTooLittle.selector, 0, PUBLISH_BOND));
        vm.prank(alice.addr);
        REGISTRY.publish(publication);
    }

    function test_publish_RevertIf_noDeriveLicence() public {
        (uint256 parent, bytes32 offer) = publish(alice.addr, terms(DERIVE, 24, 1500, 0));
        Publication memory publication = publicationWith(terms(DOWNLOAD, 0, 0, 5));
        publication.parents = parentList(parent, offer);
        fundBond(bob.addr, REGISTRY.assetIdOf(bob.addr, publication.salt));
        bytes memory none = abi.encodeWithSelector(ILicences.LicencesNotHeld.selector, offer, bob.addr);
        vm.expectRevert(none);
        vm.prank(bob.addr);
        REGISTRY.publish(publication);
        buy(bob.addr, offer);
        vm.warp(uint256(LICENCES.offerExpiry(bob.addr, offer)) * 1 hours);
        vm.expectRevert(none);
        vm.prank(bob.addr);
        REGISTRY.publish(publication);
    }

    function test_publish_RevertIf_aboveTheCap() public {
        (uint256 root, bytes32 rootOffer) = publish(alice.addr, terms(DERIVE, 0, 4000, 0));
        (uint256 middle, bytes32 offer) = publishDerivative(bob.addr, root, rootOffer, terms(DERIVE, 0, 3001, 0));
        buy(dave.addr, offer);
        Publication memory publication = publicationWith(terms(DOWNLOAD, 0, 0, 0));
        publication.parents = parentList(middle, offer);
        fundBond(dave.addr, REGISTRY.assetIdOf(dave.addr, publication.salt));
        vm.expectRevert(abi.encodeWithSelector(IRevenue.RevenueRoyaltiesAboveCap.selector, 7001, 7000));
        vm.prank(dave.addr);
        REGISTRY.publish(publication);
    }

    /// @dev Twelve ways to one ancestor: their sum is more than a rate can hold.
    function test_publish_RevertIf_oneAncestorOnManyWays() public {
        (uint256 root, bytes32 rootOffer) = publish(alice.addr, terms(DERIVE, 0, 6000, 0));
        Publication memory publication = publicationWith(new OfferTerms[](0));
        publication.parents = new Parent[](12);
        for (uint256 i; i < 12; ++i) {
            (uint256 parent, bytes32 offer) = publishDerivative(bob.addr, root, rootOffer, terms(DERIVE, 0, 1, 0));
            buy(dave.addr, offer);
            publication.parents[i] = Parent(parent, offer, Relation.DerivedFrom);
        }
        fundBond(dave.addr, REGISTRY.assetIdOf(dave.addr, publication.salt));
        // The second already is too much.
        vm.expectRevert(abi.encodeWithSelector(IRevenue.RevenueRoyaltiesAboveCap.selector, 12_002, 7000));
        vm.prank(dave.addr);
        REGISTRY.publish(publication);
    }

    function test_addVersion_RevertIf_notOwner() public {
        (uint256 asset,) = publish(alice.addr, terms(DOWNLOAD, 0, 0, 5));
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.AssetRegistryNotOwner.selector, asset, erin.addr));
        vm.prank(erin.addr);
        REGISTRY.addVersion(asset, 2, 0, 0);
    }

    function test_suspend_stopsSalesOnly() public {
        (uint256 asset, bytes32 offer) = publish(alice.addr, terms(DOWNLOAD, 0, 0, 100));
        buy(carol.addr, offer);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, alice.addr));
        vm.prank(alice.addr);
        REGISTRY.suspend(asset, 0);
        vm.expectEmit(address(REGISTRY));
        emit IAssetRegistry.AssetSuspended(asset, "reason");
        vm.prank(address(TIMELOCK));
        REGISTRY.suspend(asset, "reason");
        assertTrue(LICENCES.canOpen(carol.addr, asset, 1, 0));
        REVENUE.distribute(asset);
        assertEq(claim(alice.addr, asset), 98);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.AssetRegistryNotActive.selector, asset, Status.Suspended));
        vm.prank(address(REVENUE));
        LICENCES.recordPurchase(offer, dave.addr);
        // Who retires meanwhile has the bond back, and resuming revives nothing.
        vm.prank(alice.addr);
        REGISTRY.retire(asset);
        vm.expectEmit(address(REGISTRY));
        emit IAssetRegistry.AssetResumed(asset);
        vm.prank(address(TIMELOCK));
        REGISTRY.resume(asset);
        assertEq(uint8(REGISTRY.statusOf(asset)), uint8(Status.Retired));
    }

    function test_pause_saysUntilWhen() public {
        uint256 until = block.timestamp + 7 days;
        vm.expectEmit(address(REGISTRY));
        emit IAssetRegistry.NewBusinessPaused(until);
        vm.startPrank(address(GUARDIAN));
        assertEq(REGISTRY.pause(), until);
        vm.expectEmit(address(REGISTRY));
        emit IAssetRegistry.NewBusinessPaused(block.timestamp);
        REGISTRY.unpause();
        assertEq(REGISTRY.pausedUntil(), block.timestamp);
    }

    function test_updateBond_takesWhatVotesSet() public {
        vm.expectEmit(address(REGISTRY));
        emit IAssetRegistry.BondUpdated(7);
        vm.prank(address(TIMELOCK));
        PARAMETERS.set("publishBond", 7);
        assertEq(REGISTRY.publishBond(), 7);
        vm.expectEmit(address(REGISTRY));
        emit IAssetRegistry.BondUpdated(7);
        assertEq(REGISTRY.updateBond(), 7, "anyone may ask");
    }

    function test_releaseBond_afterTheDelayToThePublisher() public {
        (uint256 asset,) = publish(alice.addr, terms(DOWNLOAD, 0, 0, 5));
        vm.expectEmit(address(REGISTRY));
        emit IAssetRegistry.AssetRetired(asset);
        vm.prank(alice.addr);
        REGISTRY.retire(asset);
        uint256 dueAt = block.timestamp + BOND_DELAY;
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.AssetRegistryBondNotDue.selector, asset, dueAt));
        REGISTRY.releaseBond(asset);
        vm.warp(dueAt);
        REGISTRY.releaseBond(asset);
        assertEq(ESCROW.withdraw(alice.addr), PUBLISH_BOND);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.AssetRegistryNotRetired.selector, asset));
        REGISTRY.releaseBond(asset);
    }
}

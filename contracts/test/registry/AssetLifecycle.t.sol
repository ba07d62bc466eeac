// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ids} from "../../src/libraries/Ids.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IERC721Metadata} from "@openzeppelin/contracts/token/ERC721/extensions/IERC721Metadata.sol";
import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Authorization} from "../../src/interfaces/Authorization.sol";
import {IAssetRegistry, Kind, Parent, Publication, Relation, Status} from "../../src/interfaces/IAssetRegistry.sol";
import {ILicences, OfferTerms} from "../../src/interfaces/ILicences.sol";
import {IRevenue, Royalty} from "../../src/interfaces/IRevenue.sol";
import {ISaharaToken} from "../../src/interfaces/ISaharaToken.sol";
import {Base} from "../Base.t.sol";

/// @notice The life of an asset, from its publishing with every way of lineage to the way out with its bond.
contract AssetLifecycleTest is Base {
    function test_publish() public {
        Publication memory publication = publicationWith(terms(DOWNLOAD, 0, 0, 1 ether));
        uint256 assetId = REGISTRY.assetIdOf(alice.addr, publication.salt);
        fundBond(alice.addr, assetId);
        vm.expectEmit(address(REGISTRY));
        emit IAssetRegistry.AssetPublished(assetId, alice.addr, Kind.Dataset, METADATA, COMMITMENT, publication.parents);
        vm.prank(alice.addr);
        REGISTRY.publish(publication);

        assertTrue(REGISTRY.exists(assetId));
        assertEq(REGISTRY.ownerOf(assetId), alice.addr);
        assertEq(REGISTRY.publisherOf(assetId), alice.addr);
        assertEq(uint8(REGISTRY.kindOf(assetId)), uint8(Kind.Dataset));
        _assertStatus(assetId, Status.Active);
        assertEq(REGISTRY.versionCount(assetId), 1);
        assertEq(REGISTRY.versionOf(assetId, 1).metadata, METADATA);
        assertEq(REGISTRY.versionOf(assetId, 1).commitment, COMMITMENT);
        assertEq(REGISTRY.versionOf(assetId, 2).metadata, 0);
        assertEq(SHARES.balanceOf(alice.addr, assetId), 10_000);
        assertEq(LICENCES.offerCount(assetId), 1);
        assertEq(ESCROW.depositOf(bondOf(alice.addr, assetId)).locked, PUBLISH_BOND);
    }

    function test_publish_needsNoBondWhenNoneIsAsked() public {
        vm.prank(address(TIMELOCK));
        PARAMETERS.set("publishBond", 0);
        uint256 assetId = publish(alice.addr, publicationWith(new OfferTerms[](0)));
        vm.prank(alice.addr);
        REGISTRY.retire(assetId);
        skip(BOND_DELAY);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.AssetRegistryNotRetired.selector, assetId));
        REGISTRY.releaseBond(assetId);
    }

    function test_publish_RevertIf_invalidKind() public {
        Publication memory publication = publicationWith(new OfferTerms[](0));
        publication.kind = Kind.None;
        vm.expectRevert(IAssetRegistry.AssetRegistryInvalidKind.selector);
        vm.prank(alice.addr);
        REGISTRY.publish(publication);
    }

    function test_publishWithAuthorization() public {
        (Publication memory publication, uint256 assetId, Authorization memory bond) = _withBond();
        vm.prank(alice.addr);
        assertEq(REGISTRY.publishWithAuthorization(publication, bond), assetId);
        assertEq(ESCROW.depositOf(bondOf(alice.addr, assetId)).locked, PUBLISH_BOND);
    }

    /// @dev Whoever runs ahead with the bond's signature only pays Alice's bond for her: she publishes on.
    function test_publishWithAuthorization_frontRunStrandsNothing() public {
        (Publication memory publication, uint256 assetId, Authorization memory bond) = _withBond();
        vm.prank(erin.addr);
        ESCROW.fundWithAuthorization(bondOf(alice.addr, assetId), PUBLISH_BOND, alice.addr, 0, bond);
        vm.prank(alice.addr);
        assertEq(REGISTRY.publishWithAuthorization(publication, bond), assetId);
    }

    /// @dev Whatever the bond, whatever somebody brought before, and whatever was signed: the publisher pays the bond
    /// if it was not there, once and only as signed, and gets back all but the bond.
    function testFuzz_publishWithAuthorization(uint256 asked, uint256 brought, uint256 signed) public {
        asked = bound(asked, 0, 1000 ether);
        brought = bound(brought, asked == 0 ? 0 : asked - 1, asked + 1);
        signed = bound(signed, asked == 0 ? 0 : asked - 1, asked);
        vm.prank(address(TIMELOCK));
        PARAMETERS.set("publishBond", asked);
        Publication memory publication = publicationWith(new OfferTerms[](0));
        uint256 assetId = REGISTRY.assetIdOf(alice.addr, publication.salt);
        if (brought > 0) {
            vm.prank(erin.addr);
            ESCROW.fund(bondOf(alice.addr, assetId), brought);
        }
        Authorization memory bond = _authorizeBond(assetId, signed);
        uint256 paid = brought < asked ? asked : 0;
        if (paid > 0 && signed != asked) {
            vm.expectRevert(abi.encodeWithSelector(ISaharaToken.SaharaTokenInvalidSignature.selector, alice.addr));
            vm.prank(alice.addr);
            REGISTRY.publishWithAuthorization(publication, bond);
            assertFalse(REGISTRY.exists(assetId));
            assertEq(ESCROW.depositOf(bondOf(alice.addr, assetId)).free, brought);
            assertEq(TOKEN.balanceOf(alice.addr), FUNDS);
            return;
        }
        vm.startPrank(alice.addr);
        assertEq(REGISTRY.publishWithAuthorization(publication, bond), assetId);
        assertEq(TOKEN.balanceOf(alice.addr), FUNDS - paid);
        assertEq(ESCROW.depositOf(bondOf(alice.addr, assetId)).locked, asked);
        assertEq(ESCROW.depositOf(bondOf(alice.addr, assetId)).free, brought + paid - asked);
        if (brought + paid > asked) ESCROW.reclaim(bondOf(alice.addr, assetId));
        vm.stopPrank();
        assertEq(ESCROW.withdraw(alice.addr), brought + paid - asked);
        assertEq(TOKEN.balanceOf(address(ESCROW)), asked);
    }

    function test_publish_RevertIf_noDeriveLicence() public {
        (uint256 parent, bytes32 derive) = publish(alice.addr, terms(DERIVE, 10, 500, 0));
        Publication memory publication = publicationWith(new OfferTerms[](0));
        publication.parents = parentList(parent, derive);
        _expectNoLicence(publication, parent, derive); // never bought
        buy(bob.addr, derive);
        skip(11 hours);
        _expectNoLicence(publication, parent, derive); // expired
        (uint256 other,) = publish(alice.addr, terms(DERIVE, 0, 0, 0));
        buy(bob.addr, derive);
        publication.parents = parentList(other, derive);
        _expectNoLicence(publication, other, derive); // the offer of another asset
    }

    function test_publish_diamondAddsRates() public {
        (uint256 root, bytes32 rootOffer) = publish(alice.addr, terms(DERIVE, 0, 1000, 0));
        (uint256 left, bytes32 leftOffer) = publishDerivative(bob.addr, root, rootOffer, terms(DERIVE, 0, 500, 0));
        (uint256 right, bytes32 rightOffer) = publishDerivative(carol.addr, root, rootOffer, terms(DERIVE, 0, 300, 0));
        uint256[] memory ids = new uint256[](2);
        bytes32[] memory offers = new bytes32[](2);
        (ids[0], ids[1], offers[0], offers[1]) = (left, right, leftOffer, rightOffer);
        Royalty[] memory royalties = REVENUE.royaltiesOf(publish(dave.addr, _derivative(dave.addr, ids, offers)));
        assertEq(royalties.length, 3);
        assertEq(abi.encode(royalties[0]), abi.encode(Royalty(root, 2000)));
        assertEq(abi.encode(royalties[1]), abi.encode(Royalty(left, 500)));
        assertEq(abi.encode(royalties[2]), abi.encode(Royalty(right, 300)));
    }

    function test_publish_RevertIf_tooManyParents() public {
        Publication memory publication = publicationWith(new OfferTerms[](0));
        publication.parents = new Parent[](17);
        fundBond(bob.addr, REGISTRY.assetIdOf(bob.addr, publication.salt));
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.AssetRegistryTooManyParents.selector, 17, 16));
        vm.prank(bob.addr);
        REGISTRY.publish(publication);
    }

    /// @dev Four assets of sixteen roots each: 64 ancestors fit, these four themselves do not.
    function test_publish_RevertIf_tooManyAncestors() public {
        uint256[] memory middle = new uint256[](4);
        bytes32[] memory middleOffers = new bytes32[](4);
        for (uint256 i; i < 4; ++i) {
            uint256[] memory roots = new uint256[](16);
            bytes32[] memory offers = new bytes32[](16);
            for (uint256 j; j < 16; ++j) {
                (roots[j], offers[j]) = publish(alice.addr, terms(DERIVE, 0, 10, 0));
            }
            Publication memory made = _derivative(bob.addr, roots, offers);
            made.offers = new OfferTerms[](1);
            made.offers[0] = terms(DERIVE, 0, 10, 0);
            middle[i] = publish(bob.addr, made);
            middleOffers[i] = LICENCES.offerIdOf(middle[i], 0);
        }
        Publication memory publication = _derivative(carol.addr, middle, middleOffers);
        fundBond(carol.addr, REGISTRY.assetIdOf(carol.addr, publication.salt));
        vm.expectRevert(abi.encodeWithSelector(IRevenue.RevenueTooManyAncestors.selector, 64));
        vm.prank(carol.addr);
        REGISTRY.publish(publication);
    }

    function test_addVersion() public {
        uint256 assetId = _publish();
        vm.expectEmit(address(REGISTRY));
        emit IAssetRegistry.VersionAdded(assetId, 2, "metadata 2", "commitment 2");
        vm.prank(alice.addr);
        REGISTRY.addVersion(assetId, 2, "metadata 2", "commitment 2");
        assertEq(REGISTRY.versionCount(assetId), 2);
        assertEq(REGISTRY.versionOf(assetId, 2).metadata, "metadata 2");
        assertEq(REGISTRY.versionOf(assetId, 1).metadata, METADATA);
    }

    /// @dev Of two that were prepared for one number, the second does not become the version after.
    function testFuzz_addVersion_RevertIf_notNext(uint8 added, uint32 version) public {
        uint32 next = uint32(bound(added, 0, 20)) + 2;
        vm.assume(version != next);
        uint256 assetId = _publish();
        vm.startPrank(alice.addr);
        for (uint32 i = 2; i < next; ++i) {
            REGISTRY.addVersion(assetId, i, METADATA, COMMITMENT);
        }
        vm.expectRevert(
            abi.encodeWithSelector(IAssetRegistry.AssetRegistryVersionNotNext.selector, assetId, version, next)
        );
        REGISTRY.addVersion(assetId, version, "metadata", "commitment");
        REGISTRY.addVersion(assetId, next, "metadata", "commitment");
        vm.stopPrank();
        assertEq(REGISTRY.versionCount(assetId), next);
        assertEq(REGISTRY.versionOf(assetId, next).metadata, "metadata");
        assertEq(REGISTRY.versionOf(assetId, next + 1).metadata, 0);
    }

    function test_addVersion_RevertIf_notOwnerOrRetired() public {
        uint256 assetId = _publish();
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.AssetRegistryNotOwner.selector, assetId, bob.addr));
        vm.prank(bob.addr);
        REGISTRY.addVersion(assetId, 2, 0, 0);
        vm.startPrank(alice.addr);
        REGISTRY.retire(assetId);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.AssetRegistryNotActive.selector, assetId, Status.Retired));
        REGISTRY.addVersion(assetId, 2, 0, 0);
        vm.stopPrank();
    }

    function test_retire_RevertIf_notOwnerOrTwice() public {
        uint256 assetId = _publish();
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.AssetRegistryNotOwner.selector, assetId, bob.addr));
        vm.prank(bob.addr);
        REGISTRY.retire(assetId);
        vm.startPrank(alice.addr);
        REGISTRY.retire(assetId);
        _assertStatus(assetId, Status.Retired);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.AssetRegistryNotActive.selector, assetId, Status.Retired));
        REGISTRY.retire(assetId);
        vm.stopPrank();
    }

    function test_suspendAndResume() public {
        uint256 assetId = _publish();
        vm.startPrank(address(TIMELOCK));
        REGISTRY.suspend(assetId, "reason");
        _assertStatus(assetId, Status.Suspended);
        vm.expectRevert(
            abi.encodeWithSelector(IAssetRegistry.AssetRegistryNotActive.selector, assetId, Status.Suspended)
        );
        REGISTRY.suspend(assetId, "reason");
        REGISTRY.resume(assetId);
        _assertStatus(assetId, Status.Active);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.AssetRegistryNotSuspended.selector, assetId));
        REGISTRY.resume(assetId);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.AssetRegistryUnknownAsset.selector, 1));
        REGISTRY.suspend(1, "reason");
        vm.stopPrank();
    }

    function test_suspendAndResume_RevertIf_notDao() public {
        uint256 assetId = _publish();
        vm.startPrank(alice.addr);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, alice.addr));
        REGISTRY.suspend(assetId, 0);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, alice.addr));
        REGISTRY.resume(assetId);
        vm.stopPrank();
    }

    function test_releaseBond_suspensionNeverTakesIt() public {
        uint256 assetId = _publish();
        vm.prank(address(TIMELOCK));
        REGISTRY.suspend(assetId, "reason");
        vm.prank(alice.addr);
        REGISTRY.retire(assetId);
        skip(BOND_DELAY);
        REGISTRY.releaseBond(assetId);
        assertEq(ESCROW.withdraw(alice.addr), PUBLISH_BOND);
        vm.prank(address(TIMELOCK));
        REGISTRY.resume(assetId);
        _assertStatus(assetId, Status.Retired);
    }

    function test_releaseBond_paysWhoPaidItAfterTheDelay() public {
        uint256 assetId = _publish();
        vm.prank(alice.addr);
        REGISTRY.transferFrom(alice.addr, bob.addr, assetId);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.AssetRegistryNotRetired.selector, assetId));
        REGISTRY.releaseBond(assetId);
        vm.prank(bob.addr);
        REGISTRY.retire(assetId);
        uint256 dueAt = block.timestamp + BOND_DELAY;
        vm.warp(dueAt - 1);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.AssetRegistryBondNotDue.selector, assetId, dueAt));
        REGISTRY.releaseBond(assetId);
        vm.warp(dueAt);
        REGISTRY.releaseBond(assetId);
        assertEq(ESCROW.withdrawable(alice.addr), PUBLISH_BOND);
        vm.expectRevert(abi.encodeWithSelector(IAssetRegistry.AssetRegistryNotRetired.selector, assetId));
        REGISTRY.releaseBond(assetId);
    }

    function test_tokenURI_namesTheNewestMetadata() public {
        uint256 assetId = _publish();
        vm.prank(alice.addr);
        REGISTRY.addVersion(assetId, 2, bytes32(uint256(0xab)), COMMITMENT);
        assertEq(
            IERC721Metadata(address(REGISTRY)).tokenURI(assetId),
            "ipfs://f0155122000000000000000000000000000000000000000000000000000000000000000ab"
        );
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, 1));
        IERC721Metadata(address(REGISTRY)).tokenURI(1);
    }

    function test_supportsInterface() public view {
        assertTrue(REGISTRY.supportsInterface(type(IERC721).interfaceId));
        assertTrue(REGISTRY.supportsInterface(type(IERC721Metadata).interfaceId));
    }

    function testFuzz_assetIdOf(address publisher, bytes32 salt) public view {
        uint256 hash = uint256(keccak256(abi.encode(CHAIN_ID, address(REGISTRY), publisher, salt)));
        assertEq(REGISTRY.assetIdOf(publisher, salt), hash - hash % 65_536);
    }

    function _publish() private returns (uint256) {
        return publish(alice.addr, publicationWith(new OfferTerms[](0)));
    }

    function _withBond() private returns (Publication memory p, uint256 assetId, Authorization memory bond) {
        p = publicationWith(new OfferTerms[](0));
        assetId = REGISTRY.assetIdOf(alice.addr, p.salt);
        bond = _authorizeBond(assetId, PUBLISH_BOND);
    }

    function _authorizeBond(uint256 assetId, uint256 amount) private view returns (Authorization memory) {
        bytes32 nonce = keccak256(abi.encode(bondOf(alice.addr, assetId), amount, bytes32(0)));
        return authorize(alice, address(ESCROW), amount, nonce);
    }

    /// @dev Buys the derive offers and names them.
    function _derivative(address publisher, uint256[] memory ids, bytes32[] memory offers)
        private
        returns (Publication memory publication)
    {
        publication = publicationWith(new OfferTerms[](0));
        publication.parents = new Parent[](ids.length);
        for (uint256 i; i < ids.length; ++i) {
            buy(publisher, offers[i]);
            publication.parents[i] = Parent(ids[i], offers[i], Relation.DerivedFrom);
        }
    }

    function _expectNoLicence(Publication memory publication, uint256 parent, bytes32 offerId) private {
        uint256 assetId = REGISTRY.assetIdOf(bob.addr, publication.salt);
        if (ESCROW.depositOf(bondOf(bob.addr, assetId)).free == 0) fundBond(bob.addr, assetId);
        vm.expectRevert(
            Ids.assetOf(offerId) == parent
                ? abi.encodeWithSelector(ILicences.LicencesNotHeld.selector, offerId, bob.addr)
                : abi.encodeWithSelector(ILicences.LicencesWrongOffer.selector, parent, offerId, DERIVE)
        );
        vm.prank(bob.addr);
        REGISTRY.publish(publication);
    }

    function _assertStatus(uint256 assetId, Status expected) private view {
        assertEq(uint8(REGISTRY.statusOf(assetId)), uint8(expected), "status");
    }
}

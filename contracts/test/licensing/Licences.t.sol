// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILicences, Offer, OfferTerms} from "../../src/interfaces/ILicences.sol";
import {Purchase} from "../../src/interfaces/IRevenue.sol";
import {Base} from "../Base.t.sol";

contract LicencesTest is Base {
    uint32 private constant PERPETUAL = type(uint32).max;

    function test_recordPurchase_RevertIf_notRevenue() public {
        (, bytes32 offer) = publish(alice.addr, terms(DOWNLOAD, 0, 0, 5));
        vm.expectRevert(abi.encodeWithSelector(ILicences.LicencesNotRevenue.selector, erin.addr));
        vm.prank(erin.addr);
        LICENCES.recordPurchase(offer, erin.addr);
    }

    function test_recordPurchase_roundsHoursUpAndRenewsFromTheEnd() public {
        (uint256 asset, bytes32 offer) = publish(alice.addr, terms(DOWNLOAD | DERIVE, 24, 0, 5));
        uint32 hour = uint32((block.timestamp + 3599) / 3600);
        buy(carol.addr, offer);
        assertEq(uint32(LICENCES.accessOf(carol.addr, asset)), hour + 24);
        assertEq(LICENCES.offerExpiry(carol.addr, offer), hour + 24);
        buy(carol.addr, offer);
        assertEq(uint32(LICENCES.accessOf(carol.addr, asset)), hour + 48, "renewing early loses nothing");
        vm.warp(uint256(hour + 48) * 3600 - 1);
        assertTrue(LICENCES.hasAccess(carol.addr, asset, DOWNLOAD | DERIVE));
        vm.warp(uint256(hour + 48) * 3600);
        assertFalse(LICENCES.hasAccess(carol.addr, asset, DOWNLOAD));
        buy(carol.addr, offer);
        assertEq(uint32(LICENCES.accessOf(carol.addr, asset)), hour + 72, "from now once it has ended");
    }

    function test_hasAccess_ofNothingIsNone() public {
        (uint256 asset,) = publish(alice.addr, terms(DOWNLOAD, 0, 0, 5));
        assertTrue(LICENCES.hasAccess(alice.addr, asset, ALL_RIGHTS), "the owner has all there is");
        assertFalse(LICENCES.hasAccess(alice.addr, asset, 0));
        assertFalse(LICENCES.hasAccess(alice.addr, asset, ALL_RIGHTS + 1));
        assertFalse(LICENCES.hasAccess(address(0), asset + 1, DOWNLOAD), "nobody owns what is not published");
    }

    function test_grant_RevertIf_notOwnerOrInvalid() public {
        (uint256 asset, bytes32 offer) = publish(alice.addr, terms(DOWNLOAD, 0, 0, 5));
        bytes memory notOwner = abi.encodeWithSelector(ILicences.LicencesNotOwner.selector, asset, erin.addr);
        vm.startPrank(erin.addr);
        vm.expectRevert(notOwner);
        LICENCES.closeOffer(offer);
        vm.expectRevert(notOwner);
        LICENCES.grant(erin.addr, asset, DOWNLOAD, PERPETUAL);
        vm.expectRevert(notOwner);
        LICENCES.revoke(carol.addr, asset, DOWNLOAD);
        OfferTerms[] memory offers = publicationWith(terms(DOWNLOAD, 0, 0, 0)).offers;
        vm.expectRevert(notOwner);
        LICENCES.addOffers(asset, offers);
        vm.stopPrank();
        vm.startPrank(alice.addr);
        vm.expectRevert(ILicences.LicencesInvalidTerms.selector);
        LICENCES.grant(erin.addr, asset, 0, PERPETUAL);
        vm.expectRevert(ILicences.LicencesInvalidTerms.selector);
        LICENCES.grant(erin.addr, asset, 16, PERPETUAL);
    }

    /// @dev The owner holds every offer, so that only the offer decides.
    function test_deriveTerms_ofTheAssetsOwnOffersThatAllowIt() public {
        (uint256 asset, bytes32 plain) = publish(alice.addr, terms(DOWNLOAD, 0, 500, 5));
        (uint256 other, bytes32 derive) = publish(alice.addr, terms(DERIVE, 0, 600, 5));
        _assertDerive(asset, plain, false, 0);
        _assertDerive(asset, derive, false, 0);
        _assertDerive(other, derive, true, 600);
    }

    function test_ofAnIdThatIsNoAsset() public {
        (uint256 asset,) = publish(alice.addr, terms(DOWNLOAD, 0, 0, 5));
        assertEq(LICENCES.offerCount(asset), 1);
        assertEq(LICENCES.offerCount(asset + 1), 0);
        assertEq(LICENCES.longestRefundHours(asset), 0);
        OfferTerms memory refundable = terms(DOWNLOAD, 0, 0, 5);
        refundable.refundHours = 1;
        OfferTerms[] memory offers = publicationWith(refundable).offers;
        vm.prank(alice.addr);
        LICENCES.addOffers(asset, offers);
        assertEq(LICENCES.longestRefundHours(asset), 1);
        assertEq(LICENCES.longestRefundHours(asset + 1), 0);
    }

    function test_offers_atTheLargestRoyaltyAndRefundWindow() public {
        OfferTerms memory largest = terms(DERIVE, 0, 7000, 5);
        largest.refundHours = 720;
        (, bytes32 offer) = publish(alice.addr, largest);
        assertEq(LICENCES.offerOf(offer).terms.royalty, 7000);
        assertEq(LICENCES.offerOf(offer).terms.refundHours, 720);
    }

    function test_recordPurchase_RevertIf_forNobody() public {
        (, bytes32 offer) = publish(alice.addr, terms(DOWNLOAD, 0, 0, 5));
        Purchase memory purchase = purchaseOf(offer, address(0));
        vm.expectRevert(ILicences.LicencesInvalidBeneficiary.selector);
        vm.prank(carol.addr);
        REVENUE.buy(purchase);
    }

    /// @dev The whole slot, as {accessOf} shows it.
    function test_accessChanged_bySaleGrantAndRevocation() public {
        (uint256 asset, bytes32 offer) = publish(alice.addr, terms(DOWNLOAD | DERIVE, 24, 0, 5));
        uint256 end = (block.timestamp + 3599) / 3600 + 24;
        uint256 sold = end | end << 64;
        Purchase memory purchase = purchaseOf(offer, dave.addr);
        vm.expectEmit(address(LICENCES));
        emit ILicences.AccessChanged(dave.addr, asset, sold);
        vm.prank(carol.addr);
        REVENUE.buy(purchase);
        vm.expectEmit(address(LICENCES));
        emit ILicences.AccessChanged(dave.addr, asset, sold | uint256(PERPETUAL) << 160);
        vm.startPrank(alice.addr);
        LICENCES.grant(dave.addr, asset, COMPUTE, PERPETUAL);
        vm.expectEmit(address(LICENCES));
        emit ILicences.AccessChanged(dave.addr, asset, sold);
        LICENCES.revoke(dave.addr, asset, ALL_RIGHTS);
    }

    function test_addOffers() public {
        (uint256 asset,) = publish(alice.addr, terms(DOWNLOAD, 0, 0, 5));
        OfferTerms[] memory offers = new OfferTerms[](2);
        (offers[0], offers[1]) = (terms(COMPUTE, 0, 700, 1), terms(INFER, 9, 0, 2));
        for (uint256 i; i < 2; ++i) {
            vm.expectEmit(address(LICENCES));
            emit ILicences.OfferAdded(bytes32(asset + i + 2), asset, i + 1, offers[i]);
        }
        vm.prank(alice.addr);
        LICENCES.addOffers(asset, offers);
    }

    function test_closeOffer_endsItsSales() public {
        (uint256 asset, bytes32 offer) = publish(alice.addr, terms(DOWNLOAD, 0, 0, 0));
        vm.startPrank(alice.addr);
        vm.expectEmit(address(LICENCES));
        emit ILicences.OfferClosed(offer, asset);
        LICENCES.closeOffer(offer);
        bytes memory closed = abi.encodeWithSelector(ILicences.LicencesOfferClosed.selector, offer);
        vm.expectRevert(closed);
        LICENCES.closeOffer(offer);
        vm.stopPrank();
        vm.expectRevert(closed);
        vm.prank(address(REVENUE));
        LICENCES.recordPurchase(offer, carol.addr);
    }

    function test_recordPurchase_RevertIf_soldOut() public {
        OfferTerms memory capped = terms(DOWNLOAD, 24, 0, 5);
        capped.maxSales = 2;
        (uint256 asset, bytes32 offer) = publish(alice.addr, capped);
        buy(carol.addr, offer);
        buy(carol.addr, offer); // a renewal is a sale
        assertEq(LICENCES.offerOf(offer).sold, 2);
        Purchase memory purchase = purchaseOf(offer, dave.addr);
        vm.expectRevert(abi.encodeWithSelector(ILicences.LicencesSoldOut.selector, offer, 2));
        vm.prank(dave.addr);
        REVENUE.buy(purchase);
        assertFalse(LICENCES.hasAccess(dave.addr, asset, DOWNLOAD));
    }

    function testFuzz_addOffers_keepsEveryTerm(OfferTerms memory offer) public {
        offer.rights = uint8(bound(offer.rights, 1, 15));
        offer.royalty = uint16(bound(offer.royalty, 0, 7000));
        offer.refundHours = uint16(bound(offer.refundHours, 0, 720));
        (uint256 asset, bytes32 offerId) = publish(alice.addr, offer);
        assertEq(abi.encode(LICENCES.offerOf(offerId)), abi.encode(Offer(asset, offer, false, 0)));
    }

    function test_addOffers_RevertIf_invalidTerms() public {
        (uint256 asset,) = publish(alice.addr, terms(DOWNLOAD, 0, 0, 5));
        OfferTerms[] memory offers = new OfferTerms[](1);
        vm.startPrank(alice.addr);
        offers[0] = terms(0, 0, 0, 0);
        _expectInvalidTerms(asset, offers);
        offers[0] = terms(ALL_RIGHTS + 1, 0, 0, 0);
        _expectInvalidTerms(asset, offers);
        offers[0] = terms(DERIVE, 0, 7001, 0);
        _expectInvalidTerms(asset, offers);
        offers[0] = terms(DERIVE, 0, 0, 0);
        offers[0].refundHours = 721;
        _expectInvalidTerms(asset, offers);
        vm.stopPrank();
    }

    function test_revoke_leavesWhatWasSold() public {
        (uint256 asset, bytes32 offer) = publish(alice.addr, terms(DOWNLOAD, 0, 0, 5));
        buy(carol.addr, offer);
        vm.startPrank(alice.addr);
        LICENCES.grant(carol.addr, asset, DOWNLOAD | INFER, PERPETUAL);
        assertTrue(LICENCES.hasAccess(carol.addr, asset, DOWNLOAD | INFER));
        LICENCES.revoke(carol.addr, asset, ALL_RIGHTS);
        assertTrue(LICENCES.hasAccess(carol.addr, asset, DOWNLOAD));
        assertFalse(LICENCES.hasAccess(carol.addr, asset, INFER));
    }

    function test_canOpen_table() public {
        (uint256 asset, bytes32 offer) = publish(alice.addr, terms(DOWNLOAD, 0, 0, 5));
        vm.prank(alice.addr);
        bytes32 compute = LICENCES.addOffers(asset, publicationWith(terms(COMPUTE, 0, 0, 5)).offers)[0];
        buy(carol.addr, offer);
        buy(bob.addr, compute);
        vm.prank(alice.addr);
        LICENCES.grant(dave.addr, asset, DOWNLOAD, PERPETUAL);
        assertTrue(LICENCES.canOpen(alice.addr, asset, 1, 0), "owner");
        assertTrue(LICENCES.canOpen(carol.addr, asset, 1, 0), "buyer");
        assertTrue(LICENCES.canOpen(dave.addr, asset, 1, 0), "granted");
        assertFalse(LICENCES.canOpen(bob.addr, asset, 1, 0), "compute only");
        assertFalse(LICENCES.canOpen(erin.addr, asset, 1, 0), "stranger");
        assertFalse(LICENCES.canOpen(alice.addr, asset, 0, 0), "no version 0");
        assertFalse(LICENCES.canOpen(alice.addr, asset, 2, 0), "no version 2");
        assertFalse(LICENCES.canOpen(alice.addr, asset, 1, 1), "no jobs");
        assertFalse(LICENCES.canOpen(alice.addr, 5, 1, 0), "no asset");
    }

    function testFuzz_grant_touchesOnlyItsPartOfTheSlot(uint8 sold, uint8 rights, uint32 expiryHour) public {
        sold = uint8(bound(sold, 1, 15));
        rights = uint8(bound(rights, 1, 15));
        (uint256 asset, bytes32 offer) = publish(alice.addr, terms(sold, 0, 0, 0));
        buy(carol.addr, offer);
        vm.prank(alice.addr);
        LICENCES.grant(carol.addr, asset, rights, expiryHour);
        uint256 access = LICENCES.accessOf(carol.addr, asset);
        for (uint256 i; i < 4; ++i) {
            assertEq(uint32(access >> (i * 32)), (sold >> i) & 1 == 1 ? PERPETUAL : 0);
            assertEq(uint32(access >> (128 + i * 32)), (rights >> i) & 1 == 1 ? expiryHour : 0);
        }
    }

    function _expectInvalidTerms(uint256 asset, OfferTerms[] memory offers) private {
        vm.expectRevert(ILicences.LicencesInvalidTerms.selector);
        LICENCES.addOffers(asset, offers);
    }

    function _assertDerive(uint256 asset, bytes32 offer, bool allowed, uint16 royalty) private view {
        (bool isAllowed, uint16 rate) = LICENCES.deriveTerms(alice.addr, asset, offer);
        assertEq(isAllowed, allowed);
        assertEq(rate, royalty);
    }
}

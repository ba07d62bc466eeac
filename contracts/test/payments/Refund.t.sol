// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {IAssetRegistry, Publication} from "../../src/interfaces/IAssetRegistry.sol";
import {ILicences, OfferTerms} from "../../src/interfaces/ILicences.sol";
import {IParameters} from "../../src/interfaces/IParameters.sol";
import {HeldPurchase, IRevenue, Purchase} from "../../src/interfaces/IRevenue.sol";
import {Base} from "../Base.t.sol";
import {KeyTree} from "../KeyTree.sol";
import {StubbornLicences} from "../mocks/StubbornLicences.sol";

/// @notice Payments that are held, and their two ways out: to the asset, or back to the buyer.
contract RefundTest is Base {
    using KeyTree for KeyTree.Plan;

    uint128 private constant PRICE = 100 ether;
    uint256 private constant FEE = 2.5 ether;
    uint16 private constant REFUND_HOURS = 48;
    uint32 private constant PERPETUAL = type(uint32).max;

    KeyTree.Plan private plan; // of a key that the key shares do not give
    uint256 private asset;
    bytes32 private offer; // perpetual, download and derive
    bytes32 private dayOffer; // for 24 hours, the same rights

    function setUp() public override {
        super.setUp();
        OfferTerms[] memory offers = new OfferTerms[](2);
        offers[0] = _refundable(terms(DOWNLOAD | DERIVE, 0, 1000, PRICE));
        offers[1] = _refundable(terms(DOWNLOAD | DERIVE, 24, 1000, PRICE));
        Publication memory publication = publicationWith(offers);
        asset = REGISTRY.assetIdOf(alice.addr, publication.salt);
        plan = KeyTree.Plan(asset, 1, 2, "another key", KeyTree.split("key", 2, 3));
        publication.commitment = plan.root();
        assertEq(publish(alice.addr, publication), asset);
        offer = LICENCES.offerIdOf(asset, 0);
        dayOffer = LICENCES.offerIdOf(asset, 1);
    }

    function test_buy_holdsThePayment() public {
        Purchase memory purchase = purchaseOf(offer, dave.addr);
        uint256 until = block.timestamp + 48 hours;
        vm.expectEmit(address(REVENUE));
        emit IRevenue.Purchased(purchase.purchaseId, offer, carol.addr, dave.addr, asset, PRICE, PERPETUAL);
        vm.expectEmit(address(REVENUE));
        emit IRevenue.PaymentHeld(
            purchase.purchaseId, carol.addr, asset, PRICE, plan.root(), 0, uint16(FEE_BASIS_POINTS), until
        );
        vm.prank(carol.addr);
        REVENUE.buy(purchase);

        IRevenue.HeldPayment memory held = REVENUE.heldOf(_held(purchase, carol.addr));
        assertEq(held.amount, PRICE);
        assertEq(held.feeBasisPoints, FEE_BASIS_POINTS);
        assertEq(held.until, until);
        assertEq(TOKEN.balanceOf(address(REVENUE)), PRICE);
        assertEq(REVENUE.totals(asset).net, 0);
        assertEq(REVENUE.treasuryOwed(), 0);
        assertTrue(LICENCES.canOpen(dave.addr, asset, 1, 0), "the licence is there at once");
    }

    function test_buy_freeIsNotHeld() public {
        (uint256 free, bytes32 freeOffer) = publish(alice.addr, _refundable(terms(DOWNLOAD, 0, 0, 0)));
        Purchase memory purchase = purchaseOf(freeOffer, carol.addr);
        vm.prank(carol.addr);
        REVENUE.buy(purchase);
        HeldPurchase memory held =
            HeldPurchase(purchase.purchaseId, freeOffer, carol.addr, carol.addr, free, COMMITMENT, 0);
        assertEq(REVENUE.heldOf(held).amount, 0);
        _expectNotHeld(held);
    }

    function test_release_afterTheWindowAtTheFeeOfThePurchase() public {
        HeldPurchase memory held = _buy(carol.addr, offer);
        govern(address(PARAMETERS), abi.encodeCall(IParameters.set, ("feeBasisPoints", 1000)));
        uint256 until = REVENUE.heldOf(held).until;
        vm.warp(until - 1);
        vm.expectRevert(abi.encodeWithSelector(IRevenue.RevenueHeldUntil.selector, until));
        REVENUE.release(held);
        vm.warp(until);
        vm.expectEmit(address(REVENUE));
        emit IRevenue.PaymentReleased(held.purchaseId, carol.addr, asset);
        vm.expectEmit(address(REVENUE));
        emit IRevenue.Paid(asset, carol.addr, PRICE, FEE, PRICE - FEE);
        vm.prank(erin.addr);
        REVENUE.release(held);
        assertEq(REVENUE.totals(asset).net, PRICE - FEE);
        assertEq(REVENUE.treasuryOwed(), FEE);
        assertTrue(LICENCES.hasAccess(carol.addr, asset, DOWNLOAD | DERIVE));
        _expectNotHeld(held);
    }

    function test_release_whateverBecameOfTheAsset() public {
        HeldPurchase memory first = _buy(carol.addr, offer);
        HeldPurchase memory second = _buy(carol.addr, offer);
        vm.startPrank(alice.addr);
        LICENCES.closeOffer(offer);
        REGISTRY.addVersion(asset, 2, METADATA, "other commitment");
        REGISTRY.transferFrom(alice.addr, bob.addr, asset);
        vm.stopPrank();
        skip(48 hours);
        vm.prank(address(TIMELOCK));
        REGISTRY.suspend(asset, "reason");
        REVENUE.release(first);
        vm.prank(bob.addr);
        REGISTRY.retire(asset);
        REVENUE.release(second);
        assertEq(REVENUE.totals(asset).net, 2 * (PRICE - FEE));
    }

    function test_refund_givesBackAllAndTakesTheLicence() public {
        uint256 before = TOKEN.balanceOf(carol.addr);
        Purchase memory purchase = purchaseOf(offer, dave.addr);
        vm.prank(carol.addr);
        REVENUE.buy(purchase);
        HeldPurchase memory held = _held(purchase, carol.addr);
        vm.expectRevert(abi.encodeWithSelector(IRevenue.RevenueKeyNotFaulty.selector, plan.root()));
        REVENUE.refund(held);

        _prove();
        vm.expectEmit(address(REVENUE));
        emit IRevenue.PaymentRefunded(held.purchaseId, carol.addr, asset, PRICE);
        vm.prank(erin.addr);
        REVENUE.refund(held);
        assertEq(TOKEN.balanceOf(carol.addr), before, "the payer, fee and all");
        assertEq(TOKEN.balanceOf(address(REVENUE)), 0);
        assertEq(LICENCES.accessOf(dave.addr, asset), 0);
        assertEq(LICENCES.offerExpiry(dave.addr, offer), 0);
        assertFalse(LICENCES.canOpen(dave.addr, asset, 1, 0));
        _expectNotHeld(held);
        assertTrue(REVENUE.purchased(carol.addr, purchase.purchaseId), "the id stays used");
    }

    /// @dev Proven in time, so whoever is slow to ask for the refund does not lose it to who is quick to release.
    function test_refund_alsoAfterTheWindow() public {
        HeldPurchase memory held = _buy(carol.addr, offer);
        _prove();
        skip(365 days);
        vm.expectRevert(abi.encodeWithSelector(IRevenue.RevenueKeyFaulty.selector, plan.root()));
        REVENUE.release(held);
        REVENUE.refund(held);
        assertEq(TOKEN.balanceOf(address(REVENUE)), 0);
    }

    function test_refund_provenLateButNotReleasedYet() public {
        HeldPurchase memory first = _buy(carol.addr, offer);
        HeldPurchase memory second = _buy(dave.addr, offer);
        skip(48 hours);
        REVENUE.release(first);
        _prove();
        _expectNotHeld(first);
        REVENUE.refund(second);
        assertEq(TOKEN.balanceOf(address(REVENUE)), PRICE);
    }

    /// @dev Who bought when the next version was there already knew better; who bought before is not bound by it.
    function test_refund_isBoundToTheNewestVersionAtThePurchase() public {
        HeldPurchase memory before = _buy(carol.addr, offer);
        vm.prank(alice.addr);
        REGISTRY.addVersion(asset, 2, METADATA, "good commitment");
        HeldPurchase memory later = _buy(dave.addr, offer);
        assertEq(later.commitment, "good commitment");
        assertEq(REVENUE.heldOf(later).amount, PRICE);
        _prove();
        REVENUE.refund(before);
        vm.expectRevert(abi.encodeWithSelector(IRevenue.RevenueKeyNotFaulty.selector, bytes32("good commitment")));
        REVENUE.refund(later);
        skip(48 hours);
        REVENUE.release(later);
    }

    function test_heldOf_namesExactlyOnePurchase() public {
        HeldPurchase memory held = _buy(carol.addr, offer);
        _prove();
        skip(48 hours);
        for (uint256 i; i < 6; ++i) {
            HeldPurchase memory other = abi.decode(abi.encode(held), (HeldPurchase));
            if (i == 0) other.purchaseId = "other";
            if (i == 1) other.offerId = dayOffer;
            if (i == 2) other.payer = erin.addr;
            if (i == 3) other.beneficiary = erin.addr;
            if (i == 4) other.assetId = 1;
            if (i == 5) other.commitment = 0;
            _expectNotHeld(other);
        }
        REVENUE.refund(held);
    }

    function test_refund_leavesWhatOthersGave() public {
        (uint256 hour, uint256 start) = (uint256(1 hours), block.timestamp);
        HeldPurchase memory held = _buy(carol.addr, offer);
        _buyPlain(carol.addr, DOWNLOAD, 24); // beneath the perpetual one
        vm.prank(alice.addr);
        LICENCES.grant(carol.addr, asset, INFER, PERPETUAL);
        HeldPurchase memory again = _buy(carol.addr, offer);
        _prove();
        REVENUE.refund(held);
        assertEq(uint32(LICENCES.accessOf(carol.addr, asset)), PERPETUAL, "still one perpetual");
        assertEq(LICENCES.offerExpiry(carol.addr, offer), PERPETUAL);
        REVENUE.refund(again);
        assertEq(
            uint32(LICENCES.accessOf(carol.addr, asset)), (start + hour - 1) / hour + 24, "the day that was bought"
        );
        assertEq(uint32(LICENCES.accessOf(carol.addr, asset) >> 64), 0);
        assertTrue(LICENCES.hasAccess(carol.addr, asset, INFER));
        assertEq(LICENCES.offerExpiry(carol.addr, offer), 0);
    }

    function test_refund_leavesAPerpetualSaleThatWasNotRefundable() public {
        HeldPurchase memory held = _buy(carol.addr, offer);
        _buyPlain(carol.addr, DOWNLOAD, 0);
        _prove();
        REVENUE.refund(held);
        assertTrue(LICENCES.hasAccess(carol.addr, asset, DOWNLOAD));
        assertFalse(LICENCES.hasAccess(carol.addr, asset, DERIVE));
        held = _buy(carol.addr, offer);
        REVENUE.refund(held);
        assertTrue(LICENCES.hasAccess(carol.addr, asset, DOWNLOAD));
    }

    function test_refund_takesAllHoursOfALicenceForATime() public {
        HeldPurchase memory held = _buy(carol.addr, dayOffer);
        uint32 hour = uint32((block.timestamp + 3599) / 3600);
        HeldPurchase memory other = _buy(carol.addr, dayOffer);
        assertEq(uint32(LICENCES.accessOf(carol.addr, asset)), hour + 48);
        skip(10 hours);
        _prove();
        REVENUE.refund(held);
        assertEq(uint32(LICENCES.accessOf(carol.addr, asset)), hour + 24);
        assertEq(LICENCES.offerExpiry(carol.addr, dayOffer), hour + 24);
        REVENUE.refund(other);
        assertEq(uint32(LICENCES.accessOf(carol.addr, asset)), 0);
        assertFalse(LICENCES.hasAccess(carol.addr, asset, DOWNLOAD));
    }

    /// @dev Whether the first licence still runs or has long ended when the second is bought: once it is refunded, the
    /// second is as if it had been bought alone.
    function testFuzz_refund_leavesTheHoursOfALaterLicence(uint256 time) public {
        HeldPurchase memory first = _buy(carol.addr, dayOffer);
        skip(bound(time, 0, 60 hours));
        uint256 end = _hour() + 24;
        _buy(carol.addr, dayOffer);
        _prove();
        REVENUE.refund(first);
        assertEq(uint32(LICENCES.accessOf(carol.addr, asset)), end);
        assertEq(LICENCES.offerExpiry(carol.addr, dayOffer), end);
    }

    /// @dev What the sales that stand add up to, by going through them one by one.
    struct Bought {
        uint256 hour;
        uint32 duration;
        uint8 rights;
        bytes32 offer;
        HeldPurchase held; // of one that can be refunded
    }

    /// @dev However sales and refunds follow each other, an account has to the hour what the sales that were not
    /// refunded give.
    function testFuzz_refund_takesWhatItsSaleGaveAndNothingElse(uint256 seed) public {
        _prove();
        Bought[] memory bought = new Bought[](16);
        for (uint256 i; i < bought.length; ++i) {
            uint256 dice = uint256(keccak256(abi.encode(seed, i)));
            skip(dice % 30 hours);
            uint256 way = (dice >> 32) % 5;
            if (way < 2) {
                bool day = (dice >> 64) % 3 > 0;
                bought[i] = Bought(_hour(), day ? 24 : 0, DOWNLOAD | DERIVE, day ? dayOffer : offer, _none());
                bought[i].held = _buy(carol.addr, bought[i].offer);
            } else if (way < 4) {
                uint32 duration = (dice >> 64) % 8 == 0 ? 0 : uint32((dice >> 96) % 50 + 1);
                uint8 rights = (dice >> 128) % 2 == 0 ? DOWNLOAD : DOWNLOAD | INFER;
                bought[i] = Bought(_hour(), duration, rights, _buyPlain(carol.addr, rights, duration), _none());
            } else {
                _refundOne(bought, dice >> 64);
            }
            _assertGives(bought);
        }
        for (uint256 i; i < bought.length; ++i) {
            _refundOne(bought, i);
            _assertGives(bought);
        }
    }

    /// @dev The most that an upgraded Licences can do to a held payment is to have it released after 30 days.
    function test_heldMoney_survivesEveryUpgradeOfLicences() public {
        HeldPurchase memory held = _buy(carol.addr, offer);
        address stubborn = address(new StubbornLicences());
        govern(address(LICENCES), abi.encodeCall(UUPSUpgradeable.upgradeToAndCall, (stubborn, "")));
        Purchase memory purchase = Purchase("id", offer, dave.addr, 1 ether);
        vm.prank(dave.addr);
        REVENUE.buy(purchase);
        HeldPurchase memory late = HeldPurchase("id", offer, dave.addr, dave.addr, asset, "commitment", 0);
        assertEq(REVENUE.heldOf(late).until, block.timestamp + 720 hours);

        _prove();
        uint256 before = TOKEN.balanceOf(carol.addr);
        REVENUE.refund(held);
        assertEq(TOKEN.balanceOf(carol.addr), before + PRICE);
        skip(720 hours);
        REVENUE.release(late);
        assertEq(REVENUE.totals(asset).net, 0.975 ether);
    }

    function test_recordRefund_RevertIf_notRevenue() public {
        vm.expectRevert(abi.encodeWithSelector(ILicences.LicencesNotRevenue.selector, erin.addr));
        vm.prank(erin.addr);
        LICENCES.recordRefund(offer, carol.addr, 0);
    }

    function _refundable(OfferTerms memory given) private pure returns (OfferTerms memory) {
        given.refundHours = REFUND_HOURS;
        return given;
    }

    function _buy(address buyer, bytes32 offerId) private returns (HeldPurchase memory) {
        return buyHeld(buyer, purchaseOf(offerId, buyer));
    }

    /// @dev The first sale to the beneficiary.
    function _held(Purchase memory purchase, address payer) private view returns (HeldPurchase memory) {
        return HeldPurchase(purchase.purchaseId, purchase.offerId, payer, purchase.beneficiary, asset, plan.root(), 0);
    }

    function _buyPlain(address buyer, uint8 rights, uint32 durationHours) private returns (bytes32 plain) {
        vm.prank(alice.addr);
        plain = LICENCES.addOffers(asset, publicationWith(terms(rights, durationHours, 0, 1)).offers)[0];
        buy(buyer, plain);
    }

    /// @dev The first that can be refunded, from a place on.
    function _refundOne(Bought[] memory bought, uint256 place) private {
        for (uint256 i; i < bought.length; ++i) {
            Bought memory one = bought[(place + i) % bought.length];
            if (one.held.payer == address(0)) continue;
            REVENUE.refund(one.held);
            (one.rights, one.held) = (0, _none());
            return;
        }
    }

    function _assertGives(Bought[] memory bought) private view {
        uint256 access = LICENCES.accessOf(carol.addr, asset);
        for (uint256 right; right < 4; ++right) {
            uint256 end;
            for (uint256 i; i < bought.length; ++i) {
                if (bought[i].rights & (1 << right) != 0) end = _endAfter(end, bought[i]);
            }
            assertEq(uint32(access >> (32 * right)), end, "access");
        }
        (uint256 perpetual, uint256 day) = (0, 0);
        for (uint256 i; i < bought.length; ++i) {
            if (bought[i].rights == 0) continue;
            if (bought[i].offer == offer) perpetual = PERPETUAL;
            if (bought[i].offer == dayOffer) day = _endAfter(day, bought[i]);
        }
        assertEq(LICENCES.offerExpiry(carol.addr, offer), perpetual, "perpetual offer");
        assertEq(LICENCES.offerExpiry(carol.addr, dayOffer), day, "day offer");
    }

    function _endAfter(uint256 end, Bought memory one) private pure returns (uint256) {
        if (end == PERPETUAL || one.duration == 0) return PERPETUAL;
        return (end > one.hour ? end : one.hour) + one.duration;
    }

    function _hour() private view returns (uint256) {
        return (block.timestamp + 3599) / 3600;
    }

    function _none() private pure returns (HeldPurchase memory none) {}

    function _prove() private {
        uint256[] memory which = new uint256[](2);
        which[1] = 1;
        KEY_FAULTS.prove(plan.root(), plan.open(which));
    }

    function _expectNotHeld(HeldPurchase memory held) private {
        bytes memory notHeld = abi.encodeWithSelector(IRevenue.RevenueNotHeld.selector, held.purchaseId);
        vm.expectRevert(notHeld);
        REVENUE.refund(held);
        vm.expectRevert(notHeld);
        REVENUE.release(held);
    }
}

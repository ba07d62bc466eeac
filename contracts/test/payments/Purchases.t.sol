// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Authorization} from "../../src/interfaces/Authorization.sol";
import {ILicences} from "../../src/interfaces/ILicences.sol";
import {IParameters} from "../../src/interfaces/IParameters.sol";
import {IRevenue, Purchase} from "../../src/interfaces/IRevenue.sol";
import {ISaharaToken} from "../../src/interfaces/ISaharaToken.sol";
import {Base} from "../Base.t.sol";
import {Caller} from "../mocks/Caller.sol";
import {Wallet} from "../mocks/Wallet.sol";

/// @notice The ways to pay for a licence.
contract PurchasesTest is Base {
    uint128 private constant PRICE = 100 ether;
    uint256 private constant FEE = 2.5 ether;

    uint256 private asset;
    bytes32 private offer;

    function setUp() public override {
        super.setUp();
        (asset, offer) = publish(alice.addr, terms(DOWNLOAD, 0, 0, PRICE));
    }

    function test_buy_paysByAllowanceAndLicenses() public {
        Purchase memory purchase = purchaseOf(offer, dave.addr);
        uint256 before = TOKEN.balanceOf(carol.addr);
        vm.expectEmit(address(REVENUE));
        emit IRevenue.Purchased(purchase.purchaseId, offer, carol.addr, dave.addr, asset, PRICE, type(uint32).max);
        vm.expectEmit(address(REVENUE));
        emit IRevenue.Paid(asset, carol.addr, PRICE, FEE, PRICE - FEE);
        vm.prank(carol.addr);
        assertEq(REVENUE.buy(purchase), PRICE);

        assertEq(before - TOKEN.balanceOf(carol.addr), PRICE);
        assertEq(REVENUE.totals(asset).net, PRICE - FEE);
        assertEq(REVENUE.treasuryOwed(), FEE);
        assertTrue(LICENCES.hasAccess(dave.addr, asset, DOWNLOAD));
        assertFalse(LICENCES.hasAccess(carol.addr, asset, DOWNLOAD));
        assertTrue(REVENUE.purchased(carol.addr, purchase.purchaseId));
        uint256 made = 1 << uint8(uint256(purchase.purchaseId));
        assertEq(REVENUE.purchasesIn(carol.addr, bytes31(purchase.purchaseId)), made);
    }

    function test_buy_freeOfferMovesNothing() public {
        (uint256 free, bytes32 freeOffer) = publish(alice.addr, terms(DOWNLOAD, 0, 0, 0));
        uint256 before = TOKEN.balanceOf(carol.addr);
        vm.recordLogs();
        assertEq(buy(carol.addr, freeOffer), 0);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) {
            assertTrue(logs[i].topics[0] != IRevenue.Paid.selector, "nothing was paid");
        }
        assertEq(TOKEN.balanceOf(carol.addr), before);
        assertTrue(LICENCES.hasAccess(carol.addr, free, DOWNLOAD));
        assertEq(REVENUE.totals(free).net, 0);
    }

    /// @dev By allowance, permit, authorization or native coin, at any price and fee.
    function testFuzz_buy_everyWayPaysTheSame(uint128 price, uint16 fee, uint8 way) public {
        price = uint128(bound(price, 1, FUNDS - type(uint8).max)); // who sends more has that back
        fee = uint16(bound(fee, 0, 1000));
        govern(address(PARAMETERS), abi.encodeCall(IParameters.set, ("feeBasisPoints", fee)));
        (uint256 sold, bytes32 soldOffer) = publish(alice.addr, terms(DOWNLOAD, 0, 0, price));
        Purchase memory purchase = purchaseOf(soldOffer, dave.addr);
        uint256 before = TOKEN.balanceOf(carol.addr) + carol.addr.balance;
        (uint8 v, bytes32 r, bytes32 s) = signPermit(carol, address(REVENUE), price, block.timestamp);
        Authorization memory authorization = authorizePurchase(carol, purchase);
        vm.startPrank(carol.addr);
        if (way % 4 == 0) REVENUE.buy(purchase);
        if (way % 4 == 1) {
            TOKEN.approve(address(REVENUE), 0);
            REVENUE.buyWithPermit(purchase, block.timestamp, v, r, s);
        }
        if (way % 4 == 2) REVENUE.buyWithAuthorization(purchase, carol.addr, price, authorization);
        if (way % 4 == 3) REVENUE.buyWithNative{value: price + way}(purchase);
        vm.stopPrank();
        uint256 toTreasury = uint256(price) * fee / 10_000;
        assertEq(before - TOKEN.balanceOf(carol.addr) - carol.addr.balance, price);
        assertEq(REVENUE.treasuryOwed(), toTreasury);
        assertEq(REVENUE.totals(sold).net, price - toTreasury);
        assertEq(TOKEN.balanceOf(address(REVENUE)), price);
        assertTrue(LICENCES.hasAccess(dave.addr, sold, DOWNLOAD));
    }

    function test_buy_RevertIf_purchaseAlreadyMade() public {
        Purchase memory purchase = purchaseOf(offer, carol.addr);
        vm.startPrank(carol.addr);
        REVENUE.buy(purchase);
        bytes memory already =
            abi.encodeWithSelector(IRevenue.RevenuePurchaseAlreadyMade.selector, carol.addr, purchase.purchaseId);
        vm.expectRevert(already);
        REVENUE.buy(purchase);
        // Whatever the second way of paying is.
        vm.expectRevert(already);
        REVENUE.buyWithNative{value: PRICE}(purchase);
        vm.expectRevert(already);
        REVENUE.buyWithPermit(purchase, 0, 0, 0, 0);
        Authorization memory authorization = authorizePurchase(carol, purchase);
        vm.expectRevert(already);
        REVENUE.buyWithAuthorization(purchase, carol.addr, PRICE, authorization);
        assertEq(REVENUE.totals(asset).net, PRICE - FEE);
    }

    function test_buy_sameIdOfAnotherPayerIsAnotherPurchase() public {
        Purchase memory purchase = purchaseOf(offer, carol.addr);
        vm.prank(erin.addr);
        REVENUE.buy(purchase);
        assertFalse(REVENUE.purchased(carol.addr, purchase.purchaseId));
        vm.prank(carol.addr);
        REVENUE.buy(purchase);
    }

    function test_buy_failedPurchaseMayBeTriedAgain() public {
        Purchase memory purchase = purchaseOf(offer, carol.addr);
        vm.startPrank(carol.addr);
        TOKEN.approve(address(REVENUE), 0);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(REVENUE), 0, PRICE)
        );
        REVENUE.buy(purchase);
        assertFalse(REVENUE.purchased(carol.addr, purchase.purchaseId));
        TOKEN.approve(address(REVENUE), PRICE);
        REVENUE.buy(purchase);
    }

    function test_buy_RevertIf_priceAboveMaximum() public {
        Purchase memory purchase = purchaseOf(offer, carol.addr);
        purchase.maxPrice = PRICE - 1;
        vm.expectRevert(abi.encodeWithSelector(IRevenue.RevenuePriceAboveMaximum.selector, PRICE, PRICE - 1));
        vm.prank(carol.addr);
        REVENUE.buy(purchase);
    }

    function test_buy_RevertIf_offerUnknown() public {
        vm.expectRevert(abi.encodeWithSelector(ILicences.LicencesUnknownOffer.selector, bytes32("none")));
        vm.prank(carol.addr);
        REVENUE.buy(Purchase(bytes32("id"), bytes32("none"), carol.addr, PRICE));
    }

    function test_buyWithPermit_needsNoAllowanceBefore() public {
        Purchase memory purchase = purchaseOf(offer, carol.addr);
        vm.startPrank(carol.addr);
        TOKEN.approve(address(REVENUE), 0);
        (uint8 v, bytes32 r, bytes32 s) = signPermit(carol, address(REVENUE), PRICE, block.timestamp);
        assertEq(REVENUE.buyWithPermit(purchase, block.timestamp, v, r, s), PRICE);
        assertEq(TOKEN.allowance(carol.addr, address(REVENUE)), 0);
    }

    function test_buyWithPermit_survivesPermitUsedByAnother() public {
        Purchase memory purchase = purchaseOf(offer, carol.addr);
        vm.prank(carol.addr);
        TOKEN.approve(address(REVENUE), 0);
        (uint8 v, bytes32 r, bytes32 s) = signPermit(carol, address(REVENUE), PRICE, block.timestamp);
        vm.prank(erin.addr);
        TOKEN.permit(carol.addr, address(REVENUE), PRICE, block.timestamp, v, r, s);
        vm.prank(carol.addr);
        assertEq(REVENUE.buyWithPermit(purchase, block.timestamp, v, r, s), PRICE);
    }

    function test_buyWithPermit_RevertIf_permitOfAnother() public {
        Purchase memory purchase = purchaseOf(offer, erin.addr);
        (uint8 v, bytes32 r, bytes32 s) = signPermit(carol, address(REVENUE), PRICE, block.timestamp);
        vm.startPrank(erin.addr);
        TOKEN.approve(address(REVENUE), 0);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(REVENUE), 0, PRICE)
        );
        REVENUE.buyWithPermit(purchase, block.timestamp, v, r, s);
    }

    function test_buyWithAuthorization_anyoneBringsItThePayerPays() public {
        Purchase memory purchase = purchaseOf(offer, dave.addr);
        Authorization memory authorization = authorizePurchase(carol, purchase);
        uint256 before = TOKEN.balanceOf(carol.addr);
        uint256 relayer = TOKEN.balanceOf(erin.addr);
        vm.prank(erin.addr);
        assertEq(REVENUE.buyWithAuthorization(purchase, carol.addr, PRICE, authorization), PRICE);
        assertEq(before - TOKEN.balanceOf(carol.addr), PRICE);
        assertEq(TOKEN.balanceOf(erin.addr), relayer);
        assertTrue(REVENUE.purchased(carol.addr, purchase.purchaseId));
        assertTrue(LICENCES.hasAccess(dave.addr, asset, DOWNLOAD));
    }

    function test_buyWithAuthorization_RevertIf_anythingOfThePurchaseDiffers() public {
        Purchase memory purchase = purchaseOf(offer, carol.addr);
        Authorization memory authorization = authorizePurchase(carol, purchase);
        (, bytes32 otherOffer) = publish(erin.addr, terms(DOWNLOAD, 0, 0, PRICE));
        vm.startPrank(erin.addr);

        Purchase memory changed = _copy(purchase);
        changed.beneficiary = erin.addr;
        _expectInvalid(changed, authorization);
        changed = _copy(purchase);
        changed.offerId = otherOffer;
        _expectInvalid(changed, authorization);
        changed = _copy(purchase);
        changed.purchaseId = bytes32("another");
        _expectInvalid(changed, authorization);
        changed = _copy(purchase);
        changed.maxPrice = PRICE + 1;
        _expectInvalid(changed, authorization);

        // What was signed still works.
        REVENUE.buyWithAuthorization(purchase, carol.addr, PRICE, authorization);
    }

    function test_buyWithAuthorization_RevertIf_replayed() public {
        Purchase memory purchase = purchaseOf(offer, carol.addr);
        Authorization memory authorization = authorizePurchase(carol, purchase);
        vm.startPrank(erin.addr);
        REVENUE.buyWithAuthorization(purchase, carol.addr, PRICE, authorization);
        vm.expectRevert(
            abi.encodeWithSelector(IRevenue.RevenuePurchaseAlreadyMade.selector, carol.addr, purchase.purchaseId)
        );
        REVENUE.buyWithAuthorization(purchase, carol.addr, PRICE, authorization);
    }

    function test_buyWithAuthorization_RevertIf_collectedByAnother() public {
        Purchase memory purchase = purchaseOf(offer, carol.addr);
        Authorization memory a = authorizePurchase(carol, purchase);
        bytes32 nonce = keccak256(abi.encode(purchase));
        vm.startPrank(erin.addr);
        vm.expectRevert(
            abi.encodeWithSelector(ISaharaToken.SaharaTokenReceiverNotCaller.selector, address(REVENUE), erin.addr)
        );
        TOKEN.receiveWithAuthorization(
            carol.addr, address(REVENUE), PRICE, a.validAfter, a.validBefore, nonce, a.signature
        );
        // Nor can it be moved there without the purchase: that is another signed type.
        vm.expectRevert(abi.encodeWithSelector(ISaharaToken.SaharaTokenInvalidSignature.selector, carol.addr));
        TOKEN.transferWithAuthorization(
            carol.addr, address(REVENUE), PRICE, a.validAfter, a.validBefore, nonce, a.signature
        );
    }

    function test_buyWithAuthorization_RevertIf_signedForAnotherReceiver() public {
        Purchase memory purchase = purchaseOf(offer, carol.addr);
        Authorization memory authorization = authorize(carol, address(ESCROW), PRICE, keccak256(abi.encode(purchase)));
        _expectInvalid(purchase, authorization);
    }

    function test_buyWithAuthorization_RevertIf_amountNotPrice() public {
        Purchase memory purchase = purchaseOf(offer, carol.addr);
        purchase.maxPrice = PRICE + 1;
        Authorization memory authorization = authorizePurchase(carol, purchase);
        vm.expectRevert(abi.encodeWithSelector(IRevenue.RevenueAmountNotPrice.selector, PRICE + 1, PRICE));
        REVENUE.buyWithAuthorization(purchase, carol.addr, PRICE + 1, authorization);
    }

    function test_buyWithAuthorization_RevertIf_outsideItsTime() public {
        Purchase memory purchase = purchaseOf(offer, carol.addr);
        Authorization memory authorization = authorizePurchase(carol, purchase);
        vm.warp(authorization.validBefore);
        vm.expectRevert(
            abi.encodeWithSelector(ISaharaToken.SaharaTokenAuthorizationExpired.selector, authorization.validBefore)
        );
        REVENUE.buyWithAuthorization(purchase, carol.addr, PRICE, authorization);
        vm.warp(authorization.validAfter);
        vm.expectRevert(
            abi.encodeWithSelector(ISaharaToken.SaharaTokenAuthorizationNotYetValid.selector, authorization.validAfter)
        );
        REVENUE.buyWithAuthorization(purchase, carol.addr, PRICE, authorization);
    }

    function test_buyWithAuthorization_smartAccountBuys() public {
        Wallet wallet = new Wallet(carol.addr);
        vm.prank(carol.addr);
        TOKEN.transfer(address(wallet), PRICE);
        Purchase memory purchase = purchaseOf(offer, address(wallet));
        Authorization memory a = authorizePurchase(carol, purchase);
        bytes32 nonce = keccak256(abi.encode(purchase));
        a.signature = signTransfer(RECEIVE_TYPEHASH, carol, address(wallet), address(REVENUE), PRICE, a, nonce);
        REVENUE.buyWithAuthorization(purchase, address(wallet), PRICE, a);
        assertTrue(LICENCES.canOpen(address(wallet), asset, 1, 0));
        assertEq(TOKEN.balanceOf(address(wallet)), 0);
    }

    function test_buyWithAuthorization_RevertIf_smartAccountRefuses() public {
        Wallet wallet = new Wallet(carol.addr);
        Purchase memory purchase = purchaseOf(offer, address(wallet));
        Authorization memory a = authorizePurchase(erin, purchase);
        bytes32 nonce = keccak256(abi.encode(purchase));
        a.signature = signTransfer(RECEIVE_TYPEHASH, erin, address(wallet), address(REVENUE), PRICE, a, nonce);
        vm.expectRevert(abi.encodeWithSelector(ISaharaToken.SaharaTokenInvalidSignature.selector, address(wallet)));
        REVENUE.buyWithAuthorization(purchase, address(wallet), PRICE, a);
    }

    function test_buyWithNative_wrapsThePriceAndReturnsTheRest() public {
        Purchase memory purchase = purchaseOf(offer, carol.addr);
        uint256 before = carol.addr.balance;
        vm.prank(carol.addr);
        assertEq(REVENUE.buyWithNative{value: PRICE + 5}(purchase), PRICE);
        assertEq(before - carol.addr.balance, PRICE);
        assertEq(TOKEN.balanceOf(address(REVENUE)), PRICE);
        assertEq(address(REVENUE).balance, 0);
    }

    function test_buyWithNative_RevertIf_tooLittle() public {
        Purchase memory purchase = purchaseOf(offer, carol.addr);
        vm.expectRevert(abi.encodeWithSelector(IRevenue.RevenueAmountNotPrice.selector, PRICE - 1, PRICE));
        vm.prank(carol.addr);
        REVENUE.buyWithNative{value: PRICE - 1}(purchase);
    }

    function test_buyWithNative_RevertIf_refundRefused() public {
        Caller caller = new Caller();
        caller.refuse();
        vm.deal(address(caller), PRICE + 1);
        Purchase memory purchase = purchaseOf(offer, carol.addr);
        vm.expectRevert(abi.encodeWithSelector(IRevenue.RevenueRefundFailed.selector, address(caller), 1));
        caller.run(address(REVENUE), PRICE + 1, abi.encodeCall(IRevenue.buyWithNative, (purchase)));
        // Without a rest nothing is sent back.
        caller.run(address(REVENUE), PRICE, abi.encodeCall(IRevenue.buyWithNative, (purchase)));
    }

    function test_buyWithNative_reenteredBuysOnce() public {
        Caller caller = new Caller();
        vm.deal(address(caller), 3 * PRICE);
        Purchase memory purchase = purchaseOf(offer, carol.addr);
        bytes memory call = abi.encodeCall(IRevenue.buyWithNative, (purchase));
        caller.reenter(address(REVENUE), call);
        caller.run(address(REVENUE), 2 * PRICE, call);
        (bool reentered, bytes memory reason) = caller.reentry();
        assertFalse(reentered);
        assertEq(
            reason,
            abi.encodeWithSelector(IRevenue.RevenuePurchaseAlreadyMade.selector, address(caller), purchase.purchaseId)
        );
        assertEq(address(caller).balance, 2 * PRICE);
    }

    function _copy(Purchase memory purchase) private pure returns (Purchase memory) {
        return Purchase(purchase.purchaseId, purchase.offerId, purchase.beneficiary, purchase.maxPrice);
    }

    function _expectInvalid(Purchase memory purchase, Authorization memory authorization) private {
        vm.expectRevert(abi.encodeWithSelector(ISaharaToken.SaharaTokenInvalidSignature.selector, carol.addr));
        REVENUE.buyWithAuthorization(purchase, carol.addr, PRICE, authorization);
    }
}

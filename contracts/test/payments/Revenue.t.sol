// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {Authorization} from "../../src/interfaces/Authorization.sol";
import {Parent, Publication, Relation} from "../../src/interfaces/IAssetRegistry.sol";
import {ILicences} from "../../src/interfaces/ILicences.sol";
import {IParameters} from "../../src/interfaces/IParameters.sol";
import {IRevenue, Purchase, Royalty} from "../../src/interfaces/IRevenue.sol";
import {ISaharaToken} from "../../src/interfaces/ISaharaToken.sol";
import {Base} from "../Base.t.sol";
import {Caller} from "../mocks/Caller.sol";
import {GreedyParameters} from "../mocks/GreedyParameters.sol";
import {Wallet} from "../mocks/Wallet.sol";

contract RevenueTest is Base {
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
    }

    function test_buy_freeOfferMovesNothing() public {
        (uint256 free, bytes32 freeOffer) = publish(alice.addr, terms(DOWNLOAD, 0, 0, 0));
        uint256 before = TOKEN.balanceOf(carol.addr);
        assertEq(buy(carol.addr, freeOffer), 0);
        assertEq(TOKEN.balanceOf(carol.addr), before);
        assertTrue(LICENCES.hasAccess(carol.addr, free, DOWNLOAD));
        assertEq(REVENUE.totals(free).net, 0);
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

    function test_pay_addsToTheTotals() public {
        pay(carol.addr, asset, 1 ether);
        pay(carol.addr, asset, 3);
        assertEq(REVENUE.totals(asset).net, 0.975 ether + 3); // the fee of 3 wei is 0
        assertEq(REVENUE.treasuryOwed(), 0.025 ether);
    }

    function test_pay_RevertIf_zeroAmount() public {
        vm.expectRevert(IRevenue.RevenueZeroAmount.selector);
        REVENUE.pay(asset, 0);
    }

    function test_pay_RevertIf_assetUnknown() public {
        vm.expectRevert(abi.encodeWithSelector(IRevenue.RevenueUnknownAsset.selector, 7));
        vm.prank(carol.addr);
        REVENUE.pay(7, 1);
    }

    function test_pay_feeOfTheMomentNeverReachesBack() public {
        pay(carol.addr, asset, 1 ether);
        govern(address(PARAMETERS), abi.encodeCall(IParameters.set, ("feeBasisPoints", 1000)));
        assertEq(REVENUE.treasuryOwed(), 0.025 ether);
        pay(carol.addr, asset, 1 ether);
        assertEq(REVENUE.treasuryOwed(), 0.125 ether);
        assertEq(REVENUE.totals(asset).net, 1.875 ether);
    }

    /// @dev Parameters can be upgraded, and its own bound with it.
    function test_pay_feeIsBoundedHereToo() public {
        bytes memory upgrade = abi.encodeCall(UUPSUpgradeable.upgradeToAndCall, (address(new GreedyParameters()), ""));
        govern(address(PARAMETERS), upgrade);
        assertEq(PARAMETERS.feeBasisPoints(), 10_001);
        REVENUE.updateFee();
        pay(carol.addr, asset, 1 ether);
        assertEq(REVENUE.treasuryOwed(), 0.1 ether);
        assertEq(REVENUE.totals(asset).net, 0.9 ether);
    }

    function test_distribute_wholeNetGoesToTheSharesOfARoot() public {
        pay(carol.addr, asset, 1 ether);
        vm.expectEmit(address(REVENUE));
        emit IRevenue.Distributed(asset, 0.975 ether, 0, 0.975 ether);
        REVENUE.distribute(asset);
        assertEq(SHARES.claimable(alice.addr, asset), 0.975 ether);
        (uint256 toAncestors, uint256 toShares) = REVENUE.distribute(asset);
        assertEq(toAncestors + toShares, 0, "twice changes nothing");
    }

    function test_distribute_paysAllLayersAbsolutely() public {
        (uint256 root, bytes32 rootDerive) = publish(alice.addr, terms(DERIVE, 0, 2000, 0));
        (uint256 middle, bytes32 middleDerive) =
            publishDerivative(bob.addr, root, rootDerive, terms(DERIVE, 0, 1000, 0));
        (uint256 leaf,) = publishDerivative(dave.addr, middle, middleDerive, terms(DOWNLOAD, 0, 0, 0));
        pay(carol.addr, leaf, 100 ether);
        (uint256 toAncestors, uint256 toShares) = REVENUE.distribute(leaf);
        assertEq(toAncestors, 29.25 ether);
        assertEq(toShares, 68.25 ether);
        assertEq(SHARES.claimable(alice.addr, root), 19.5 ether, "20 % however deep");
        assertEq(SHARES.claimable(bob.addr, middle), 9.75 ether);
        assertEq(SHARES.claimable(dave.addr, leaf), 68.25 ether);
        assertEq(REVENUE.totals(middle).net, 0, "a royalty is no revenue of the ancestor's own");
    }

    function test_distribute_diamondAddsRates() public {
        (uint256 root, bytes32 rootDerive) = publish(alice.addr, terms(DERIVE, 0, 1000, 0));
        (uint256 left, bytes32 leftDerive) = publishDerivative(bob.addr, root, rootDerive, terms(DERIVE, 0, 500, 0));
        (uint256 right, bytes32 rightDerive) = publishDerivative(bob.addr, root, rootDerive, terms(DERIVE, 0, 700, 0));
        buy(dave.addr, leftDerive);
        buy(dave.addr, rightDerive);
        Publication memory publication = publicationWith(terms(DOWNLOAD, 0, 0, 0));
        publication.parents = new Parent[](2);
        publication.parents[0] = Parent(left, leftDerive, Relation.TrainedOn);
        publication.parents[1] = Parent(right, rightDerive, Relation.Uses);
        uint256 leaf = publish(dave.addr, publication);

        Royalty[] memory royalties = REVENUE.royaltiesOf(leaf);
        assertEq(royalties.length, 3);
        assertEq(royalties[0].ancestor, root);
        assertEq(royalties[0].rate, 2000, "10 % on each of two ways");
        assertEq(royalties[1].ancestor, left);
        assertEq(royalties[1].rate, 500);
        assertEq(royalties[2].ancestor, right);
        assertEq(royalties[2].rate, 700);
    }

    /// @dev Two ancestors of 35 % both pass a whole wei at the same payment of one wei.
    function test_distribute_singleWeiNeverFails() public {
        (uint256 first, bytes32 firstDerive) = publish(alice.addr, terms(DERIVE, 0, 3500, 0));
        (uint256 second, bytes32 secondDerive) = publish(bob.addr, terms(DERIVE, 0, 3500, 0));
        buy(dave.addr, firstDerive);
        buy(dave.addr, secondDerive);
        Publication memory publication = publicationWith(terms(DOWNLOAD, 0, 0, 0));
        publication.parents = new Parent[](2);
        publication.parents[0] = Parent(first, firstDerive, Relation.TrainedOn);
        publication.parents[1] = Parent(second, secondDerive, Relation.TrainedOn);
        uint256 leaf = publish(dave.addr, publication);
        for (uint256 i; i < 20; ++i) {
            pay(carol.addr, leaf, 1);
            REVENUE.distribute(leaf);
        }
        assertEq(SHARES.cumulativeOf(first), 7);
        assertEq(SHARES.cumulativeOf(second), 7);
        assertEq(SHARES.cumulativeOf(leaf), 6);
    }

    function test_register_RevertIf_notRegistry() public {
        vm.expectRevert(abi.encodeWithSelector(IRevenue.RevenueNotRegistry.selector, erin.addr));
        vm.prank(erin.addr);
        REVENUE.register(1, new Royalty[](0));
    }

    function test_register_RevertIf_alreadyRegistered() public {
        // Not even an upgraded registry may give an asset without ancestors any.
        Royalty[] memory royalties = new Royalty[](1);
        royalties[0] = Royalty(1, 7000);
        vm.expectRevert(abi.encodeWithSelector(IRevenue.RevenueAlreadyRegistered.selector, asset));
        vm.prank(address(REGISTRY));
        REVENUE.register(asset, royalties);

        vm.startPrank(address(REGISTRY));
        REVENUE.register(5, royalties);
        vm.expectRevert(abi.encodeWithSelector(IRevenue.RevenueAlreadyRegistered.selector, 5));
        REVENUE.register(5, new Royalty[](0));
    }

    function test_register_RevertIf_aboveCap() public {
        Royalty[] memory royalties = new Royalty[](2);
        royalties[0] = Royalty(1, 7000);
        royalties[1] = Royalty(2, 1);
        vm.expectRevert(abi.encodeWithSelector(IRevenue.RevenueRoyaltiesAboveCap.selector, 7001, 7000));
        vm.prank(address(REGISTRY));
        REVENUE.register(5, royalties);
    }

    function test_register_RevertIf_tooManyAncestors() public {
        vm.expectRevert(abi.encodeWithSelector(IRevenue.RevenueTooManyAncestors.selector, 65, 64));
        vm.prank(address(REGISTRY));
        REVENUE.register(5, new Royalty[](65));
    }

    function test_register_emptyLineageReadsEmpty() public view {
        assertEq(REVENUE.royaltiesOf(asset).length, 0);
        assertEq(REVENUE.royaltiesOf(5).length, 0);
    }

    function test_payOut_RevertIf_notShares() public {
        vm.expectRevert(abi.encodeWithSelector(IRevenue.RevenueNotShares.selector, erin.addr));
        vm.prank(erin.addr);
        REVENUE.payOut(erin.addr, 1);
    }

    function test_claimTreasury_paysTheTimelock() public {
        buy(carol.addr, offer);
        uint256 before = TOKEN.balanceOf(address(TIMELOCK));
        vm.expectEmit(address(REVENUE));
        emit IRevenue.TreasuryPaid(address(TIMELOCK), FEE);
        vm.prank(erin.addr);
        assertEq(REVENUE.claimTreasury(), FEE);
        assertEq(TOKEN.balanceOf(address(TIMELOCK)) - before, FEE);
        assertEq(REVENUE.treasuryOwed(), 0);
        assertEq(REVENUE.claimTreasury(), 0);
    }

    function _copy(Purchase memory purchase) private pure returns (Purchase memory) {
        return Purchase(purchase.purchaseId, purchase.offerId, purchase.beneficiary, purchase.maxPrice);
    }

    function _expectInvalid(Purchase memory purchase, Authorization memory authorization) private {
        vm.expectRevert(abi.encodeWithSelector(ISaharaToken.SaharaTokenInvalidSignature.selector, carol.addr));
        REVENUE.buyWithAuthorization(purchase, carol.addr, PRICE, authorization);
    }
}

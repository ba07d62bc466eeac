// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IAssetRegistry, Status} from "../../src/interfaces/IAssetRegistry.sol";
import {IKeeperChallenges} from "../../src/interfaces/IKeeperChallenges.sol";
import {OfferTerms} from "../../src/interfaces/ILicences.sol";
import {HeldPurchase, Purchase} from "../../src/interfaces/IRevenue.sol";
import {Base} from "../Base.t.sol";
import {KeeperFixture} from "../KeeperFixture.sol";

/// @notice When an owner may have the key shares of a version dropped: not as long as somebody may have bought it just now.
contract ShredTest is Base, KeeperFixture {
    uint16 private constant REFUND_HOURS = 48;

    /// @dev Of alice, whose key share carol keeps. There is no refund window.
    Dealt private _dealt;
    uint256 private _assetId;

    function setUp() public override {
        super.setUp();
        registerKeeper(carol.addr);
        _dealt = dealAndPublish(alice.addr, carol);
        _assetId = _dealt.deposit.assetId;
    }

    function test_shred_ofAnOlderVersion() public {
        skip(1 days);
        _addVersion(2);
        uint256 from = block.timestamp + KEEPER_CHALLENGE_PERIOD;
        assertEq(REGISTRY.soldUntil(_assetId, 1), block.timestamp);
        vm.warp(from - 1);
        _expectStillSold(1, from);
        vm.warp(from);
        vm.expectEmit(address(KEEPERS));
        emit IKeeperChallenges.KeySharesShredded(_assetId, 1, alice.addr);
        vm.prank(alice.addr);
        KEEPERS.shred(_assetId, 1);
        assertTrue(KEEPERS.isShredded(_assetId, 1));
        assertFalse(KEEPERS.isShredded(_assetId, 2));
        bytes memory shredded = abi.encodeWithSelector(IKeeperChallenges.KeepersShredded.selector, _assetId, 1);
        vm.startPrank(alice.addr);
        vm.expectRevert(shredded);
        KEEPERS.challenge(_dealt.deposit, _dealt.signature, _dealt.proof, RECIPIENT);
        vm.expectRevert(shredded);
        KEEPERS.shred(_assetId, 1);
        vm.expectRevert(abi.encodeWithSelector(IKeeperChallenges.KeepersNotPublished.selector, bytes32(0)));
        KEEPERS.shred(_assetId, 3);
        vm.stopPrank();
    }

    /// @dev Nobody is sold a version that no keeper can open.
    function test_shred_ofTheNewestVersionOnlyOnceNothingIsSold() public {
        _expectStillSold(1, 0);
        vm.prank(address(TIMELOCK));
        REGISTRY.suspend(_assetId, "a reason");
        _expectStillSold(1, 0); // it may be resumed
        vm.prank(alice.addr);
        REGISTRY.retire(_assetId);
        assertEq(REGISTRY.soldUntil(_assetId, 1), block.timestamp);
        _expectStillSold(1, block.timestamp + KEEPER_CHALLENGE_PERIOD);
        skip(KEEPER_CHALLENGE_PERIOD);
        vm.prank(alice.addr);
        KEEPERS.shred(_assetId, 1);
        vm.prank(address(TIMELOCK));
        REGISTRY.resume(_assetId);
        Purchase memory purchase = purchaseOf(LICENCES.offerIdOf(_assetId, 0), bob.addr);
        vm.expectRevert(
            abi.encodeWithSelector(IAssetRegistry.AssetRegistryNotActive.selector, _assetId, Status.Retired)
        );
        vm.prank(bob.addr);
        REVENUE.buy(purchase);
    }

    /// @dev Each keeps the date of its own: who adds versions every day can still have old ones dropped.
    function test_shred_isNotHeldUpByLaterVersions() public {
        _addVersion(2);
        skip(KEEPER_CHALLENGE_PERIOD);
        _addVersion(3);
        vm.startPrank(alice.addr);
        KEEPERS.shred(_assetId, 1);
        skip(KEEPER_CHALLENGE_PERIOD);
        KEEPERS.shred(_assetId, 2);
        vm.stopPrank();
    }

    /// @dev Who bought last can make keepers open the key, and prove it bad, as long as the payment is held.
    function test_shred_notWhileAPaymentMayBeHeld() public {
        HeldPurchase memory held = _buyHeld();
        assertEq(LICENCES.longestRefundHours(_assetId), REFUND_HOURS);
        _addVersion(2);
        uint256 until = REVENUE.heldOf(held).until;
        assertEq(until, block.timestamp + uint256(REFUND_HOURS) * 1 hours);
        vm.warp(until - 1);
        _expectStillSold(1, until);
        vm.prank(bob.addr);
        ESCROW.fund(challengeAgreement(bob.addr), KEEPER_STAKE / 1000);
        vm.prank(bob.addr);
        KEEPERS.challenge(_dealt.deposit, _dealt.signature, _dealt.proof, RECIPIENT);
        vm.warp(until);
        vm.prank(alice.addr);
        KEEPERS.shred(_assetId, 1);
        REVENUE.release(held);
    }

    /// @dev Nor by closing the offer, or adding others with none.
    function test_longestRefundHours_isNeverForgotten() public {
        _buyHeld();
        vm.startPrank(alice.addr);
        LICENCES.closeOffer(LICENCES.offerIdOf(_assetId, 1));
        OfferTerms[] memory shorter = new OfferTerms[](2);
        shorter[0] = terms(DOWNLOAD, 0, 0, 5);
        shorter[1] = terms(DOWNLOAD, 0, 0, 5);
        shorter[1].refundHours = REFUND_HOURS - 1;
        LICENCES.addOffers(_assetId, shorter);
        vm.stopPrank();
        assertEq(LICENCES.longestRefundHours(_assetId), REFUND_HOURS);
        assertEq(LICENCES.longestRefundHours(_assetId + 1), 0, "no asset");
        assertEq(LICENCES.offerOf(LICENCES.offerIdOf(_assetId, 0)).sold, 0, "kept beside it");
    }

    function test_shred_RevertIf_notOwner() public {
        vm.expectRevert(abi.encodeWithSelector(IKeeperChallenges.KeepersNotOwner.selector, _assetId, bob.addr));
        vm.prank(bob.addr);
        KEEPERS.shred(_assetId, 1);
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, 7));
        KEEPERS.shred(7, 1);
    }

    /// @dev Whatever was bought, added and waited for: what was shredded is sold to nobody, and held for nobody.
    function testFuzz_shred_neverBeforeHeldPaymentsCanBeReleased(uint16 hours_, uint32 wait, bool retires) public {
        OfferTerms memory offer = terms(DOWNLOAD, 0, 0, 5);
        offer.refundHours = uint16(bound(hours_, 1, 720));
        vm.prank(alice.addr);
        bytes32 offerId = LICENCES.addOffers(_assetId, publicationWith(offer).offers)[0];
        skip(bound(wait, 0, 40 days) / 2);
        HeldPurchase memory held = buyHeld(bob.addr, purchaseOf(offerId, bob.addr));
        if (retires) {
            vm.prank(alice.addr);
            REGISTRY.retire(_assetId);
        } else {
            _addVersion(2);
        }
        skip(bound(wait, 0, 40 days));
        uint256 until = REVENUE.heldOf(held).until;
        vm.prank(alice.addr);
        try KEEPERS.shred(_assetId, 1) {
            assertGe(block.timestamp, until);
        } catch {
            assertLt(block.timestamp, until);
        }
    }

    function _buyHeld() private returns (HeldPurchase memory) {
        OfferTerms memory offer = terms(DOWNLOAD, 0, 0, 5);
        offer.refundHours = REFUND_HOURS;
        vm.prank(alice.addr);
        bytes32 offerId = LICENCES.addOffers(_assetId, publicationWith(offer).offers)[0];
        Purchase memory purchase = purchaseOf(offerId, bob.addr);
        return buyHeld(bob.addr, purchase);
    }

    function _addVersion(uint32 version) private {
        vm.prank(alice.addr);
        REGISTRY.addVersion(_assetId, version, METADATA, unique());
    }

    function _expectStillSold(uint32 version, uint256 from) private {
        vm.expectRevert(abi.encodeWithSelector(IKeeperChallenges.KeepersStillSold.selector, _assetId, version, from));
        vm.prank(alice.addr);
        KEEPERS.shred(_assetId, version);
    }
}

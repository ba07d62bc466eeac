// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IKeeperChallenges} from "../../src/interfaces/IKeeperChallenges.sol";
import {Fee, IKeeperFees} from "../../src/interfaces/IKeeperFees.sol";
import {IKeepers} from "../../src/interfaces/IKeepers.sol";
import {IParameters} from "../../src/interfaces/IParameters.sol";
import {Base} from "../Base.t.sol";
import {KeeperFixture} from "../KeeperFixture.sol";

contract KeeperFeesTest is Base, KeeperFixture {
    /// @dev Of alice, whose key share carol keeps.
    Dealt private _dealt;
    uint256 private _assetId;

    function setUp() public override {
        super.setUp();
        registerKeeper(carol.addr);
        _dealt = dealAndPublish(alice.addr, carol);
        _assetId = _dealt.deposit.assetId;
    }

    function test_drawFee() public {
        _begin();
        _fund(1 ether);
        vm.warp(block.timestamp + 30 days);
        vm.expectEmit(address(KEEPERS));
        emit IKeeperFees.KeeperFeePaid(_assetId, carol.addr, alice.addr, KEEPER_FEE, block.timestamp);
        assertEq(KEEPERS.drawFee(_assetId, carol.addr), KEEPER_FEE);
        assertEq(ESCROW.withdrawable(carol.addr), KEEPER_FEE);
        assertEq(KEEPERS.drawFee(_assetId, carol.addr), 0, "nothing twice");
        vm.prank(alice.addr);
        assertEq(ESCROW.reclaim(feeAgreement(_assetId, alice.addr)), 1 ether - KEEPER_FEE, "the rest is the owner's");
    }

    function test_drawFee_whatThereIs() public {
        _begin();
        uint256 begun = block.timestamp;
        _fund(KEEPER_FEE / 3);
        vm.warp(begun + 30 days);
        assertEq(KEEPERS.drawFee(_assetId, carol.addr), KEEPER_FEE / 3);
        Fee memory fee = KEEPERS.feeOf(_assetId, carol.addr);
        assertApproxEqAbs(fee.paidUntil, begun + 10 days, 1);
        assertEq(fee.unpaidSince, block.timestamp);
        assertFalse(KEEPERS.isUnpaid(_assetId, carol.addr));
        vm.warp(block.timestamp + 30 days);
        assertFalse(KEEPERS.isUnpaid(_assetId, carol.addr));
        vm.warp(block.timestamp + 1);
        assertTrue(KEEPERS.isUnpaid(_assetId, carol.addr));
        vm.expectRevert(abi.encodeWithSelector(IKeeperFees.KeepersUnpaid.selector, _assetId, carol.addr));
        vm.prank(alice.addr);
        KEEPERS.challenge(_dealt.deposit, _dealt.signature, _dealt.proof, RECIPIENT);
        // Someone pays for her, and all is well.
        vm.prank(dave.addr);
        ESCROW.fund(feeAgreement(_assetId, alice.addr), 1 ether);
        KEEPERS.drawFee(_assetId, carol.addr);
        assertFalse(KEEPERS.isUnpaid(_assetId, carol.addr));
        openChallenge(alice.addr, _dealt);
    }

    function test_drawFee_noMoreThanNinetyDays() public {
        _begin();
        _fund(100 ether);
        vm.warp(block.timestamp + 1000 days);
        assertEq(KEEPERS.drawFee(_assetId, carol.addr), 3 * KEEPER_FEE);
    }

    function test_drawFee_notForTheTimeAway() public {
        _begin();
        _fund(100 ether);
        vm.prank(carol.addr);
        KEEPERS.leave();
        vm.expectRevert(abi.encodeWithSelector(IKeepers.KeepersNotActive.selector, carol.addr));
        KEEPERS.drawFee(_assetId, carol.addr);
        vm.warp(block.timestamp + 40 days);
        KEEPERS.releaseStake(carol.addr);
        registerKeeper(carol.addr);
        uint256 before = ESCROW.withdrawable(carol.addr);
        assertEq(KEEPERS.drawFee(_assetId, carol.addr), 0);
        vm.warp(block.timestamp + 30 days);
        KEEPERS.drawFee(_assetId, carol.addr);
        assertEq(ESCROW.withdrawable(carol.addr) - before, KEEPER_FEE);
    }

    function test_drawFee_fromTheOwnerOfTheMoment() public {
        _begin();
        _fund(1 ether);
        vm.prank(alice.addr);
        REGISTRY.transferFrom(alice.addr, bob.addr, _assetId);
        vm.warp(block.timestamp + 30 days);
        assertEq(KEEPERS.drawFee(_assetId, carol.addr), 0);
        vm.prank(bob.addr);
        ESCROW.fund(feeAgreement(_assetId, bob.addr), 1 ether);
        assertEq(KEEPERS.drawFee(_assetId, carol.addr), KEEPER_FEE);
        vm.prank(alice.addr);
        assertEq(ESCROW.reclaim(feeAgreement(_assetId, alice.addr)), 1 ether);
    }

    function test_drawFee_nothingWhereTheFeeIsZero() public {
        _begin();
        vm.warp(block.timestamp + 30 days);
        KEEPERS.drawFee(_assetId, carol.addr);
        vm.warp(block.timestamp + 31 days);
        assertTrue(KEEPERS.isUnpaid(_assetId, carol.addr));
        govern(address(PARAMETERS), abi.encodeCall(IParameters.set, ("keeperFee", 0)));
        assertFalse(KEEPERS.isUnpaid(_assetId, carol.addr));
        assertEq(KEEPERS.drawFee(_assetId, carol.addr), 0);
        assertEq(KEEPERS.feeOf(_assetId, carol.addr).unpaidSince, 0);
    }

    function test_drawFee_RevertIf_notBegun() public {
        vm.expectRevert(abi.encodeWithSelector(IKeeperFees.KeepersNotCharging.selector, _assetId, carol.addr));
        KEEPERS.drawFee(_assetId, carol.addr);
    }

    function test_beginFee_RevertIf_noRight() public {
        vm.expectRevert(abi.encodeWithSelector(IKeepers.KeepersNotActive.selector, bob.addr));
        vm.prank(bob.addr);
        KEEPERS.beginFee(_dealt.deposit, _dealt.proof);
        registerKeeper(bob.addr);
        vm.expectRevert(abi.encodeWithSelector(IKeeperChallenges.KeepersNotSigned.selector, carol.addr));
        vm.prank(bob.addr);
        KEEPERS.beginFee(_dealt.deposit, _dealt.proof);
        _begin();
        vm.startPrank(carol.addr);
        vm.expectRevert(abi.encodeWithSelector(IKeeperFees.KeepersChargingAlready.selector, _assetId, carol.addr));
        KEEPERS.beginFee(_dealt.deposit, _dealt.proof);
        _dealt.deposit.index = 2;
        vm.expectRevert(abi.encodeWithSelector(IKeeperChallenges.KeepersNotCommitted.selector, leafOf(_dealt.deposit)));
        KEEPERS.beginFee(_dealt.deposit, _dealt.proof);
        _dealt.deposit.commitment = "another";
        vm.expectRevert(abi.encodeWithSelector(IKeeperChallenges.KeepersNotPublished.selector, bytes32("another")));
        KEEPERS.beginFee(_dealt.deposit, _dealt.proof);
        vm.stopPrank();
    }

    /// @dev However often it is drawn, and whatever was put aside between: no more than the time that passed is worth,
    /// and where enough is there, no less but a wei a draw.
    function testFuzz_drawFee_isWorthTheTime(uint32[6] memory waits, uint96[6] memory given) public {
        _begin();
        uint256 begun = block.timestamp;
        uint256 drawn;
        bool isEnough = true;
        for (uint256 i; i < waits.length; ++i) {
            vm.warp(block.timestamp + bound(waits[i], 0, 60 days));
            _fund(bound(given[i], 1, 3 * KEEPER_FEE));
            drawn += KEEPERS.drawFee(_assetId, carol.addr);
            if (KEEPERS.feeOf(_assetId, carol.addr).unpaidSince != 0) isEnough = false;
        }
        uint256 worth = uint256(KEEPER_FEE) * (block.timestamp - begun) / 30 days;
        // A second is worth about 3.9 gigawei: what is paid for part of one is paid for none.
        assertLe(drawn, worth + 6 * (uint256(KEEPER_FEE) / 30 days + 1));
        if (isEnough) assertGe(drawn + 6, worth);
    }

    function test_shred() public {
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
        KEEPERS.shred(_assetId, 2);
        vm.stopPrank();
    }

    function test_shred_RevertIf_notOwner() public {
        vm.expectRevert(abi.encodeWithSelector(IKeeperChallenges.KeepersNotOwner.selector, _assetId, bob.addr));
        vm.prank(bob.addr);
        KEEPERS.shred(_assetId, 1);
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, 7));
        KEEPERS.shred(7, 1);
    }

    function test_nameSuccessor() public {
        registerKeeper(bob.addr);
        vm.startPrank(carol.addr);
        vm.expectEmit(address(KEEPERS));
        emit IKeepers.KeeperSuccessorNamed(carol.addr, bob.addr);
        KEEPERS.nameSuccessor(bob.addr);
        assertEq(KEEPERS.successorOf(carol.addr), bob.addr);
        KEEPERS.leave();
        KEEPERS.nameSuccessor(address(0));
        assertEq(KEEPERS.successorOf(carol.addr), address(0));
        vm.stopPrank();
    }

    function test_nameSuccessor_RevertIf_nobodyCouldBe() public {
        vm.expectRevert(abi.encodeWithSelector(IKeepers.KeepersNotActive.selector, bob.addr));
        vm.prank(bob.addr);
        KEEPERS.nameSuccessor(carol.addr);
        vm.startPrank(carol.addr);
        vm.expectRevert(abi.encodeWithSelector(IKeepers.KeepersNotActive.selector, bob.addr));
        KEEPERS.nameSuccessor(bob.addr);
        vm.expectRevert(abi.encodeWithSelector(IKeepers.KeepersInvalidSuccessor.selector, carol.addr));
        KEEPERS.nameSuccessor(carol.addr);
        vm.stopPrank();
    }

    function _begin() private {
        vm.expectEmit(address(KEEPERS));
        emit IKeeperFees.KeeperFeeBegun(_assetId, carol.addr);
        vm.prank(carol.addr);
        KEEPERS.beginFee(_dealt.deposit, _dealt.proof);
    }

    function _fund(uint256 amount) private {
        vm.prank(alice.addr);
        ESCROW.fund(feeAgreement(_assetId, alice.addr), amount);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IKeeperChallenges, KeyShareAnswer} from "../../src/interfaces/IKeeperChallenges.sol";
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

    /// @dev What it did before is paid as long as it answers for it, and nothing after.
    function test_drawFee_untilItLeft() public {
        _begin();
        _fund(100 ether);
        vm.warp(block.timestamp + 15 days);
        vm.prank(carol.addr);
        KEEPERS.leave();
        uint256 left = block.timestamp;
        vm.warp(left + KEEPER_UNBOND_DELAY);
        vm.expectEmit(address(KEEPERS));
        emit IKeeperFees.KeeperFeePaid(_assetId, carol.addr, alice.addr, KEEPER_FEE / 2, left);
        assertEq(KEEPERS.drawFee(_assetId, carol.addr), KEEPER_FEE / 2);
        assertEq(KEEPERS.drawFee(_assetId, carol.addr), 0, "nothing for the time away");
        KEEPERS.releaseStake(carol.addr);
        _expectNotAccountable(1);
        KEEPERS.drawFee(_assetId, carol.addr);
    }

    function test_drawFee_notForTheTimeAway() public {
        _begin();
        _fund(100 ether);
        vm.prank(carol.addr);
        KEEPERS.leave();
        vm.warp(block.timestamp + 40 days);
        // It comes back before its stake was released: it answers for the same key shares, and was away.
        registerKeeper(carol.addr);
        assertEq(KEEPERS.drawFee(_assetId, carol.addr), 0);
        vm.warp(block.timestamp + 30 days);
        assertEq(KEEPERS.drawFee(_assetId, carol.addr), KEEPER_FEE);
    }

    /// @dev It does not answer for what it took before, so nobody pays it for that.
    function test_drawFee_RevertIf_itCameBackAnew() public {
        _begin();
        _fund(100 ether);
        vm.prank(carol.addr);
        KEEPERS.leave();
        vm.warp(block.timestamp + KEEPER_UNBOND_DELAY);
        KEEPERS.releaseStake(carol.addr);
        registerKeeper(carol.addr);
        vm.warp(block.timestamp + 30 days);
        _expectNotAccountable(1);
        KEEPERS.drawFee(_assetId, carol.addr);
        _expectNotAccountable(1);
        vm.prank(carol.addr);
        KEEPERS.beginFee(_dealt.deposit, _dealt.proof);
        // Of what it is dealt now, it is.
        Dealt memory dealt = _addVersion();
        vm.expectEmit(address(KEEPERS));
        emit IKeeperFees.KeeperFeeBegun(_assetId, carol.addr, 2);
        vm.prank(carol.addr);
        KEEPERS.beginFee(dealt.deposit, dealt.proof);
        vm.warp(block.timestamp + 30 days);
        assertEq(KEEPERS.drawFee(_assetId, carol.addr), KEEPER_FEE);
    }

    function test_drawFee_untilItLied() public {
        _begin();
        KeyShareAnswer memory given = answerOf(_dealt.deposit, "another");
        KEEPERS.proveLie(_dealt.deposit, _dealt.signature, given, signAnswer(carol, given));
        _expectNotAccountable(1);
        KEEPERS.drawFee(_assetId, carol.addr);
    }

    function test_drawFee_untilTheVersionIsShredded() public {
        _begin();
        _fund(100 ether);
        Dealt memory next = _addVersion();
        vm.warp(block.timestamp + 15 days);
        shred(alice.addr, _assetId, 1);
        uint256 shreddedAt = block.timestamp;
        vm.warp(shreddedAt + 40 days);
        assertEq(KEEPERS.drawFee(_assetId, carol.addr), KEEPER_FEE / 2);
        assertEq(KEEPERS.feeOf(_assetId, carol.addr).paidUntil, shreddedAt);
        assertEq(KEEPERS.drawFee(_assetId, carol.addr), 0);
        vm.startPrank(carol.addr);
        vm.expectRevert(abi.encodeWithSelector(IKeeperChallenges.KeepersShredded.selector, _assetId, 1));
        KEEPERS.beginFee(_dealt.deposit, _dealt.proof);
        KEEPERS.beginFee(next.deposit, next.proof);
        vm.stopPrank();
        vm.warp(block.timestamp + 30 days);
        assertEq(KEEPERS.drawFee(_assetId, carol.addr), KEEPER_FEE);
    }

    function test_beginFee_drawsWhatIsDueForTheShreddedOne() public {
        _begin();
        _fund(100 ether);
        Dealt memory next = _addVersion();
        vm.warp(block.timestamp + 15 days);
        shred(alice.addr, _assetId, 1);
        vm.warp(block.timestamp + 15 days);
        vm.prank(carol.addr);
        KEEPERS.beginFee(next.deposit, next.proof);
        assertEq(ESCROW.withdrawable(carol.addr), KEEPER_FEE / 2);
        Fee memory fee = KEEPERS.feeOf(_assetId, carol.addr);
        assertEq(fee.paidUntil, block.timestamp);
        assertEq(fee.version, 2);
        assertEq(fee.epoch, 1);
    }

    /// @dev Else nobody could challenge it for anything of the asset any more.
    function test_isUnpaid_notForWhatCannotBePaid() public {
        _begin();
        vm.warp(block.timestamp + 30 days);
        KEEPERS.drawFee(_assetId, carol.addr);
        vm.warp(block.timestamp + 30 days + 1);
        assertTrue(KEEPERS.isUnpaid(_assetId, carol.addr));
        vm.prank(carol.addr);
        KEEPERS.leave();
        vm.warp(block.timestamp + KEEPER_UNBOND_DELAY);
        KEEPERS.releaseStake(carol.addr);
        registerKeeper(carol.addr);
        assertFalse(KEEPERS.isUnpaid(_assetId, carol.addr));
        openChallenge(alice.addr, _addVersion());
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

    /// @dev Of a unit with 6 decimals, of which 25 seconds are worth less than one.
    function test_drawFee_losesNothingByDrawingOften() public {
        _begin();
        uint256 begun = block.timestamp;
        vm.prank(address(TIMELOCK));
        PARAMETERS.set("keeperFee", 100_000);
        _fund(1 ether);
        for (uint256 i; i < 500; ++i) {
            vm.warp(block.timestamp + 25);
            KEEPERS.drawFee(_assetId, carol.addr);
        }
        assertEq(ESCROW.withdrawable(carol.addr), 100_000 * (block.timestamp - begun) / 30 days);
    }

    /// @dev However often it is drawn, and whatever was put aside between: no more than the time that passed is worth,
    /// and where enough is there, no less.
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
        if (isEnough) assertEq(drawn, worth);
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
        emit IKeeperFees.KeeperFeeBegun(_assetId, carol.addr, 1);
        vm.prank(carol.addr);
        KEEPERS.beginFee(_dealt.deposit, _dealt.proof);
    }

    function _addVersion() private returns (Dealt memory dealt) {
        dealt = deal(alice.addr, carol, _assetId, 2);
        vm.prank(alice.addr);
        REGISTRY.addVersion(_assetId, 2, METADATA, dealt.deposit.commitment);
    }

    function _expectNotAccountable(uint64 epoch) private {
        vm.expectRevert(abi.encodeWithSelector(IKeeperChallenges.KeepersNotAccountable.selector, carol.addr, epoch));
    }

    function _fund(uint256 amount) private {
        vm.prank(alice.addr);
        ESCROW.fund(feeAgreement(_assetId, alice.addr), amount);
    }
}

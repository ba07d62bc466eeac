// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    Challenge,
    IKeeperChallenges,
    KeyShareAnswer,
    KeyShareDeposit
} from "../../src/interfaces/IKeeperChallenges.sol";
import {IEscrow} from "../../src/interfaces/IEscrow.sol";
import {IKeepers} from "../../src/interfaces/IKeepers.sol";
import {IParameters} from "../../src/interfaces/IParameters.sol";
import {Base} from "../Base.t.sol";
import {KeeperFixture} from "../KeeperFixture.sol";

contract KeeperChallengesTest is Base, KeeperFixture {
    uint256 private constant BOND = KEEPER_STAKE / 1_000_000;
    uint256 private constant PENALTY = KEEPER_STAKE / 10;
    bytes private constant SEALED = "age-encryption.org/v1 ...";

    /// @dev Of alice, whose key share carol keeps.
    Dealt private _dealt;

    function setUp() public override {
        super.setUp();
        registerKeeper(carol.addr);
        _dealt = dealAndPublish(alice.addr, carol);
    }

    function test_challenge() public {
        KeyShareDeposit memory deposit = _dealt.deposit;
        vm.prank(alice.addr);
        ESCROW.fund(challengeAgreement(alice.addr), BOND);
        uint256 answerBy = block.timestamp + KEEPER_CHALLENGE_PERIOD;
        bytes32 id = keccak256(abi.encode(keccak256(abi.encode(_typehash(), deposit)), alice.addr));
        vm.expectEmit(address(KEEPERS));
        emit IKeeperChallenges.KeeperChallenged(
            id, carol.addr, deposit.assetId, 1, 1, deposit.shareHash, alice.addr, RECIPIENT, answerBy
        );
        vm.prank(alice.addr);
        assertEq(KEEPERS.challenge(deposit, _dealt.signature, _dealt.proof, RECIPIENT), id);
        Challenge memory asked = KEEPERS.challengeOf(id);
        assertEq(asked.challenger, alice.addr);
        assertEq(asked.keeper, carol.addr);
        assertEq(asked.openedAt, block.timestamp);
        assertEq(asked.openedBlock, block.number);
        assertEq(asked.answerBy, answerBy);
        assertEq(asked.bond, BOND);
        assertEq(asked.penalty, PENALTY);
        assertEq(KEEPERS.challengesOf(carol.addr).length, 1);
        assertEq(KEEPERS.challengesOf(carol.addr)[0], id);
        assertEq(ESCROW.depositOf(challengeAgreement(alice.addr)).locked, BOND);
    }

    function test_challenge_byABuyer() public {
        buy(bob.addr, LICENCES.offerIdOf(_dealt.deposit.assetId, 0));
        assertEq(KEEPERS.challengeOf(openChallenge(bob.addr, _dealt)).challenger, bob.addr);
    }

    /// @dev An accomplice who asks first, and is answered late, keeps nobody away.
    function test_challenge_byEachWhoMay() public {
        bytes32 offerId = LICENCES.offerIdOf(_dealt.deposit.assetId, 0);
        buy(bob.addr, offerId);
        buy(dave.addr, offerId);
        bytes32[3] memory ids =
            [openChallenge(bob.addr, _dealt), openChallenge(dave.addr, _dealt), openChallenge(alice.addr, _dealt)];
        assertEq(KEEPERS.challengesOf(carol.addr).length, 3);
        vm.startPrank(carol.addr);
        KEEPERS.answer(ids[1], SEALED);
        KEEPERS.answer(ids[2], SEALED);
        vm.stopPrank();
        assertEq(ESCROW.withdrawable(carol.addr), 2 * BOND, "each answer is paid");
        openChallenge(dave.addr, _dealt);
        bytes32 again = ids[1];
        vm.warp(block.timestamp + KEEPER_CHALLENGE_PERIOD + 1);
        KEEPERS.settle(ids[0]);
        KEEPERS.settle(again);
        assertEq(KEEPERS.stakeOf(carol.addr), KEEPER_STAKE - PENALTY, "one silence is one penalty");
        assertEq(ESCROW.withdrawable(bob.addr), BOND);
        assertEq(ESCROW.withdrawable(dave.addr), BOND);
    }

    /// @dev Whoever floods a keeper pays more gas than it does, and a bond for each answer.
    function test_challenge_costsMoreThanItsAnswer() public {
        vm.prank(alice.addr);
        ESCROW.fund(challengeAgreement(alice.addr), 2 * BOND);
        vm.prank(alice.addr);
        bytes32 id = KEEPERS.challenge(_dealt.deposit, _dealt.signature, _dealt.proof, RECIPIENT);
        uint256 asking = vm.lastCallGas().gasTotalUsed;
        vm.prank(carol.addr);
        KEEPERS.answer(id, new bytes(3072));
        assertGt(asking, vm.lastCallGas().gasTotalUsed);
    }

    function test_challenge_RevertIf_mayNotOpen() public {
        KeyShareDeposit memory deposit = _dealt.deposit;
        vm.expectRevert(
            abi.encodeWithSelector(IKeeperChallenges.KeepersNoAccess.selector, bob.addr, deposit.assetId, 1)
        );
        vm.prank(bob.addr);
        KEEPERS.challenge(deposit, _dealt.signature, _dealt.proof, RECIPIENT);
    }

    function test_challenge_RevertIf_noBond() public {
        vm.expectRevert(abi.encodeWithSelector(IEscrow.EscrowTooLittle.selector, 0, BOND));
        vm.prank(alice.addr);
        KEEPERS.challenge(_dealt.deposit, _dealt.signature, _dealt.proof, RECIPIENT);
    }

    function test_challenge_RevertIf_openAlready() public {
        bytes32 id = openChallenge(alice.addr, _dealt);
        _expectRevert(abi.encodeWithSelector(IKeeperChallenges.KeepersAlreadyChallenged.selector, id));
    }

    function test_challenge_RevertIf_notSignedByTheKeeper() public {
        _dealt.signature = signDeposit(bob, _dealt.deposit);
        _expectRevert(abi.encodeWithSelector(IKeeperChallenges.KeepersNotSigned.selector, carol.addr));
        _dealt.signature = "";
        _expectRevert(abi.encodeWithSelector(IKeeperChallenges.KeepersNotSigned.selector, carol.addr));
        _dealt.deposit.keeper = address(0);
        _expectRevert(abi.encodeWithSelector(IKeeperChallenges.KeepersNotSigned.selector, address(0)));
    }

    function test_challenge_RevertIf_notPublished() public {
        Dealt memory other = deal(alice.addr, carol, _dealt.deposit.assetId, 1);
        bytes32 commitment = other.deposit.commitment;
        _dealt = other;
        _expectRevert(abi.encodeWithSelector(IKeeperChallenges.KeepersNotPublished.selector, commitment));
    }

    function test_challenge_RevertIf_notCommitted() public {
        _dealt.proof[0] = 0;
        _expectRevert(abi.encodeWithSelector(IKeeperChallenges.KeepersNotCommitted.selector, leafOf(_dealt.deposit)));
    }

    function test_challenge_RevertIf_recipientEmptyOrTooLong() public {
        for (uint256 i; i < 2; ++i) {
            uint256 length = i * 2001;
            vm.expectRevert(abi.encodeWithSelector(IKeeperChallenges.KeepersInvalidLength.selector, length, 2000));
            vm.prank(alice.addr);
            KEEPERS.challenge(_dealt.deposit, _dealt.signature, _dealt.proof, string(new bytes(length)));
        }
    }

    function test_challenge_RevertIf_stakeIsDue() public {
        bytes memory gone =
            abi.encodeWithSelector(IKeeperChallenges.KeepersNotAccountable.selector, carol.addr, uint64(1));
        vm.prank(carol.addr);
        KEEPERS.leave();
        vm.warp(block.timestamp + KEEPER_UNBOND_DELAY);
        _expectRevert(gone);
        KEEPERS.releaseStake(carol.addr);
        _expectRevert(gone);
        // It comes back, and answers for what it takes from then on.
        registerKeeper(carol.addr);
        _expectRevert(gone);
        openChallenge(bob.addr, dealAndPublish(bob.addr, carol));
    }

    function test_challenge_whileItLeaves() public {
        vm.prank(carol.addr);
        KEEPERS.leave();
        uint256 dueAt = block.timestamp + KEEPER_UNBOND_DELAY;
        vm.warp(dueAt - 1);
        bytes32 id = openChallenge(alice.addr, _dealt);
        vm.warp(dueAt);
        vm.expectRevert(abi.encodeWithSelector(IKeepers.KeepersChallengesOpen.selector, carol.addr, 1));
        KEEPERS.releaseStake(carol.addr);
        vm.warp(dueAt + KEEPER_CHALLENGE_PERIOD);
        KEEPERS.settle(id);
        KEEPERS.releaseStake(carol.addr);
        assertEq(ESCROW.withdrawable(carol.addr), KEEPER_STAKE - PENALTY);
    }

    function test_challenge_ofAnEarlierRegistration() public {
        registerKeeper(carol.addr);
        assertEq(KEEPERS.keeperOf(carol.addr).epoch, 2);
        openChallenge(alice.addr, _dealt);
    }

    function test_answer() public {
        bytes32 id = openChallenge(alice.addr, _dealt);
        vm.warp(block.timestamp + KEEPER_CHALLENGE_PERIOD);
        vm.expectEmit(address(KEEPERS));
        emit IKeeperChallenges.KeeperAnswered(id, carol.addr, SEALED);
        vm.prank(carol.addr);
        KEEPERS.answer(id, SEALED);
        assertEq(ESCROW.withdrawable(carol.addr), BOND, "it pays for the gas");
        assertEq(KEEPERS.stakeOf(carol.addr), KEEPER_STAKE);
        assertEq(KEEPERS.challengesOf(carol.addr).length, 0);
        assertEq(KEEPERS.challengeOf(id).keeper, address(0));
        openChallenge(alice.addr, _dealt);
    }

    function test_answer_RevertIf_notAsked() public {
        bytes32 id = openChallenge(alice.addr, _dealt);
        vm.expectRevert(abi.encodeWithSelector(IKeeperChallenges.KeepersNotChallenged.selector, carol.addr, bob.addr));
        vm.prank(bob.addr);
        KEEPERS.answer(id, SEALED);
        vm.startPrank(carol.addr);
        vm.expectRevert(abi.encodeWithSelector(IKeeperChallenges.KeepersInvalidLength.selector, 0, 3072));
        KEEPERS.answer(id, "");
        vm.expectRevert(abi.encodeWithSelector(IKeeperChallenges.KeepersInvalidLength.selector, 3073, 3072));
        KEEPERS.answer(id, new bytes(3073));
        KEEPERS.answer(id, new bytes(3072));
        vm.expectRevert(abi.encodeWithSelector(IKeeperChallenges.KeepersNoChallenge.selector, id));
        KEEPERS.answer(id, SEALED);
        vm.stopPrank();
    }

    function test_answer_RevertIf_late() public {
        bytes32 id = openChallenge(alice.addr, _dealt);
        uint256 answerBy = block.timestamp + KEEPER_CHALLENGE_PERIOD;
        vm.warp(answerBy + 1);
        vm.expectRevert(abi.encodeWithSelector(IKeeperChallenges.KeepersTooLate.selector, answerBy));
        vm.prank(carol.addr);
        KEEPERS.answer(id, SEALED);
    }

    function test_settle() public {
        bytes32 id = openChallenge(alice.addr, _dealt);
        uint256 answerBy = block.timestamp + KEEPER_CHALLENGE_PERIOD;
        vm.warp(answerBy);
        vm.expectRevert(abi.encodeWithSelector(IKeeperChallenges.KeepersTooEarly.selector, answerBy));
        KEEPERS.settle(id);
        vm.warp(answerBy + 1);
        vm.expectEmit(address(KEEPERS));
        emit IKeeperChallenges.KeeperSilent(id, carol.addr, PENALTY);
        vm.expectEmit(address(KEEPERS));
        emit IKeepers.KeeperLeft(carol.addr);
        vm.prank(dave.addr);
        KEEPERS.settle(id);
        assertEq(KEEPERS.stakeOf(carol.addr), KEEPER_STAKE - PENALTY);
        assertEq(ESCROW.withdrawable(address(TIMELOCK)), PENALTY);
        assertEq(ESCROW.withdrawable(alice.addr), BOND, "the challenger has it back");
        assertFalse(KEEPERS.keeperOf(carol.addr).active);
        assertEq(KEEPERS.stakeDueAt(carol.addr), block.timestamp + KEEPER_UNBOND_DELAY);
        vm.expectRevert(abi.encodeWithSelector(IKeeperChallenges.KeepersNoChallenge.selector, id));
        KEEPERS.settle(id);
    }

    /// @dev Its operator was away, and every publisher wants to see it punished.
    function test_settle_oneOutageIsOnePenalty() public {
        bytes32[] memory ids = new bytes32[](5);
        for (uint256 i; i < ids.length; ++i) {
            Dealt memory dealt = dealAndPublish(bob.addr, carol);
            vm.warp(block.timestamp + 1);
            ids[i] = openChallenge(bob.addr, dealt);
        }
        vm.warp(block.timestamp + KEEPER_CHALLENGE_PERIOD + 1);
        for (uint256 i; i < ids.length; ++i) {
            KEEPERS.settle(ids[i]);
        }
        assertEq(KEEPERS.stakeOf(carol.addr), KEEPER_STAKE - PENALTY);
        assertEq(ESCROW.withdrawable(bob.addr), 5 * BOND);
        // Nor does it lose more by being asked again and again while it is away.
        _silence();
        assertEq(KEEPERS.stakeOf(carol.addr), KEEPER_STAKE - PENALTY);
        // What was asked before it came back is settled by the same; what is asked after that is another matter.
        bytes32 id = openChallenge(alice.addr, _dealt);
        vm.warp(block.timestamp + 1);
        registerKeeper(carol.addr);
        vm.warp(block.timestamp + KEEPER_CHALLENGE_PERIOD);
        KEEPERS.settle(id);
        assertEq(KEEPERS.stakeOf(carol.addr), KEEPER_STAKE);
        assertTrue(KEEPERS.keeperOf(carol.addr).active, "nobody who kept an old challenge takes it off when they like");
        _silence();
        assertEq(KEEPERS.stakeOf(carol.addr), KEEPER_STAKE - PENALTY);
    }

    /// @dev Registering again must not wipe out the silence that somebody waits to settle.
    function test_settle_registeringAgainIsNoAnswer() public {
        bytes32 id = openChallenge(alice.addr, _dealt);
        vm.warp(block.timestamp + 1);
        registerKeeper(carol.addr);
        vm.warp(block.timestamp + KEEPER_CHALLENGE_PERIOD);
        KEEPERS.settle(id);
        assertEq(KEEPERS.stakeOf(carol.addr), KEEPER_STAKE - PENALTY);
    }

    function test_settle_afterwardsItComesBackWithAWholeStake() public {
        bytes32 id = openChallenge(alice.addr, _dealt);
        vm.warp(block.timestamp + KEEPER_CHALLENGE_PERIOD + 1);
        KEEPERS.settle(id);
        registerKeeper(carol.addr);
        assertEq(KEEPERS.stakeOf(carol.addr), KEEPER_STAKE);
        assertEq(KEEPERS.stakeDueAt(carol.addr), 0);
        openChallenge(alice.addr, _dealt);
    }

    function test_settle_takesNoMoreThanThereIs() public {
        bytes32 id = openChallenge(alice.addr, _dealt);
        KeyShareAnswer memory given = answerOf(_dealt.deposit, "another");
        KEEPERS.proveLie(_dealt.deposit, _dealt.signature, given, signAnswer(carol, given));
        vm.warp(block.timestamp + KEEPER_CHALLENGE_PERIOD + 1);
        KEEPERS.settle(id);
        assertEq(KEEPERS.stakeOf(carol.addr), 0);
        assertEq(ESCROW.withdrawable(address(TIMELOCK)), KEEPER_STAKE);
    }

    function test_settle_whereNoStakeIsAsked() public {
        govern(address(PARAMETERS), abi.encodeCall(IParameters.set, ("keeperStake", 0)));
        bytes32 id = openChallenge(alice.addr, _dealt);
        vm.warp(block.timestamp + KEEPER_CHALLENGE_PERIOD + 1);
        KEEPERS.settle(id);
        assertEq(KEEPERS.stakeOf(carol.addr), KEEPER_STAKE);
        assertFalse(KEEPERS.keeperOf(carol.addr).active);
        id = openChallenge(alice.addr, _dealt);
        vm.prank(carol.addr);
        KEEPERS.answer(id, SEALED);
    }

    /// @dev Only the very deposit that the keeper signed can be asked for.
    function testFuzz_challenge_RevertIf_changed(uint256 field, uint256 value) public {
        KeyShareDeposit memory deposit = _dealt.deposit;
        bytes32 before = keccak256(abi.encode(deposit));
        field = bound(field, 0, 7);
        if (field == 0) deposit.assetId = value;
        if (field == 1) deposit.version = uint32(value);
        if (field == 2) deposit.index = uint8(value);
        if (field == 3) deposit.epoch = uint64(value);
        if (field == 4) deposit.shareHash = bytes32(value);
        if (field == 5) deposit.commitment = bytes32(value);
        if (field == 6) deposit.publisher = address(uint160(value));
        if (field == 7) deposit.expiresAt = uint64(value);
        vm.assume(keccak256(abi.encode(deposit)) != before);
        vm.expectRevert(abi.encodeWithSelector(IKeeperChallenges.KeepersNotSigned.selector, carol.addr));
        vm.prank(alice.addr);
        KEEPERS.challenge(deposit, _dealt.signature, _dealt.proof, RECIPIENT);
    }

    function _expectRevert(bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(alice.addr);
        KEEPERS.challenge(_dealt.deposit, _dealt.signature, _dealt.proof, RECIPIENT);
    }

    function _typehash() private pure returns (bytes32) {
        return keccak256(
            "KeyShareDeposit(uint256 assetId,uint32 version,uint8 index,uint64 epoch,bytes32 shareHash,bytes32 commitment,address publisher,address keeper,uint64 expiresAt)"
        );
    }

    function _silence() private {
        bytes32 id = openChallenge(alice.addr, _dealt);
        vm.warp(block.timestamp + KEEPER_CHALLENGE_PERIOD + 1);
        KEEPERS.settle(id);
    }
}

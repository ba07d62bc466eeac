// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IKeeperChallenges, KeyShareAnswer, KeyShareDeposit} from "../../src/interfaces/IKeeperChallenges.sol";
import {Base} from "../Base.t.sol";
import {KeeperFixture} from "../KeeperFixture.sol";

contract KeeperLiesTest is Base, KeeperFixture {
    /// @dev Of alice, whose key share carol keeps.
    Dealt private _dealt;

    function setUp() public override {
        super.setUp();
        registerKeeper(carol.addr);
        _dealt = dealAndPublish(alice.addr, carol);
    }

    function test_proveLie() public {
        KeyShareAnswer memory given = answerOf(_dealt.deposit, "another");
        bytes memory signature = signAnswer(carol, given);
        vm.expectEmit(address(KEEPERS));
        emit IKeeperChallenges.KeeperLied(carol.addr, given.assetId, 1, 1, "another", KEEPER_STAKE);
        vm.prank(bob.addr);
        KEEPERS.proveLie(_dealt.deposit, _dealt.signature, given, signature);
        assertEq(KEEPERS.stakeOf(carol.addr), 0);
        assertEq(ESCROW.withdrawable(address(TIMELOCK)), KEEPER_STAKE);
        assertFalse(KEEPERS.keeperOf(carol.addr).active);
        // A lie counts once, also against a new stake.
        registerKeeper(carol.addr);
        vm.expectRevert(abi.encodeWithSelector(IKeeperChallenges.KeepersNotAccountable.selector, carol.addr, 1));
        KEEPERS.proveLie(_dealt.deposit, _dealt.signature, given, signature);
        openChallenge(bob.addr, dealAndPublish(bob.addr, carol));
    }

    function test_proveLie_RevertIf_none() public {
        KeyShareDeposit memory deposit = _dealt.deposit;
        bytes memory none = abi.encodeWithSelector(IKeeperChallenges.KeepersNoLie.selector, deposit.shareHash);
        _expectNoLie(answerOf(deposit, deposit.shareHash), carol, none);
        KeyShareAnswer memory given = answerOf(deposit, "another");
        given.version = 2;
        _expectNoLie(given, carol, none);
        given = answerOf(deposit, "another");
        given.index = 2;
        _expectNoLie(given, carol, none);
        given = answerOf(deposit, "another");
        given.assetId = 7;
        _expectNoLie(given, carol, none);
        given = answerOf(deposit, "another");
        _expectNoLie(given, bob, abi.encodeWithSelector(IKeeperChallenges.KeepersNotSigned.selector, carol.addr));
    }

    /// @dev It kept both, as it must: only one could be published, and that one it gave away.
    function test_proveLie_RevertIf_theOtherWasNotPublished() public {
        Dealt memory other = deal(alice.addr, carol, _dealt.deposit.assetId, 1);
        KeyShareAnswer memory given = answerOf(_dealt.deposit, _dealt.deposit.shareHash);
        bytes memory signature = signAnswer(carol, given);
        vm.expectRevert(
            abi.encodeWithSelector(IKeeperChallenges.KeepersNotPublished.selector, other.deposit.commitment)
        );
        KEEPERS.proveLie(other.deposit, other.signature, given, signature);
    }

    function testFuzz_proveLie_neverForWhoGivesWhatItTook(KeyShareAnswer memory given) public {
        given.shareHash = _dealt.deposit.shareHash;
        bytes memory signature = signAnswer(carol, given);
        vm.expectRevert(abi.encodeWithSelector(IKeeperChallenges.KeepersNoLie.selector, _dealt.deposit.shareHash));
        KEEPERS.proveLie(_dealt.deposit, _dealt.signature, given, signature);
    }

    function _expectNoLie(KeyShareAnswer memory given, Account memory signer, bytes memory reason) private {
        bytes memory signature = signAnswer(signer, given);
        vm.expectRevert(reason);
        KEEPERS.proveLie(_dealt.deposit, _dealt.signature, given, signature);
    }
}

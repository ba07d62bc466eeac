// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Votes} from "@openzeppelin/contracts/governance/utils/Votes.sol";
import {Authorization} from "../../src/interfaces/Authorization.sol";
import {ILockedVotes} from "../../src/interfaces/ILockedVotes.sol";
import {ISaharaToken} from "../../src/interfaces/ISaharaToken.sol";
import {Base} from "../Base.t.sol";

contract LockedVotesTest is Base {
    bytes32 private constant NONCE = "nonce";

    function test_lock_isAVoteOfOnesOwn() public {
        vm.expectEmit(address(VOTES));
        emit ILockedVotes.VotesLocked(alice.addr, 5);
        _lock(alice.addr, 5);
        assertEq(VOTES.lockedOf(alice.addr), 5);
        assertEq(VOTES.getVotes(alice.addr), 5);
        assertEq(VOTES.delegates(alice.addr), alice.addr);
        assertEq(TOKEN.balanceOf(address(VOTES)), 5);
    }

    function test_lock_RevertIf_zeroAmount() public {
        vm.expectRevert(ILockedVotes.LockedVotesZeroAmount.selector);
        VOTES.lock(0);
    }

    function test_lockWithAuthorization_anyoneBringsIt() public {
        Authorization memory authorization = authorize(alice, address(VOTES), 5, NONCE);
        vm.prank(erin.addr);
        VOTES.lockWithAuthorization(alice.addr, 5, NONCE, authorization);
        assertEq(VOTES.getVotes(alice.addr), 5);
        assertEq(VOTES.getVotes(erin.addr), 0);
        vm.expectRevert(abi.encodeWithSelector(ISaharaToken.SaharaTokenAuthorizationUsed.selector, alice.addr, NONCE));
        VOTES.lockWithAuthorization(alice.addr, 5, NONCE, authorization);
    }

    function test_lockWithAuthorization_RevertIf_signedByAnother() public {
        Authorization memory authorization = authorize(alice, address(VOTES), 5, NONCE);
        vm.expectRevert(abi.encodeWithSelector(ISaharaToken.SaharaTokenInvalidSignature.selector, erin.addr));
        VOTES.lockWithAuthorization(erin.addr, 5, NONCE, authorization);
    }

    function test_clock_isInSeconds() public view {
        assertEq(VOTES.clock(), block.timestamp);
        assertEq(VOTES.CLOCK_MODE(), "mode=timestamp");
    }

    function test_getPastVotes_isOfThatMoment() public {
        uint256 start = block.timestamp;
        _lock(alice.addr, 5);
        skip(10);
        _lock(alice.addr, 3);
        _lock(bob.addr, 1);
        skip(10);
        assertEq(VOTES.getPastVotes(alice.addr, start - 1), 0);
        assertEq(VOTES.getPastVotes(alice.addr, start + 9), 5);
        assertEq(VOTES.getPastVotes(alice.addr, start + 10), 8);
        assertEq(VOTES.getPastTotalSupply(start + 10), 9);
        vm.expectRevert(
            abi.encodeWithSelector(Votes.ERC5805FutureLookup.selector, block.timestamp, uint48(block.timestamp))
        );
        VOTES.getPastVotes(alice.addr, block.timestamp);
    }

    function test_delegate_movesVotesAndBack() public {
        _lock(alice.addr, 5);
        vm.startPrank(alice.addr);
        VOTES.delegate(bob.addr);
        VOTES.lock(2);
        assertEq(VOTES.getVotes(alice.addr), 0);
        assertEq(VOTES.getVotes(bob.addr), 7);
        VOTES.unlock(1);
        assertEq(VOTES.getVotes(bob.addr), 6);
        VOTES.delegate(alice.addr);
        vm.stopPrank();
        assertEq(VOTES.getVotes(alice.addr), 6);
        assertEq(VOTES.getVotes(bob.addr), 0);
    }

    /// @dev Votes that belong to nobody could not be unlocked.
    function test_delegate_toNobodyIsToOneself() public {
        _lock(alice.addr, 5);
        vm.startPrank(alice.addr);
        VOTES.delegate(address(0));
        assertEq(VOTES.getVotes(alice.addr), 5);
        VOTES.delegate(bob.addr);
        VOTES.delegate(address(0));
        assertEq(VOTES.getVotes(alice.addr), 5);
        assertEq(VOTES.getVotes(bob.addr), 0);
        VOTES.unlock(5);
        vm.stopPrank();
        assertEq(VOTES.getVotes(alice.addr), 0);
    }

    function test_delegateBySig() public {
        _lock(alice.addr, 5);
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256("Delegation(address delegatee,uint256 nonce,uint256 expiry)"), bob.addr, 0, block.timestamp
            )
        );
        bytes memory signature = sign(alice, "LockedVotes", address(VOTES), structHash);
        (bytes32 r, bytes32 s) = abi.decode(signature, (bytes32, bytes32));
        VOTES.delegateBySig(bob.addr, 0, block.timestamp, uint8(signature[64]), r, s);
        assertEq(VOTES.getVotes(bob.addr), 5);
    }

    function test_unlock_takesTheVoteAtOnceAndPaysLater() public {
        _lock(alice.addr, 5);
        uint256 dueAt = block.timestamp + UNLOCK_DELAY;
        vm.expectEmit(address(VOTES));
        emit ILockedVotes.VotesUnlocked(alice.addr, 3, dueAt);
        vm.prank(alice.addr);
        assertEq(VOTES.unlock(3), dueAt);
        assertEq(VOTES.getVotes(alice.addr), 2);
        assertEq(VOTES.unlockingOf(alice.addr), 3);
        vm.warp(dueAt - 1);
        assertEq(VOTES.withdraw(alice.addr), 0);
        vm.warp(dueAt);
        vm.expectEmit(address(VOTES));
        emit ILockedVotes.VotesWithdrawn(alice.addr, 3);
        vm.prank(erin.addr);
        assertEq(VOTES.withdraw(alice.addr), 3);
        assertEq(VOTES.withdraw(alice.addr), 0);
        assertEq(VOTES.unlockingOf(alice.addr), 0);
        assertEq(TOKEN.balanceOf(alice.addr), FUNDS - 2);
    }

    /// @dev A later unlocking must not put off an earlier one.
    function test_unlock_eachKeepsItsOwnDate() public {
        _lock(alice.addr, 10);
        vm.startPrank(alice.addr);
        uint256 first = VOTES.unlock(1);
        skip(UNLOCK_DELAY - 1);
        VOTES.unlock(2);
        VOTES.unlock(3); // in the same second
        vm.stopPrank();
        vm.warp(first);
        assertEq(VOTES.withdrawable(alice.addr), 1);
        assertEq(VOTES.withdraw(alice.addr), 1);
        skip(UNLOCK_DELAY - 1);
        assertEq(VOTES.withdraw(alice.addr), 5);
        assertEq(VOTES.lockedOf(alice.addr), 4);
    }

    function testFuzz_unlock_eachComesBackWholeAtItsDate(uint256 first, uint256 second, uint256 pause) public {
        first = bound(first, 1, FUNDS / 2);
        second = bound(second, 1, FUNDS / 2);
        pause = bound(pause, 0, 2 * UNLOCK_DELAY);
        _lock(alice.addr, first + second);
        vm.prank(alice.addr);
        uint256 firstDue = VOTES.unlock(first);
        assertEq(VOTES.getVotes(alice.addr), second);
        skip(pause);
        vm.prank(alice.addr);
        uint256 secondDue = VOTES.unlock(second);
        assertEq(VOTES.getVotes(alice.addr), 0);
        vm.warp(firstDue - 1);
        assertEq(VOTES.withdrawable(alice.addr), 0);
        vm.warp(firstDue);
        assertEq(VOTES.withdraw(alice.addr), pause == 0 ? first + second : first);
        vm.warp(secondDue);
        VOTES.withdraw(alice.addr);
        assertEq(TOKEN.balanceOf(alice.addr), FUNDS);
        assertEq(VOTES.unlockingOf(alice.addr), 0);
    }

    function test_unlock_RevertIf_zeroOrMoreThanLocked() public {
        _lock(alice.addr, 5);
        vm.startPrank(alice.addr);
        vm.expectRevert(ILockedVotes.LockedVotesZeroAmount.selector);
        VOTES.unlock(0);
        vm.expectRevert(abi.encodeWithSelector(ILockedVotes.LockedVotesTooLittle.selector, 5, 6));
        VOTES.unlock(6);
        vm.stopPrank();
    }

    function _lock(address account, uint256 amount) private {
        vm.prank(account);
        VOTES.lock(amount);
    }
}

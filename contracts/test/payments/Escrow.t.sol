// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Authorization} from "../../src/interfaces/Authorization.sol";
import {Agreement, IEscrow, Terms} from "../../src/interfaces/IEscrow.sol";
import {ISaharaToken} from "../../src/interfaces/ISaharaToken.sol";
import {Base} from "../Base.t.sol";

/// @dev This contract is the holder; Alice agreed.
contract EscrowTest is Base {
    bytes32 private constant PURPOSE = "purpose";
    bytes32 private constant SALT = "salt";

    function test_fund_addsUp() public {
        vm.expectEmit(address(ESCROW));
        emit IEscrow.Funded(address(this), PURPOSE, alice.addr, Terms.Slashable, 0, alice.addr, 3);
        _fund(_stake(), 3);
        _fund(_stake(), 4);
        _assertDeposit(_stake(), 7, 0);
        assertEq(TOKEN.balanceOf(address(ESCROW)), 7);
    }

    function test_fund_toppingUpLeavesWhatIsLocked() public {
        _lock(_fee(), 3);
        _fund(_fee(), 4);
        _assertDeposit(_fee(), 4, 3);
        ESCROW.lock(_fee(), 4);
        _assertDeposit(_fee(), 0, 7);
    }

    function test_fund_forSomeoneElseMakesItTheirs() public {
        vm.prank(bob.addr);
        ESCROW.fund(_fee(), 5);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.EscrowNotAccount.selector, alice.addr, bob.addr));
        vm.prank(bob.addr);
        ESCROW.reclaim(_fee());
        vm.prank(alice.addr);
        assertEq(ESCROW.reclaim(_fee()), 5);
    }

    function test_fund_RevertIf_zeroAmount() public {
        vm.expectRevert(IEscrow.EscrowZeroAmount.selector);
        ESCROW.fund(_fee(), 0);
    }

    function test_fund_RevertIf_accountCouldNeverWithdraw() public {
        Agreement memory agreement = _fee();
        agreement.account = address(0);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.EscrowInvalidAccount.selector, address(0)));
        ESCROW.fund(agreement, 1);
        agreement.account = address(ESCROW);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.EscrowInvalidAccount.selector, address(ESCROW)));
        ESCROW.fund(agreement, 1);
    }

    function test_fundWithAuthorization_anyoneBringsIt() public {
        Authorization memory authorization = _authorization();
        vm.prank(erin.addr);
        vm.expectEmit(address(ESCROW));
        emit IEscrow.Funded(address(this), PURPOSE, alice.addr, Terms.Slashable, 0, alice.addr, 5);
        ESCROW.fundWithAuthorization(_stake(), 5, alice.addr, SALT, authorization);
        _assertDeposit(_stake(), 5, 0);
        assertEq(TOKEN.balanceOf(alice.addr), FUNDS - 5);
    }

    /// @dev Each word of the agreement is in what she signed: the terms above all.
    function test_fundWithAuthorization_RevertIf_anythingDiffers() public {
        Authorization memory authorization = _authorization();
        Agreement[5] memory others = [_stake(), _stake(), _stake(), _stake(), _stake()];
        others[0].holder = erin.addr;
        others[1].purpose = "other";
        others[2].account = erin.addr;
        others[3].terms = Terms.Payable;
        others[4].until = 1;
        bytes memory invalid = abi.encodeWithSelector(ISaharaToken.SaharaTokenInvalidSignature.selector, alice.addr);
        for (uint256 i; i < others.length; ++i) {
            vm.expectRevert(invalid);
            ESCROW.fundWithAuthorization(others[i], 5, alice.addr, SALT, authorization);
        }
        vm.expectRevert(invalid);
        ESCROW.fundWithAuthorization(_stake(), 6, alice.addr, SALT, authorization);
        vm.expectRevert(invalid);
        ESCROW.fundWithAuthorization(_stake(), 5, alice.addr, "other", authorization);
    }

    function test_fundWithAuthorization_RevertIf_replayed() public {
        Authorization memory authorization = _authorization();
        ESCROW.fundWithAuthorization(_stake(), 5, alice.addr, SALT, authorization);
        vm.expectRevert(
            abi.encodeWithSelector(ISaharaToken.SaharaTokenAuthorizationUsed.selector, alice.addr, _nonce())
        );
        ESCROW.fundWithAuthorization(_stake(), 5, alice.addr, SALT, authorization);
    }

    function test_lock_keepsTheAccountFromReclaiming() public {
        _fund(_bond(), 5);
        vm.expectEmit(address(ESCROW));
        emit IEscrow.Locked(address(this), PURPOSE, alice.addr, Terms.Refundable, 0, 4);
        ESCROW.lock(_bond(), 4);
        _assertDeposit(_bond(), 1, 4);
        vm.startPrank(alice.addr);
        assertEq(ESCROW.reclaim(_bond()), 1);
        vm.expectRevert(IEscrow.EscrowZeroAmount.selector);
        ESCROW.reclaim(_bond());
        vm.stopPrank();
    }

    function test_lock_RevertIf_tooLittleIsFree() public {
        _fund(_bond(), 5);
        ESCROW.lock(_bond(), 2);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.EscrowTooLittle.selector, 3, 4));
        ESCROW.lock(_bond(), 4);
    }

    /// @dev Money under other words is other money, though holder, purpose and account are the same.
    function test_lock_RevertIf_agreedOtherwise() public {
        _fund(_bond(), 5);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.EscrowTooLittle.selector, 0, 5));
        ESCROW.lock(_stake(), 5);
        Agreement memory ending = _bond();
        ending.until = 1;
        vm.expectRevert(abi.encodeWithSelector(IEscrow.EscrowTooLittle.selector, 0, 5));
        ESCROW.lock(ending, 5);
    }

    function test_release_givesPartsBackToTheAccount() public {
        _lock(_stake(), 5);
        vm.expectEmit(address(ESCROW));
        emit IEscrow.Released(address(this), PURPOSE, alice.addr, Terms.Slashable, 0, 2);
        ESCROW.release(_stake(), 2);
        assertEq(ESCROW.withdrawable(alice.addr), 2);
        _assertDeposit(_stake(), 0, 3);
        ESCROW.release(_stake(), 3);
        assertEq(ESCROW.withdrawable(alice.addr), 5);
    }

    function test_release_RevertIf_moreThanLocked() public {
        _lock(_stake(), 5);
        _fund(_stake(), 5);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.EscrowTooLittle.selector, 5, 6));
        ESCROW.release(_stake(), 6);
    }

    function test_slash_forfeitsToTheTreasury() public {
        _lock(_stake(), 5);
        uint256 before = TOKEN.balanceOf(address(TIMELOCK));
        vm.expectEmit(address(ESCROW));
        emit IEscrow.Slashed(address(this), PURPOSE, alice.addr, 0, 2);
        ESCROW.slash(_stake(), 2);
        _assertDeposit(_stake(), 0, 3);
        ESCROW.withdraw(address(TIMELOCK));
        assertEq(TOKEN.balanceOf(address(TIMELOCK)) - before, 2);
    }

    function test_slash_RevertIf_moreThanLocked() public {
        _lock(_stake(), 5);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.EscrowTooLittle.selector, 5, 6));
        ESCROW.slash(_stake(), 6);
    }

    function test_pay_reachesWhomTheHolderNames() public {
        _lock(_fee(), 5);
        vm.expectEmit(address(ESCROW));
        emit IEscrow.PaidOut(address(this), PURPOSE, alice.addr, 0, carol.addr, 2);
        ESCROW.pay(_fee(), carol.addr, 2);
        ESCROW.release(_fee(), 3);
        assertEq(ESCROW.withdraw(carol.addr), 2);
        assertEq(ESCROW.withdraw(alice.addr), 3);
        assertEq(TOKEN.balanceOf(carol.addr), FUNDS + 2);
    }

    function test_pay_RevertIf_moreThanLockedOrNobodysAccount() public {
        _lock(_fee(), 5);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.EscrowTooLittle.selector, 5, 6));
        ESCROW.pay(_fee(), carol.addr, 6);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.EscrowInvalidAccount.selector, address(0)));
        ESCROW.pay(_fee(), address(0), 5);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.EscrowInvalidAccount.selector, address(ESCROW)));
        ESCROW.pay(_fee(), address(ESCROW), 5);
    }

    /// @dev The table of what a holder may do: nothing that the payer did not agree to.
    function test_slashAndPay_RevertIf_termsForbid() public {
        _lock(_bond(), 5);
        _lock(_stake(), 5);
        _lock(_fee(), 5);
        _expectForbidden(Terms.Refundable);
        ESCROW.slash(_bond(), 1);
        _expectForbidden(Terms.Refundable);
        ESCROW.pay(_bond(), carol.addr, 1);
        _expectForbidden(Terms.Slashable);
        ESCROW.pay(_stake(), carol.addr, 1);
        _expectForbidden(Terms.Payable);
        ESCROW.slash(_fee(), 1);
    }

    function testFuzz_holderFunctions_RevertIf_notHolder(address caller, uint8 terms) public {
        vm.assume(caller != address(this));
        Agreement memory agreement = _agreement(Terms(terms % 3));
        _lock(agreement, 5);
        _fund(agreement, 5);
        bytes memory refusal = abi.encodeWithSelector(IEscrow.EscrowNotHolder.selector, address(this), caller);
        vm.startPrank(caller);
        vm.expectRevert(refusal);
        ESCROW.lock(agreement, 1);
        vm.expectRevert(refusal);
        ESCROW.release(agreement, 1);
        vm.expectRevert(refusal);
        ESCROW.slash(agreement, 1);
        vm.expectRevert(refusal);
        ESCROW.pay(agreement, caller, 1);
        vm.stopPrank();
    }

    function test_reclaim_takesLockedMoneyOnceTheAgreementEnds() public {
        Agreement memory agreement = _fee();
        agreement.until = uint40(block.timestamp + 1 hours);
        _lock(agreement, 5);
        _fund(agreement, 2);
        vm.warp(agreement.until - 1);
        vm.startPrank(alice.addr);
        assertEq(ESCROW.reclaim(agreement), 2);
        vm.warp(agreement.until);
        assertEq(ESCROW.reclaim(agreement), 5);
        vm.stopPrank();
        _assertDeposit(agreement, 0, 0);
    }

    function testFuzz_reclaim_neverTakesLockedMoneyWithoutAnEnd(uint40 time) public {
        _lock(_bond(), 5);
        vm.warp(time);
        vm.expectRevert(IEscrow.EscrowZeroAmount.selector);
        vm.prank(alice.addr);
        ESCROW.reclaim(_bond());
    }

    function testFuzz_reclaim_RevertIf_notAccount(address caller) public {
        vm.assume(caller != alice.addr);
        _fund(_fee(), 5);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.EscrowNotAccount.selector, alice.addr, caller));
        vm.prank(caller);
        ESCROW.reclaim(_fee());
    }

    function test_withdraw_anyoneTriggersTheAccountIsPaid() public {
        _fund(_fee(), 5);
        vm.prank(alice.addr);
        ESCROW.reclaim(_fee());
        vm.expectEmit(address(ESCROW));
        emit IEscrow.Withdrawn(alice.addr, 5);
        vm.prank(erin.addr);
        assertEq(ESCROW.withdraw(alice.addr), 5);
        assertEq(TOKEN.balanceOf(alice.addr), FUNDS);
        assertEq(TOKEN.balanceOf(address(ESCROW)), 0);
        vm.recordLogs();
        assertEq(ESCROW.withdraw(alice.addr), 0);
        assertEq(vm.getRecordedLogs().length, 0, "nothing is told of nothing");
    }

    function test_withdraw_theLastWei() public {
        _fund(_fee(), 1);
        vm.prank(alice.addr);
        ESCROW.reclaim(_fee());
        assertEq(ESCROW.withdraw(alice.addr), 1);
        assertEq(TOKEN.balanceOf(alice.addr), FUNDS);
    }

    function _bond() private view returns (Agreement memory) {
        return _agreement(Terms.Refundable);
    }

    function _stake() private view returns (Agreement memory) {
        return _agreement(Terms.Slashable);
    }

    function _fee() private view returns (Agreement memory) {
        return _agreement(Terms.Payable);
    }

    function _agreement(Terms terms) private view returns (Agreement memory) {
        return Agreement(address(this), PURPOSE, alice.addr, terms, 0);
    }

    function _fund(Agreement memory agreement, uint256 amount) private {
        vm.prank(alice.addr);
        ESCROW.fund(agreement, amount);
    }

    function _lock(Agreement memory agreement, uint256 amount) private {
        _fund(agreement, amount);
        ESCROW.lock(agreement, amount);
    }

    function _authorization() private view returns (Authorization memory) {
        return authorize(alice, address(ESCROW), 5, _nonce());
    }

    function _nonce() private view returns (bytes32) {
        return keccak256(abi.encode(_stake(), uint256(5), SALT));
    }

    function _expectForbidden(Terms terms) private {
        vm.expectRevert(abi.encodeWithSelector(IEscrow.EscrowTermsForbid.selector, terms));
    }

    function _assertDeposit(Agreement memory agreement, uint256 free, uint256 locked) private view {
        assertEq(ESCROW.depositOf(agreement).free, free, "free");
        assertEq(ESCROW.depositOf(agreement).locked, locked, "locked");
    }
}

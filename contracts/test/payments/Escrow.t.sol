// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Authorization} from "../../src/interfaces/Authorization.sol";
import {IEscrow} from "../../src/interfaces/IEscrow.sol";
import {ISaharaToken} from "../../src/interfaces/ISaharaToken.sol";
import {Base} from "../Base.t.sol";

/// @dev This contract is the holder.
contract EscrowTest is Base {
    bytes32 private constant PURPOSE = "purpose";

    function test_fund_addsUp() public {
        vm.expectEmit(address(ESCROW));
        emit IEscrow.Funded(address(this), PURPOSE, alice.addr, 3);
        _fund(3);
        _fund(4);
        assertEq(_deposit().amount, 7);
        assertFalse(_deposit().locked);
        assertEq(TOKEN.balanceOf(address(ESCROW)), 7);
    }

    function test_fund_RevertIf_zeroAmount() public {
        vm.expectRevert(IEscrow.EscrowZeroAmount.selector);
        _fund(0);
    }

    function test_fund_RevertIf_alreadyLocked() public {
        _fund(3);
        ESCROW.lock(PURPOSE, alice.addr, 3);
        vm.expectRevert(_alreadyLocked());
        _fund(1);
    }

    function test_fundWithAuthorization_anyoneBringsIt() public {
        Authorization memory authorization = _authorization();
        vm.prank(erin.addr);
        ESCROW.fundWithAuthorization(address(this), PURPOSE, 5, alice.addr, authorization);
        assertEq(_deposit().amount, 5);
        assertEq(TOKEN.balanceOf(alice.addr), FUNDS - 5);
    }

    function test_fundWithAuthorization_RevertIf_holderOrPurposeOrAmountDiffers() public {
        Authorization memory authorization = _authorization();
        bytes memory invalid = abi.encodeWithSelector(ISaharaToken.SaharaTokenInvalidSignature.selector, alice.addr);
        vm.expectRevert(invalid);
        ESCROW.fundWithAuthorization(erin.addr, PURPOSE, 5, alice.addr, authorization);
        vm.expectRevert(invalid);
        ESCROW.fundWithAuthorization(address(this), "other", 5, alice.addr, authorization);
        vm.expectRevert(invalid);
        ESCROW.fundWithAuthorization(address(this), PURPOSE, 6, alice.addr, authorization);
    }

    function test_fundWithAuthorization_RevertIf_replayed() public {
        Authorization memory authorization = _authorization();
        ESCROW.fundWithAuthorization(address(this), PURPOSE, 5, alice.addr, authorization);
        vm.expectRevert(
            abi.encodeWithSelector(ISaharaToken.SaharaTokenAuthorizationUsed.selector, alice.addr, _nonce())
        );
        ESCROW.fundWithAuthorization(address(this), PURPOSE, 5, alice.addr, authorization);
    }

    function test_lock_keepsThePayerFromReclaiming() public {
        _fund(5);
        vm.expectEmit(address(ESCROW));
        emit IEscrow.Locked(address(this), PURPOSE, alice.addr, 5);
        ESCROW.lock(PURPOSE, alice.addr, 4);
        assertTrue(_deposit().locked);
        vm.expectRevert(_alreadyLocked());
        vm.prank(alice.addr);
        ESCROW.reclaim(address(this), PURPOSE);
    }

    function test_lock_RevertIf_alreadyLocked() public {
        _fund(5);
        ESCROW.lock(PURPOSE, alice.addr, 5);
        vm.expectRevert(_alreadyLocked());
        ESCROW.lock(PURPOSE, alice.addr, 5);
    }

    function test_lock_RevertIf_tooLittle() public {
        _fund(5);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.EscrowTooLittle.selector, 5, 6));
        ESCROW.lock(PURPOSE, alice.addr, 6);
        // Another holder sees nothing of it.
        vm.expectRevert(abi.encodeWithSelector(IEscrow.EscrowTooLittle.selector, 0, 1));
        vm.prank(erin.addr);
        ESCROW.lock(PURPOSE, alice.addr, 1);
    }

    function test_release_givesBackToThePayerOnly() public {
        _fund(5);
        ESCROW.lock(PURPOSE, alice.addr, 5);
        vm.expectEmit(address(ESCROW));
        emit IEscrow.Released(address(this), PURPOSE, alice.addr, 5);
        ESCROW.release(PURPOSE, alice.addr);
        assertEq(ESCROW.withdrawable(alice.addr), 5);
        assertEq(_deposit().amount, 0);
        assertFalse(_deposit().locked);
    }

    function test_release_RevertIf_notLocked() public {
        _fund(5);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.EscrowNotLocked.selector, address(this), PURPOSE, alice.addr));
        ESCROW.release(PURPOSE, alice.addr);
    }

    function test_release_RevertIf_notHolder() public {
        _fund(5);
        ESCROW.lock(PURPOSE, alice.addr, 5);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.EscrowNotLocked.selector, erin.addr, PURPOSE, alice.addr));
        vm.prank(erin.addr);
        ESCROW.release(PURPOSE, alice.addr);
    }

    function test_reclaim_takesBackWhatWasNeverLocked() public {
        _fund(5);
        vm.prank(alice.addr);
        ESCROW.reclaim(address(this), PURPOSE);
        assertEq(ESCROW.withdrawable(alice.addr), 5);
    }

    function test_reclaim_RevertIf_nothingThere() public {
        _fund(5);
        vm.expectRevert(IEscrow.EscrowZeroAmount.selector);
        vm.prank(erin.addr);
        ESCROW.reclaim(address(this), PURPOSE);
    }

    function test_withdraw_anyoneTriggersTheAccountIsPaid() public {
        _fund(5);
        vm.prank(alice.addr);
        ESCROW.reclaim(address(this), PURPOSE);
        vm.expectEmit(address(ESCROW));
        emit IEscrow.Withdrawn(alice.addr, 5);
        vm.prank(erin.addr);
        assertEq(ESCROW.withdraw(alice.addr), 5);
        assertEq(TOKEN.balanceOf(alice.addr), FUNDS);
        assertEq(TOKEN.balanceOf(address(ESCROW)), 0);
        assertEq(ESCROW.withdraw(alice.addr), 0);
    }

    function _fund(uint256 amount) private {
        vm.prank(alice.addr);
        ESCROW.fund(address(this), PURPOSE, amount);
    }

    function _deposit() private view returns (IEscrow.Deposit memory) {
        return ESCROW.depositOf(address(this), PURPOSE, alice.addr);
    }

    function _authorization() private view returns (Authorization memory) {
        return authorize(alice, address(ESCROW), 5, _nonce());
    }

    function _nonce() private view returns (bytes32) {
        return keccak256(abi.encode(address(this), PURPOSE, uint256(5)));
    }

    function _alreadyLocked() private view returns (bytes memory) {
        return abi.encodeWithSelector(IEscrow.EscrowAlreadyLocked.selector, address(this), PURPOSE, alice.addr);
    }
}

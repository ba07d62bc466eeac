// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {INativeAdapter} from "../../src/interfaces/INativeAdapter.sol";
import {Base} from "../Base.t.sol";
import {Caller} from "../mocks/Caller.sol";

contract NativeAdapterTest is Base {
    function testFuzz_deposit(uint256 amount) public {
        amount = bound(amount, 0, FUNDS);
        vm.expectEmit(address(ADAPTER));
        emit INativeAdapter.Deposited(alice.addr, alice.addr, amount);
        vm.prank(alice.addr);
        ADAPTER.deposit{value: amount}();
        assertEq(TOKEN.balanceOf(alice.addr), FUNDS + amount);
        assertEq(alice.addr.balance, FUNDS - amount);
        _assertBacked();
    }

    function test_depositFor() public {
        vm.expectEmit(address(ADAPTER));
        emit INativeAdapter.Deposited(alice.addr, bob.addr, 5);
        vm.prank(alice.addr);
        ADAPTER.depositFor{value: 5}(bob.addr);
        assertEq(TOKEN.balanceOf(bob.addr), FUNDS + 5);
        _assertBacked();
    }

    /// @dev Whoever is named, also the payer or one of the contracts: coin becomes tokens, and nothing else moves.
    function testFuzz_depositFor(address account, uint256 first, uint256 second) public {
        first = bound(first, 0, FUNDS);
        second = bound(second, 0, FUNDS - first);
        if (account == address(0)) {
            vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, account));
            vm.prank(alice.addr);
            ADAPTER.depositFor{value: first}(account);
            return;
        }
        uint256 supply = TOKEN.totalSupply();
        uint256 held = TOKEN.balanceOf(account);
        vm.startPrank(alice.addr);
        ADAPTER.depositFor{value: first}(account);
        ADAPTER.depositFor{value: second}(account);
        vm.stopPrank();
        assertEq(TOKEN.balanceOf(account), held + first + second);
        assertEq(TOKEN.totalSupply(), supply + first + second);
        assertEq(alice.addr.balance, FUNDS - first - second);
        if (account != alice.addr) assertEq(TOKEN.balanceOf(alice.addr), FUNDS);
        _assertBacked();
    }

    function testFuzz_withdraw(uint256 amount) public {
        amount = bound(amount, 0, FUNDS);
        vm.startPrank(alice.addr);
        TOKEN.approve(address(ADAPTER), amount);
        vm.expectEmit(address(ADAPTER));
        emit INativeAdapter.Withdrawn(alice.addr, alice.addr, amount);
        ADAPTER.withdraw(amount);
        vm.stopPrank();
        assertEq(TOKEN.balanceOf(alice.addr), FUNDS - amount);
        assertEq(alice.addr.balance, FUNDS + amount);
        _assertBacked();
    }

    function test_withdraw_RevertIf_noAllowance() public {
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(ADAPTER), 0, 1)
        );
        vm.prank(alice.addr);
        ADAPTER.withdraw(1);
    }

    function test_withdraw_RevertIf_receiverRefuses() public {
        Caller caller = _callerWithAllowance();
        caller.refuse();
        vm.expectRevert(
            abi.encodeWithSelector(INativeAdapter.NativeAdapterTransferFailed.selector, address(caller), 1 ether)
        );
        caller.run(address(ADAPTER), 0, abi.encodeCall(ADAPTER.withdraw, (1 ether)));
    }

    function test_withdraw_reenteredPaysOnlyWhatIsBurnt() public {
        Caller caller = _callerWithAllowance();
        caller.reenter(address(ADAPTER), abi.encodeCall(ADAPTER.withdraw, (FUNDS)));
        caller.run(address(ADAPTER), 0, abi.encodeCall(ADAPTER.withdraw, (1 ether)));
        (bool reentered,) = caller.reentry();
        assertFalse(reentered, "more was drawn than was left");
        assertEq(TOKEN.balanceOf(address(caller)), FUNDS - 1 ether);
        _assertBacked();
    }

    function _callerWithAllowance() private returns (Caller caller) {
        caller = new Caller();
        endow(address(caller));
        vm.prank(address(caller));
        TOKEN.approve(address(ADAPTER), type(uint256).max);
    }

    function _assertBacked() private view {
        assertEq(address(ADAPTER).balance, TOKEN.totalSupply());
    }
}

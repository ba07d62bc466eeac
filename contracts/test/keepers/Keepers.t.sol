// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IKeepers, Keeper} from "../../src/interfaces/IKeepers.sol";
import {Base} from "../Base.t.sol";

contract KeepersTest is Base {
    string private constant ENDPOINT = "http://127.0.0.1:4601";
    string private constant RECIPIENT = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

    function test_register() public {
        vm.expectEmit(address(KEEPERS));
        emit IKeepers.KeeperRegistered(alice.addr, 1, ENDPOINT, RECIPIENT);
        vm.prank(alice.addr);
        KEEPERS.register(ENDPOINT, RECIPIENT);
        Keeper memory keeper = KEEPERS.keeperOf(alice.addr);
        assertTrue(keeper.active);
        assertEq(keeper.epoch, 1);
        assertEq(keeper.endpoint, ENDPOINT);
        assertEq(keeper.recipient, RECIPIENT);
        assertEq(KEEPERS.keepers().length, 1);
    }

    function test_register_againBeginsAnEpoch() public {
        vm.startPrank(alice.addr);
        KEEPERS.register(ENDPOINT, RECIPIENT);
        KEEPERS.register("http://127.0.0.1:4700", RECIPIENT);
        vm.stopPrank();
        assertEq(KEEPERS.keeperOf(alice.addr).epoch, 2);
        assertEq(KEEPERS.keeperOf(alice.addr).endpoint, "http://127.0.0.1:4700");
        assertEq(KEEPERS.keepers().length, 1);
    }

    function test_register_RevertIf_emptyOrTooLong() public {
        string memory longEndpoint = string(new bytes(201));
        string memory longRecipient = string(new bytes(2001));
        vm.expectRevert(IKeepers.KeepersInvalidRegistration.selector);
        KEEPERS.register("", RECIPIENT);
        vm.expectRevert(IKeepers.KeepersInvalidRegistration.selector);
        KEEPERS.register(ENDPOINT, "");
        vm.expectRevert(IKeepers.KeepersInvalidRegistration.selector);
        KEEPERS.register(longEndpoint, RECIPIENT);
        vm.expectRevert(IKeepers.KeepersInvalidRegistration.selector);
        KEEPERS.register(ENDPOINT, longRecipient);
        KEEPERS.register(string(new bytes(200)), string(new bytes(2000)));
    }

    function test_leave() public {
        vm.startPrank(alice.addr);
        KEEPERS.register(ENDPOINT, RECIPIENT);
        vm.expectEmit(address(KEEPERS));
        emit IKeepers.KeeperLeft(alice.addr);
        KEEPERS.leave();
        vm.stopPrank();
        assertEq(KEEPERS.keepers().length, 0);
        Keeper memory keeper = KEEPERS.keeperOf(alice.addr);
        assertFalse(keeper.active);
        assertEq(keeper.recipient, RECIPIENT, "shares dealt earlier name it");
    }

    function test_leave_thenRegisterBeginsAnEpoch() public {
        vm.startPrank(alice.addr);
        KEEPERS.register(ENDPOINT, RECIPIENT);
        KEEPERS.leave();
        KEEPERS.register(ENDPOINT, RECIPIENT);
        vm.stopPrank();
        assertEq(KEEPERS.keeperOf(alice.addr).epoch, 2);
        assertTrue(KEEPERS.keeperOf(alice.addr).active);
    }

    function test_leave_RevertIf_notActive() public {
        vm.expectRevert(abi.encodeWithSelector(IKeepers.KeepersNotActive.selector, alice.addr));
        vm.prank(alice.addr);
        KEEPERS.leave();
    }

    function testFuzz_keepers_listsTheActiveOnes(uint8 joined, uint8 left) public {
        joined = uint8(bound(joined, 1, 20));
        left = uint8(bound(left, 0, joined));
        for (uint160 i = 1; i <= joined; ++i) {
            vm.prank(address(i + 0xbeef));
            KEEPERS.register(ENDPOINT, RECIPIENT);
        }
        for (uint160 i = 1; i <= left; ++i) {
            vm.prank(address(i + 0xbeef));
            KEEPERS.leave();
        }
        assertEq(KEEPERS.keepers().length, joined - left);
    }
}

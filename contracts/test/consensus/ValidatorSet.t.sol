// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {Vm} from "forge-std/Vm.sol";
import {IValidatorSet} from "../../src/interfaces/IValidatorSet.sol";
import {Base} from "../Base.t.sol";

contract ValidatorSetTest is Base {
    uint256 private constant EPOCH = 60;
    /// The last block of the first epoch that the tests change something in.
    uint256 private constant RELEASE = 119;

    function setUp() public override {
        super.setUp();
        assertEq(VALIDATORS.validators().length, 0, "genesis");
        vm.roll(61);
        _set(1, 10);
        vm.roll(RELEASE + 1);
    }

    function test_setValidator() public {
        Vm.Wallet memory key = _key(2);
        vm.expectEmit(address(VALIDATORS));
        emit IValidatorSet.ValidatorChanged(key.addr, _compressed(key), 7, 2);
        _set(2, 7);
    }

    function test_setValidator_byVote() public {
        Vm.Wallet memory key = _key(2);
        govern(address(VALIDATORS), abi.encodeCall(VALIDATORS.setValidator, (key.publicKeyX, key.publicKeyY, 7)));
        assertEq(VALIDATORS.powerOf(key.addr), 7);
        assertEq(VALIDATORS.validators().length, 2);
        assertEq(VALIDATORS.epochLength(), EPOCH);
    }

    function test_updatesAt_onlyLastBlockOfEpoch() public {
        for (uint256 number; number < 300; ++number) {
            assertEq(VALIDATORS.updatesAt(number).length, number == RELEASE ? 1 : 0);
        }
        IValidatorSet.Validator memory update = VALIDATORS.updatesAt(RELEASE)[0];
        assertEq(update.publicKey, _compressed(_key(1)));
        assertEq(update.power, 10);
    }

    function test_updatesAt_neverChangesLater() public {
        bytes memory before = abi.encode(VALIDATORS.updatesAt(RELEASE));
        _set(1, 99);
        _set(2, 5);
        _remove(1);
        assertEq(abi.encode(VALIDATORS.updatesAt(RELEASE)), before);
    }

    function test_updatesAt_leaveAndReturnIsNoChange() public {
        _set(2, 5);
        _remove(1);
        _set(1, 10);
        _remove(2);
        assertEq(VALIDATORS.updatesAt(179).length, 0);
        assertEq(VALIDATORS.validators().length, 1);
    }

    function test_updatesAt_isNet() public {
        _set(2, 5);
        _set(2, 6);
        _set(1, 11);
        _set(1, 10);
        IValidatorSet.Validator[] memory updates = VALIDATORS.updatesAt(179);
        assertEq(updates.length, 1);
        assertEq(updates[0].publicKey, _compressed(_key(2)));
        assertEq(updates[0].power, 6);
    }

    /// forge-config: default.fuzz.runs = 100
    function testFuzz_engineFollows(uint256 seed) public {
        uint64[] memory engine = new uint64[](7);
        engine[1] = 10;
        for (uint256 i; i < 60; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint256 who = 1 + (seed % 6);
            uint64 power = uint64((seed >> 8) % 4);
            if (power > 0) _set(who, power);
            else if (VALIDATORS.powerOf(_key(who).addr) > 0 && VALIDATORS.validators().length > 1) _remove(who);
            uint256 next = block.number + ((seed >> 16) % 30);
            for (; block.number < next; vm.roll(block.number + 1)) {
                _apply(engine, VALIDATORS.updatesAt(block.number));
            }
        }
        for (uint256 i; i < EPOCH; ++i) {
            _apply(engine, VALIDATORS.updatesAt(block.number));
            vm.roll(block.number + 1);
        }
        for (uint256 who = 1; who < engine.length; ++who) {
            assertEq(engine[who], VALIDATORS.powerOf(_key(who).addr));
        }
    }

    function test_setValidator_RevertIf_notOnCurve() public {
        Vm.Wallet memory key = _key(2);
        vm.startPrank(address(TIMELOCK));
        uint256[2][3] memory wrong =
            [[key.publicKeyX, key.publicKeyY ^ 1], [key.publicKeyY, key.publicKeyX], [uint256(0), 0]];
        for (uint256 i; i < wrong.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(IValidatorSet.ValidatorSetInvalidKey.selector, wrong[i][0], wrong[i][1])
            );
            VALIDATORS.setValidator(wrong[i][0], wrong[i][1], 1);
        }
    }

    function test_setValidator_RevertIf_invalidPower() public {
        Vm.Wallet memory key = _key(2);
        vm.startPrank(address(TIMELOCK));
        uint64[2] memory wrong = [uint64(0), 1e12 + 1];
        for (uint256 i; i < wrong.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IValidatorSet.ValidatorSetInvalidPower.selector, wrong[i], 1e12));
            VALIDATORS.setValidator(key.publicKeyX, key.publicKeyY, wrong[i]);
        }
    }

    function test_setValidator_RevertIf_full() public {
        for (uint256 i = 2; i <= 100; ++i) {
            _set(i, 1);
        }
        Vm.Wallet memory key = _key(101);
        vm.prank(address(TIMELOCK));
        vm.expectRevert(abi.encodeWithSelector(IValidatorSet.ValidatorSetFull.selector, 100));
        VALIDATORS.setValidator(key.publicKeyX, key.publicKeyY, 1);
        _set(100, 2);
        assertEq(VALIDATORS.updatesAt(179).length, 99);
    }

    function test_removeValidator_RevertIf_last() public {
        vm.startPrank(address(TIMELOCK));
        address last = _key(1).addr;
        vm.expectRevert(abi.encodeWithSelector(IValidatorSet.ValidatorSetTooSmall.selector, 1));
        VALIDATORS.removeValidator(last);
    }

    function test_removeValidator_RevertIf_unknown() public {
        vm.startPrank(address(TIMELOCK));
        vm.expectRevert(abi.encodeWithSelector(IValidatorSet.ValidatorSetUnknown.selector, alice.addr));
        VALIDATORS.removeValidator(alice.addr);
    }

    function testFuzz_change_RevertIf_notDao(address caller) public {
        vm.assume(caller != address(TIMELOCK));
        Vm.Wallet memory key = _key(2);
        vm.startPrank(caller);
        bytes memory unauthorized = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller);
        vm.expectRevert(unauthorized);
        VALIDATORS.setValidator(key.publicKeyX, key.publicKeyY, 1);
        vm.expectRevert(unauthorized);
        VALIDATORS.removeValidator(key.addr);
    }

    /// @dev As CometBFT does it: whoever leaves must be in, nobody is named twice, and somebody stays.
    function _apply(uint64[] memory engine, IValidatorSet.Validator[] memory updates) private {
        bool[] memory named = new bool[](engine.length);
        for (uint256 i; i < updates.length; ++i) {
            uint256 who = 1;
            while (keccak256(_compressed(_key(who))) != keccak256(updates[i].publicKey)) ++who;
            assertFalse(named[who], "named twice");
            named[who] = true;
            if (updates[i].power == 0) assertGt(engine[who], 0, "leaves without being in");
            assertNotEq(engine[who], updates[i].power, "changes nothing");
            engine[who] = updates[i].power;
        }
        uint256 total;
        for (uint256 who; who < engine.length; ++who) {
            total += engine[who];
        }
        assertGt(total, 0, "empty");
    }

    function _key(uint256 index) private returns (Vm.Wallet memory) {
        return vm.createWallet(index);
    }

    function _compressed(Vm.Wallet memory key) private pure returns (bytes memory) {
        return abi.encodePacked(key.publicKeyY % 2 == 1 ? bytes1(0x03) : bytes1(0x02), key.publicKeyX);
    }

    function _set(uint256 index, uint64 power) private {
        Vm.Wallet memory key = _key(index);
        vm.prank(address(TIMELOCK));
        VALIDATORS.setValidator(key.publicKeyX, key.publicKeyY, power);
    }

    function _remove(uint256 index) private {
        address validator = _key(index).addr;
        vm.prank(address(TIMELOCK));
        VALIDATORS.removeValidator(validator);
    }
}

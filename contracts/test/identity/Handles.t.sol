// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISaharaID} from "../../src/interfaces/ISaharaID.sol";
import {Base} from "../Base.t.sol";

/// @notice Which handles are taken, and which look alike.
contract HandlesTest is Base {
    bytes private constant ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789-";

    function test_register_acceptsHandles() public {
        string[5] memory handles = ["abc", "z-9", "a1234567890123456789012345678-b", "sahara-ai", "x-y-z"];
        for (uint256 i; i < handles.length; ++i) {
            address owner = makeAddr(handles[i]);
            vm.prank(owner);
            uint256 id = SAHARA_ID.register(handles[i], METADATA, "age1example");
            assertEq(SAHARA_ID.handleOf(id), handles[i]);
            assertEq(SAHARA_ID.idOfHandle(handles[i]), id);
        }
    }

    function test_register_RevertIf_invalidHandle() public {
        string[16] memory handles = [
            "",
            "ab",
            "a12345678901234567890123456789-b",
            "1abc",
            "-abc",
            "abc-",
            "ab--c",
            "xn--abc",
            "Abc",
            "abC",
            "ab_c",
            "ab.c",
            "ab c",
            unicode"\u0430bc",
            unicode"ab\u00adc",
            "0x00a"
        ];
        for (uint256 i; i < handles.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(ISaharaID.SaharaIDInvalidHandle.selector, handles[i]));
            vm.prank(alice.addr);
            SAHARA_ID.register(handles[i], METADATA, "age1example");
        }
    }

    function test_register_RevertIf_looksTaken() public {
        string[2][10] memory pairs = [
            ["sahara", "sahara"],
            ["sahara-ai", "saharaai"],
            ["google", "g00gle"],
            ["paypal", "paypa1"],
            ["lillian", "ii11lan"],
            ["modern", "rnodern"],
            ["wave", "vvave"],
            ["dean", "clean"],
            ["zebra5", "2e8ras"],
            ["quag9", "9uagq"]
        ];
        for (uint256 i; i < pairs.length; ++i) {
            vm.prank(makeAddr(string.concat("first", pairs[i][0])));
            uint256 id = SAHARA_ID.register(pairs[i][0], METADATA, "age1example");
            if (bytes(pairs[i][1])[0] <= "9") continue; // no handle anyway; its skeleton is compared below
            vm.expectRevert(abi.encodeWithSelector(ISaharaID.SaharaIDHandleTaken.selector, pairs[i][1], id));
            vm.prank(alice.addr);
            SAHARA_ID.register(pairs[i][1], METADATA, "age1example");
        }
        for (uint256 i; i < pairs.length; ++i) {
            assertEq(SAHARA_ID.skeletonOf(pairs[i][0]), SAHARA_ID.skeletonOf(pairs[i][1]), pairs[i][0]);
        }
    }

    function test_skeleton_keepsDigitsApart() public view {
        for (uint256 i; i < 10; ++i) {
            for (uint256 j; j < i; ++j) {
                string memory a = SAHARA_ID.skeletonOf(string.concat("alice", vm.toString(i)));
                string memory b = SAHARA_ID.skeletonOf(string.concat("alice", vm.toString(j)));
                assertNotEq(keccak256(bytes(a)), keccak256(bytes(b)));
            }
        }
    }

    /// @dev Written from the rule in the interface, character for character.
    function testFuzz_register_acceptsWhatTheRuleSays(uint256 seed, uint8 length) public {
        string memory handle = _random(seed, bound(length, 0, 34));
        bytes memory text = bytes(handle);
        bool valid =
            text.length >= 3 && text.length <= 31 && text[0] >= "a" && text[0] <= "z" && text[text.length - 1] != "-";
        for (uint256 i = 1; i < text.length; ++i) {
            if (text[i] == "-" && text[i - 1] == "-") valid = false;
        }
        if (!valid) vm.expectRevert(abi.encodeWithSelector(ISaharaID.SaharaIDInvalidHandle.selector, handle));
        vm.prank(alice.addr);
        SAHARA_ID.register(handle, METADATA, "age1example");
    }

    /// @dev What is put together looks like its parts put together, so no look-alike arises at a seam.
    function testFuzz_skeleton_isPutTogetherFromItsParts(uint256 seed, uint8 first, uint8 second) public view {
        string memory a = _random(seed, first % 20);
        string memory b = _random(uint256(keccak256(abi.encode(seed))), second % 20);
        assertEq(
            SAHARA_ID.skeletonOf(string.concat(a, b)), string.concat(SAHARA_ID.skeletonOf(a), SAHARA_ID.skeletonOf(b))
        );
    }

    function testFuzz_skeleton_isItsOwn(uint256 seed, uint8 length) public view {
        string memory skeleton = SAHARA_ID.skeletonOf(_random(seed, length % 32));
        assertEq(SAHARA_ID.skeletonOf(skeleton), skeleton);
    }

    function _random(uint256 seed, uint256 length) private pure returns (string memory) {
        bytes memory text = new bytes(length);
        for (uint256 i; i < length; ++i) {
            text[i] = ALPHABET[uint256(keccak256(abi.encode(seed, i))) % ALPHABET.length];
        }
        return string(text);
    }
}

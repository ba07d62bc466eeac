// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Base} from "./Base.t.sol";
import {KeeperFixture} from "./KeeperFixture.sol";

/// @notice What keepers and who asks them pay, as {GasTest} measures the others.
/// forge-config: default.isolate = true
contract KeeperGasTest is Base, KeeperFixture {
    uint256 private constant SEALED_BYTES = 250; // a key share to an X25519 recipient

    Dealt private _dealt;
    uint256 private _assetId;

    function setUp() public override {
        super.setUp();
        registerKeeper(carol.addr);
        _dealt = dealAndPublish(alice.addr, carol);
        _assetId = _dealt.deposit.assetId;
    }

    function test_register() public {
        registerKeeper(dave.addr);
        vm.snapshotGasLastCall("gas", "register a keeper");
    }

    function test_challenge() public {
        bytes32 id = openChallenge(alice.addr, _dealt);
        vm.snapshotGasLastCall("gas", "challenge a keeper");
        vm.prank(carol.addr);
        KEEPERS.answer(id, new bytes(SEALED_BYTES));
        vm.snapshotGasLastCall("gas", "answer a challenge");
    }

    function test_settle() public {
        bytes32 id = openChallenge(alice.addr, _dealt);
        vm.warp(block.timestamp + KEEPER_CHALLENGE_PERIOD + 1);
        KEEPERS.settle(id);
        vm.snapshotGasLastCall("gas", "settle a challenge of a silent keeper");
    }

    function test_fee() public {
        vm.prank(carol.addr);
        KEEPERS.beginFee(_dealt.deposit, _dealt.proof);
        vm.snapshotGasLastCall("gas", "begin a keeper's fee");
        vm.prank(alice.addr);
        ESCROW.fund(feeAgreement(_assetId, alice.addr), 1 ether);
        // It has drawn before, so that Escrow owes it something.
        vm.warp(block.timestamp + 7 days);
        KEEPERS.drawFee(_assetId, carol.addr);
        vm.warp(block.timestamp + 7 days);
        KEEPERS.drawFee(_assetId, carol.addr);
        vm.snapshotGasLastCall("gas", "draw a keeper's fee");
    }

    function test_shred() public {
        vm.prank(alice.addr);
        REGISTRY.addVersion(_assetId, 2, METADATA, COMMITMENT);
        shred(alice.addr, _assetId, 1);
        vm.snapshotGasLastCall("gas", "order a version shredded");
    }
}

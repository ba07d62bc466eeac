// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Publication} from "../../src/interfaces/IAssetRegistry.sol";
import {IKeyFaults, KeyFault} from "../../src/interfaces/IKeyFaults.sol";
import {OfferTerms} from "../../src/interfaces/ILicences.sol";
import {HeldPurchase} from "../../src/interfaces/IRevenue.sol";
import {Shamir} from "../../src/libraries/Shamir.sol";
import {Base} from "../Base.t.sol";
import {KeyTree} from "../KeyTree.sol";

contract KeyFaultsTest is Base {
    using KeyTree for KeyTree.Plan;

    bytes32 private constant KEY = keccak256("content key");

    function test_prove_keyIsNotWhatTheSharesGive() public {
        KeyTree.Plan memory plan = _plan(2, 3);
        plan.key = abi.encodePacked(keccak256("another key"));
        bytes32 commitment = plan.root();
        assertFalse(KEY_FAULTS.isFaulty(commitment));
        vm.expectEmit(address(KEY_FAULTS));
        emit IKeyFaults.KeyFaultProven(commitment, plan.assetId, plan.version, erin.addr);
        vm.prank(erin.addr);
        KEY_FAULTS.prove(commitment, plan.open(_pick(0, 2)));
        assertTrue(KEY_FAULTS.isFaulty(commitment));
        assertFalse(KEY_FAULTS.isFaulty(_plan(2, 3).root()));
    }

    /// @dev One key share of three lies on another polynomial: who gets that one gets no key.
    function test_prove_oneShareIsOff() public {
        KeyTree.Plan memory plan = _plan(2, 3);
        plan.shares[1] = KeyTree.shareAt(keccak256("another key"), 2, 2);
        bytes32 commitment = plan.root();
        _expectMatch(commitment, plan.open(_pick(0, 2)));
        KEY_FAULTS.prove(commitment, plan.open(_pick(0, 1)));
        assertTrue(KEY_FAULTS.isFaulty(commitment));
    }

    /// @dev A known limit: who deals one key share that is off can undo sales that are held, by paying them back.
    function test_prove_undoesTheSalesOfWhoDealtOneThatIsOff() public {
        OfferTerms memory offer = terms(DOWNLOAD, 0, 0, 1 ether);
        offer.refundHours = 48;
        Publication memory publication = publicationWith(offer);
        KeyTree.Plan memory plan = _plan(2, 3);
        plan.assetId = REGISTRY.assetIdOf(alice.addr, publication.salt);
        plan.shares[2] = KeyTree.shareAt(keccak256("another key"), 2, 3);
        bytes32 commitment = plan.root();
        publication.commitment = commitment;
        publish(alice.addr, publication);
        uint256 before = TOKEN.balanceOf(bob.addr);
        HeldPurchase memory held = buyHeld(bob.addr, purchaseOf(LICENCES.offerIdOf(plan.assetId, 0), bob.addr));
        _expectMatch(commitment, plan.open(_pick(0, 1)));
        KeyFault memory fault = plan.open(_pick(1, 2));
        vm.prank(alice.addr);
        KEY_FAULTS.prove(commitment, fault);
        REVENUE.refund(held);
        assertFalse(LICENCES.hasAccess(bob.addr, plan.assetId, DOWNLOAD));
        assertEq(TOKEN.balanceOf(bob.addr), before, "it costs the buyer nothing but the licence");
    }

    /// @dev No number of key shares below the larger degree gives the key.
    function test_prove_degreeAboveTheThreshold() public {
        KeyTree.Plan memory plan = _plan(2, 3);
        plan.shares = KeyTree.split(KEY, 3, 3);
        KEY_FAULTS.prove(plan.root(), plan.open(_pick(1, 2)));
        assertTrue(KEY_FAULTS.isFaulty(plan.root()));
    }

    function test_prove_malformedShares() public {
        KeyTree.Plan memory plan = _plan(2, 3);
        bytes memory good = plan.shares[0];
        bytes[4] memory malformed = [
            abi.encodePacked(bytes32(good)), // no point
            abi.encodePacked(good, hex"00"), // too long
            abi.encodePacked(bytes32(good), uint8(0)), // at 0 lies the key itself
            KeyTree.shareAt(KEY, 2, 2) // the point of another
        ];
        for (uint256 i; i < malformed.length; ++i) {
            plan.shares[0] = malformed[i];
            bytes32 commitment = plan.root();
            _expectMatch(commitment, plan.open(_pick(1, 2)));
            KEY_FAULTS.prove(commitment, plan.open(_pick(0, 1)));
            assertTrue(KEY_FAULTS.isFaulty(commitment));
        }
    }

    function test_prove_thresholdBelowTwo() public {
        for (uint8 threshold; threshold < 2; ++threshold) {
            KeyTree.Plan memory plan = _plan(2, 3);
            plan.threshold = threshold;
            bytes32 commitment = plan.root();
            KeyFault memory one = plan.open(new uint256[](1));
            vm.expectRevert(abi.encodeWithSelector(IKeyFaults.KeyFaultsWrongCount.selector, 1, 0));
            KEY_FAULTS.prove(commitment, one);
            KEY_FAULTS.prove(commitment, plan.open(new uint256[](0)));
            assertTrue(KEY_FAULTS.isFaulty(commitment));
        }
    }

    function test_prove_RevertIf_sameShareTwice() public {
        KeyTree.Plan memory plan = _plan(2, 3);
        KeyFault memory fault = plan.open(_pick(0, 1));
        fault.shares[1] = fault.shares[0];
        bytes32 leaf = _leafOf(plan, fault.shares[0].index - 1);
        vm.expectRevert(abi.encodeWithSelector(IKeyFaults.KeyFaultsNotRising.selector, leaf));
        KEY_FAULTS.prove(plan.root(), fault);
    }

    function test_prove_RevertIf_notRising() public {
        KeyTree.Plan memory plan = _plan(2, 3);
        KeyFault memory fault = plan.open(_pick(0, 1));
        (fault.shares[0], fault.shares[1]) = (fault.shares[1], fault.shares[0]);
        bytes32 leaf = _leafOf(plan, fault.shares[1].index - 1);
        vm.expectRevert(abi.encodeWithSelector(IKeyFaults.KeyFaultsNotRising.selector, leaf));
        KEY_FAULTS.prove(plan.root(), fault);
    }

    function test_prove_RevertIf_wrongCount() public {
        KeyTree.Plan memory plan = _plan(3, 4);
        bytes32 commitment = plan.root();
        KeyFault memory fault = plan.open(_pick(0, 1));
        vm.expectRevert(abi.encodeWithSelector(IKeyFaults.KeyFaultsWrongCount.selector, 2, 3));
        KEY_FAULTS.prove(commitment, fault);
        uint256[] memory all = new uint256[](4);
        for (uint256 i; i < 4; ++i) {
            all[i] = i;
        }
        fault = plan.open(all);
        vm.expectRevert(abi.encodeWithSelector(IKeyFaults.KeyFaultsWrongCount.selector, 4, 3));
        KEY_FAULTS.prove(commitment, fault);
    }

    /// @dev Whatever is changed in an honest opening, or in one of a faulty commitment, is not committed to.
    function test_prove_RevertIf_anythingIsNotCommitted() public {
        KeyTree.Plan memory plan = _plan(2, 3);
        plan.key = abi.encodePacked(keccak256("another key"));
        bytes32 commitment = plan.root();
        for (uint256 i; i < 10; ++i) {
            KeyFault memory fault = plan.open(_pick(0, 1));
            if (i == 0) ++fault.assetId;
            if (i == 1) ++fault.version;
            if (i == 2) fault.threshold = 1;
            if (i == 3) fault.manifest = 0;
            if (i == 4) fault.keyCommitment = 0;
            if (i == 5) ++fault.shares[0].index;
            if (i == 6) fault.shares[0].keeper = erin.addr;
            if (i == 7) ++fault.shares[1].epoch;
            if (i == 8) fault.shares[1].value[4] ^= 0x01;
            if (i == 9) fault.shares[1].proof = new bytes32[](0);
            vm.expectPartialRevert(IKeyFaults.KeyFaultsNotCommitted.selector);
            KEY_FAULTS.prove(commitment, fault);
        }
        KeyFault memory right = plan.open(_pick(0, 1));
        vm.expectPartialRevert(IKeyFaults.KeyFaultsNotCommitted.selector);
        KEY_FAULTS.prove(COMMITMENT, right);
    }

    /// @dev Nobody can speak ill of an honest publisher, whichever key shares are opened.
    function testFuzz_prove_RevertIf_honest(bytes32 key, uint8 threshold, uint8 count, uint256 which) public {
        threshold = uint8(bound(threshold, 2, 6));
        count = uint8(bound(count, threshold, 10));
        KeyTree.Plan memory plan = _plan(threshold, count);
        plan.key = abi.encodePacked(key);
        plan.shares = KeyTree.split(key, threshold, count);
        uint256[] memory picked = new uint256[](threshold);
        for (uint256 i; i < threshold; ++i) {
            picked[i] = (which % count + i) % count;
        }
        _expectMatch(plan.root(), plan.open(picked));
    }

    /// @dev Made by the library that clients split with (shamir-secret-sharing 0.0.4): the key is 0x00…1f.
    function test_shamir_vectorOfTheClientsLibrary() public pure {
        uint256[] memory xs = new uint256[](3);
        bytes32[] memory ys = new bytes32[](3);
        (xs[0], ys[0]) = (61, bytes32(hex"bcaeb6fc4d831b534db541e7aba7c0c10f83d1365716ac5e5570d44307586223"));
        (xs[1], ys[1]) = (159, bytes32(hex"d2d36bde96b483c5b8f005ccc608d3bb2123d840f2809c2c4f6c2caf0ae5e9dd"));
        (xs[2], ys[2]) = (110, bytes32(hex"cd5aca099485aa1416a6afc669829441e68fe8236ad39885fe80344f978cd5c0"));
        assertEq(Shamir.combine(xs, ys), 0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f);
    }

    /// @dev The most a proof can be asked for: 255 keepers, all needed.
    function test_prove_largestThreshold() public {
        KeyTree.Plan memory plan = _plan(2, 3);
        plan.threshold = 255;
        plan.shares = new bytes[](255);
        uint256[] memory all = new uint256[](255);
        for (uint256 i; i < 255; ++i) {
            all[i] = i;
            plan.shares[i] = abi.encodePacked(keccak256(abi.encode(i)), uint8(i + 1));
        }
        bytes32 commitment = plan.root();
        KeyFault memory fault = plan.open(all);
        uint256 before = gasleft();
        KEY_FAULTS.prove(commitment, fault);
        assertLt(before - gasleft(), 30_000_000, "fits into a block");
    }

    function _plan(uint8 threshold, uint256 count) private pure returns (KeyTree.Plan memory) {
        return KeyTree.Plan({
            assetId: 42,
            version: 1,
            threshold: threshold,
            key: abi.encodePacked(KEY),
            shares: KeyTree.split(KEY, threshold, count)
        });
    }

    function _pick(uint256 first, uint256 second) private pure returns (uint256[] memory which) {
        which = new uint256[](2);
        (which[0], which[1]) = (first, second);
    }

    function _leafOf(KeyTree.Plan memory plan, uint256 share) private pure returns (bytes32) {
        return plan.leavesOf()[share + 2];
    }

    function _expectMatch(bytes32 commitment, KeyFault memory fault) private {
        vm.expectRevert(abi.encodeWithSelector(IKeyFaults.KeyFaultsKeyMatches.selector, commitment));
        KEY_FAULTS.prove(commitment, fault);
    }
}

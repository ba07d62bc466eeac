// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {ISaharaID, Guardianship} from "../../src/interfaces/ISaharaID.sol";
import {Base} from "../Base.t.sol";

/// @notice Guardians bring an ID to a new account; its owner can object for as long as the delay.
contract RecoveryTest is Base {
    uint32 private constant DELAY = 3 days;

    uint256 private id;

    function setUp() public override {
        super.setUp();
        id = registerId(alice.addr, "alice");
        vm.prank(alice.addr);
        SAHARA_ID.setGuardians(id, guardianship(2, DELAY));
    }

    function test_recovery_movesTheId() public {
        link(alice, id, dave);
        _approve(0, bob.addr);
        assertEq(SAHARA_ID.recoveryOf(id).newOwner, address(0));
        vm.expectEmit();
        emit ISaharaID.RecoveryApproved(id, _guardian(2), bob.addr);
        vm.expectEmit();
        emit ISaharaID.RecoveryStarted(id, bob.addr, block.timestamp + DELAY);
        _approve(2, bob.addr);
        assertEq(SAHARA_ID.recoveryOf(id).newOwner, bob.addr);
        skip(DELAY);

        vm.expectEmit();
        emit ISaharaID.Recovered(id, alice.addr, bob.addr);
        vm.expectEmit();
        emit IERC721.Transfer(alice.addr, bob.addr, id);
        vm.prank(bob.addr);
        SAHARA_ID.acceptRecovery(id);
        assertEq(SAHARA_ID.ownerOf(id), bob.addr);
        assertEq(SAHARA_ID.idOf(bob.addr), id);
        assertEq(SAHARA_ID.idOf(alice.addr), 0);
        assertEq(SAHARA_ID.idOf(dave.addr), id, "linked accounts stay");
        assertEq(SAHARA_ID.recoveryOf(id).newOwner, address(0));
        assertEq(SAHARA_ID.guardianshipOf(id).guardians.length, 3, "guardians stay");
        registerId(alice.addr, "alice-again");
    }

    function test_recovery_toALinkedAccount() public {
        link(alice, id, bob);
        _agreeOn(bob.addr);
        skip(DELAY);
        vm.prank(bob.addr);
        SAHARA_ID.acceptRecovery(id);
        assertEq(SAHARA_ID.ownerOf(id), bob.addr);
        assertEq(SAHARA_ID.idOf(bob.addr), id);
        assertEq(SAHARA_ID.accountsOf(id).length, 0);
    }

    function test_acceptRecovery_RevertIf_delayNotOver() public {
        _agreeOn(bob.addr);
        uint256 readyAt = block.timestamp + DELAY;
        skip(DELAY - 1);
        vm.expectRevert(abi.encodeWithSelector(ISaharaID.SaharaIDRecoveryNotReady.selector, id, readyAt));
        vm.prank(bob.addr);
        SAHARA_ID.acceptRecovery(id);
    }

    function testFuzz_acceptRecovery_RevertIf_notTheNewOwner(address caller) public {
        vm.assume(caller != bob.addr);
        _agreeOn(bob.addr);
        skip(DELAY);
        vm.expectRevert(abi.encodeWithSelector(ISaharaID.SaharaIDNoRecovery.selector, id, caller));
        vm.prank(caller);
        SAHARA_ID.acceptRecovery(id);
    }

    function test_acceptRecovery_RevertIf_newOwnerHasAnId() public {
        uint256 bobId = registerId(bob.addr, "bob");
        _agreeOn(bob.addr);
        _agreeOn(alice.addr, 1, 2);
        skip(DELAY);
        vm.expectRevert(abi.encodeWithSelector(ISaharaID.SaharaIDAccountTaken.selector, alice.addr, id));
        vm.prank(alice.addr);
        SAHARA_ID.acceptRecovery(id);

        vm.prank(alice.addr);
        SAHARA_ID.vetoRecovery(id);
        _agreeOn(bob.addr);
        skip(DELAY);
        vm.expectRevert(abi.encodeWithSelector(ISaharaID.SaharaIDAccountTaken.selector, bob.addr, bobId));
        vm.prank(bob.addr);
        SAHARA_ID.acceptRecovery(id);
    }

    function test_vetoRecovery_voidsEveryApproval() public {
        _agreeOn(bob.addr);
        skip(DELAY);
        vm.expectEmit();
        emit ISaharaID.RecoveryVetoed(id);
        vm.prank(alice.addr);
        SAHARA_ID.vetoRecovery(id);
        vm.expectRevert(abi.encodeWithSelector(ISaharaID.SaharaIDNoRecovery.selector, id, bob.addr));
        vm.prank(bob.addr);
        SAHARA_ID.acceptRecovery(id);

        // One is not enough again, and the two may agree anew.
        _approve(0, bob.addr);
        assertEq(SAHARA_ID.recoveryOf(id).newOwner, address(0));
        _approve(1, bob.addr);
        assertEq(SAHARA_ID.recoveryOf(id).newOwner, bob.addr);
    }

    function test_setGuardians_voidsEveryApproval() public {
        _approve(0, bob.addr);
        Guardianship memory anew = guardianship(2, DELAY);
        vm.prank(alice.addr);
        SAHARA_ID.setGuardians(id, anew);
        _approve(1, bob.addr);
        assertEq(SAHARA_ID.recoveryOf(id).newOwner, address(0));
    }

    function test_approveRecovery_anotherAccountBeginsAnew() public {
        _agreeOn(bob.addr);
        skip(DELAY);
        _agreeOn(carol.addr, 1, 2);
        assertEq(SAHARA_ID.recoveryOf(id).newOwner, carol.addr);
        assertEq(SAHARA_ID.recoveryOf(id).readyAt, block.timestamp + DELAY);
        vm.expectRevert(abi.encodeWithSelector(ISaharaID.SaharaIDNoRecovery.selector, id, bob.addr));
        vm.prank(bob.addr);
        SAHARA_ID.acceptRecovery(id);
    }

    function test_approveRecovery_moreThanEnoughDelaysNothing() public {
        _agreeOn(bob.addr);
        uint40 readyAt = SAHARA_ID.recoveryOf(id).readyAt;
        skip(1 days);
        _approve(2, bob.addr);
        assertEq(SAHARA_ID.recoveryOf(id).readyAt, readyAt);
    }

    /// @dev All three in the end, the last of whom had first agreed on another.
    function test_approveRecovery_moreThanEnoughAfterAnother() public {
        _agreeOn(bob.addr);
        _approve(1, carol.addr);
        _approve(2, carol.addr);
        assertEq(SAHARA_ID.recoveryOf(id).newOwner, carol.addr);
        _approve(2, bob.addr);
        assertEq(SAHARA_ID.recoveryOf(id).newOwner, bob.addr);
    }

    function test_approveRecovery_RevertIf_twice() public {
        _approve(0, bob.addr);
        vm.expectRevert(abi.encodeWithSelector(ISaharaID.SaharaIDAlreadyApproved.selector, id, _guardian(0), bob.addr));
        _approve(0, bob.addr);
    }

    function testFuzz_approveRecovery_RevertIf_notGuardian(address caller) public {
        for (uint256 i; i < 3; ++i) {
            vm.assume(caller != _guardian(i));
        }
        vm.expectRevert(abi.encodeWithSelector(ISaharaID.SaharaIDNotGuardian.selector, id, caller));
        vm.prank(caller);
        SAHARA_ID.approveRecovery(id, bob.addr);
    }

    function test_setGuardians_noneEndsRecovery() public {
        _agreeOn(bob.addr);
        vm.expectEmit();
        emit ISaharaID.GuardiansSet(id, guardianship(0, 0));
        vm.prank(alice.addr);
        SAHARA_ID.setGuardians(id, guardianship(0, 0));
        assertEq(SAHARA_ID.recoveryOf(id).newOwner, address(0));
        vm.expectRevert(abi.encodeWithSelector(ISaharaID.SaharaIDNotGuardian.selector, id, _guardian(0)));
        _approve(0, bob.addr);
    }

    function test_setGuardians_RevertIf_invalid() public {
        _expectInvalid(guardianship(4, DELAY)); // more than there are
        _expectInvalid(guardianship(0, DELAY));
        _expectInvalid(guardianship(2, MIN_RECOVERY_DELAY - 1));
        _expectInvalid(guardianship(2, 90 days + 1));
        _expectInvalid(Guardianship(new address[](0), 1, DELAY));

        Guardianship memory twice = guardianship(2, DELAY);
        twice.guardians[1] = twice.guardians[0];
        _expectInvalid(twice);
        Guardianship memory unsorted = guardianship(2, DELAY);
        (unsorted.guardians[0], unsorted.guardians[1]) = (unsorted.guardians[1], unsorted.guardians[0]);
        _expectInvalid(unsorted);
        Guardianship memory nobody = guardianship(2, DELAY);
        nobody.guardians[0] = address(0);
        _expectInvalid(nobody);

        address[] memory many = new address[](17);
        for (uint256 i; i < many.length; ++i) {
            many[i] = address(uint160(i + 1));
        }
        _expectInvalid(Guardianship(many, 2, DELAY));
    }

    function _expectInvalid(Guardianship memory invalid) private {
        vm.expectRevert(ISaharaID.SaharaIDInvalidGuardians.selector);
        vm.prank(alice.addr);
        SAHARA_ID.setGuardians(id, invalid);
    }

    function _agreeOn(address newOwner) private {
        _agreeOn(newOwner, 0, 1);
    }

    function _agreeOn(address newOwner, uint256 first, uint256 second) private {
        _approve(first, newOwner);
        _approve(second, newOwner);
    }

    function _approve(uint256 place, address newOwner) private {
        vm.prank(_guardian(place));
        SAHARA_ID.approveRecovery(id, newOwner);
    }

    function _guardian(uint256 place) private pure returns (address) {
        return guardianship(2, DELAY).guardians[place];
    }
}

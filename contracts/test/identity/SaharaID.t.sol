// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IERC721Metadata} from "@openzeppelin/contracts/token/ERC721/extensions/IERC721Metadata.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IERC5192} from "../../src/interfaces/IERC5192.sol";
import {ISaharaID, LinkProof} from "../../src/interfaces/ISaharaID.sol";
import {Base} from "../Base.t.sol";
import {Wallet} from "../mocks/Wallet.sol";

/// @notice Registering, what belongs to an ID, and the accounts linked to it.
contract SaharaIDTest is Base {
    uint256 private aliceId;

    function setUp() public override {
        super.setUp();
        aliceId = registerId(alice.addr, "alice");
    }

    function test_register_makesAnIdForTheCaller() public {
        vm.expectEmit();
        emit ISaharaID.Registered(2, bob.addr, "bob");
        vm.expectEmit();
        emit IERC721.Transfer(address(0), bob.addr, 2);
        vm.expectEmit();
        emit IERC5192.Locked(2);
        vm.expectEmit();
        emit ISaharaID.ProfileSet(2, METADATA);
        vm.expectEmit();
        emit ISaharaID.RecipientRotated(2, 0, "age1bob");
        vm.prank(bob.addr);
        uint256 id = SAHARA_ID.register("bob", METADATA, "age1bob");

        assertEq(id, 2);
        assertEq(SAHARA_ID.ownerOf(id), bob.addr);
        assertEq(SAHARA_ID.balanceOf(bob.addr), 1);
        assertEq(SAHARA_ID.idOf(bob.addr), id);
        assertEq(SAHARA_ID.idOfHandle("bob"), id);
        assertEq(SAHARA_ID.handleOf(id), "bob");
        assertEq(SAHARA_ID.profileOf(id), METADATA);
        assertTrue(SAHARA_ID.locked(id));
        assertEq(SAHARA_ID.accountsOf(id).length, 0);
    }

    function test_register_RevertIf_accountHasAnId() public {
        vm.expectRevert(abi.encodeWithSelector(ISaharaID.SaharaIDAccountTaken.selector, alice.addr, aliceId));
        vm.prank(alice.addr);
        SAHARA_ID.register("alice-two", METADATA, "age1alice");
        link(alice, aliceId, bob);
        vm.expectRevert(abi.encodeWithSelector(ISaharaID.SaharaIDAccountTaken.selector, bob.addr, aliceId));
        vm.prank(bob.addr);
        SAHARA_ID.register("bob", METADATA, "age1bob");
    }

    function test_register_RevertIf_invalidRecipient() public {
        string[2] memory recipients = ["", string(new bytes(2001))];
        for (uint256 i; i < recipients.length; ++i) {
            vm.expectRevert(ISaharaID.SaharaIDInvalidRecipient.selector);
            vm.prank(bob.addr);
            SAHARA_ID.register("bob", METADATA, recipients[i]);
        }
    }

    function test_idOfHandle_knowsNoLookAlike() public view {
        assertEq(SAHARA_ID.idOfHandle("alice"), aliceId);
        assertEq(SAHARA_ID.idOfHandle("a1ice"), 0);
        assertEq(SAHARA_ID.idOfHandle("nobody"), 0);
        assertEq(SAHARA_ID.idOfHandle(""), 0);
    }

    function test_accountOf_isThePrefixAndTheId() public {
        assertEq(SAHARA_ID.accountOf(1), 0x5A4A1D0000000000000000000000000000000001);
        assertEq(uint160(SAHARA_ID.accountOf(type(uint128).max)) >> 128, 0x5a4a1d00);
        vm.expectRevert();
        SAHARA_ID.accountOf(uint256(type(uint128).max) + 1);
    }

    function test_views_RevertIf_unknown() public {
        bytes memory unknown = abi.encodeWithSelector(ISaharaID.SaharaIDUnknown.selector, 9);
        vm.expectRevert(unknown);
        SAHARA_ID.handleOf(9);
        vm.expectRevert(unknown);
        SAHARA_ID.profileOf(9);
        vm.expectRevert(unknown);
        SAHARA_ID.recipientCount(9);
        vm.expectRevert(unknown);
        SAHARA_ID.recipientAt(9, 0);
        vm.expectRevert(unknown);
        SAHARA_ID.accountsOf(9);
        vm.expectRevert(unknown);
        SAHARA_ID.guardianshipOf(9);
        vm.expectRevert(unknown);
        SAHARA_ID.recoveryOf(9);
        vm.expectRevert(unknown);
        SAHARA_ID.tokenURI(9);
        vm.expectRevert(unknown);
        SAHARA_ID.locked(9);
        vm.expectRevert(unknown);
        SAHARA_ID.ownerOf(9);
        vm.expectRevert(unknown);
        SAHARA_ID.getApproved(9);
        vm.expectRevert(abi.encodeWithSelector(ISaharaID.SaharaIDUnknown.selector, 0));
        SAHARA_ID.balanceOf(address(0));
    }

    function test_setProfile_replacesIt() public {
        vm.prank(alice.addr);
        SAHARA_ID.setProfile(aliceId, bytes32(uint256(0xabcd)));
        assertEq(SAHARA_ID.profileOf(aliceId), bytes32(uint256(0xabcd)));
        assertEq(
            SAHARA_ID.tokenURI(aliceId),
            "ipfs://f01551220000000000000000000000000000000000000000000000000000000000000abcd"
        );
    }

    function test_rotateRecipient_keepsHistory() public {
        uint256 registeredAt = block.timestamp;
        string memory postQuantum = string(new bytes(2000));
        skip(1 days);
        vm.prank(alice.addr);
        SAHARA_ID.rotateRecipient(aliceId, postQuantum);
        assertEq(SAHARA_ID.recipientCount(aliceId), 2);
        assertEq(SAHARA_ID.recipientAt(aliceId, 0).recipient, "age1example");
        assertEq(SAHARA_ID.recipientAt(aliceId, 0).since, registeredAt);
        assertEq(SAHARA_ID.recipientAt(aliceId, 1).recipient, postQuantum);
        assertEq(SAHARA_ID.recipientAt(aliceId, 1).since, registeredAt + 1 days);
    }

    function testFuzz_ownersFunctions_RevertIf_notOwner(address caller) public {
        vm.assume(caller != alice.addr);
        bytes memory notOwner = abi.encodeWithSelector(ISaharaID.SaharaIDNotOwner.selector, aliceId, caller);
        vm.startPrank(caller);
        vm.expectRevert(notOwner);
        SAHARA_ID.setProfile(aliceId, METADATA);
        vm.expectRevert(notOwner);
        SAHARA_ID.rotateRecipient(aliceId, "age1");
        vm.expectRevert(notOwner);
        SAHARA_ID.linkAccount(aliceId, caller, LinkProof(block.timestamp, ""));
        vm.expectRevert(notOwner);
        SAHARA_ID.setGuardians(aliceId, guardianship(0, 0));
        vm.expectRevert(notOwner);
        SAHARA_ID.vetoRecovery(aliceId);
        vm.stopPrank();
    }

    function test_token_isSoulbound() public {
        vm.startPrank(alice.addr);
        vm.expectRevert(ISaharaID.SaharaIDSoulbound.selector);
        SAHARA_ID.transferFrom(alice.addr, bob.addr, aliceId);
        vm.expectRevert(ISaharaID.SaharaIDSoulbound.selector);
        SAHARA_ID.safeTransferFrom(alice.addr, bob.addr, aliceId);
        vm.expectRevert(ISaharaID.SaharaIDSoulbound.selector);
        SAHARA_ID.safeTransferFrom(alice.addr, bob.addr, aliceId, "");
        vm.expectRevert(ISaharaID.SaharaIDSoulbound.selector);
        SAHARA_ID.approve(bob.addr, aliceId);
        vm.expectRevert(ISaharaID.SaharaIDSoulbound.selector);
        SAHARA_ID.setApprovalForAll(bob.addr, true);
        vm.stopPrank();
        assertEq(SAHARA_ID.getApproved(aliceId), address(0));
        assertFalse(SAHARA_ID.isApprovedForAll(alice.addr, bob.addr));
    }

    function test_token_saysWhatItIs() public view {
        bytes4[4] memory interfaces = [
            type(IERC165).interfaceId,
            type(IERC721).interfaceId,
            type(IERC721Metadata).interfaceId,
            bytes4(0xb45a3c0e) // ERC-5192
        ];
        for (uint256 i; i < interfaces.length; ++i) {
            assertTrue(SAHARA_ID.supportsInterface(interfaces[i]));
        }
        assertFalse(SAHARA_ID.supportsInterface(0xffffffff));
        assertEq(SAHARA_ID.name(), "Sahara ID");
        assertEq(SAHARA_ID.symbol(), "ID");
    }

    function test_linkAccount_sharesTheId() public {
        vm.expectEmit();
        emit ISaharaID.AccountLinked(aliceId, bob.addr);
        link(alice, aliceId, bob);
        assertEq(SAHARA_ID.idOf(bob.addr), aliceId);
        assertEq(SAHARA_ID.balanceOf(bob.addr), 0);
        assertEq(SAHARA_ID.accountsOf(aliceId).length, 1);
        assertEq(SAHARA_ID.accountsOf(aliceId)[0], bob.addr);
        assertEq(SAHARA_ID.linkNonce(bob.addr), 1);
    }

    function test_linkAccount_acceptsASmartAccount() public {
        Wallet wallet = new Wallet(bob.addr);
        LinkProof memory proof = linkProof(bob, address(wallet), aliceId, block.timestamp);
        vm.prank(alice.addr);
        SAHARA_ID.linkAccount(aliceId, address(wallet), proof);
        assertEq(SAHARA_ID.idOf(address(wallet)), aliceId);
    }

    function test_linkAccount_RevertIf_expired() public {
        LinkProof memory proof = linkProof(bob, bob.addr, aliceId, block.timestamp - 1);
        vm.expectRevert(abi.encodeWithSelector(ISaharaID.SaharaIDLinkExpired.selector, block.timestamp - 1));
        vm.prank(alice.addr);
        SAHARA_ID.linkAccount(aliceId, bob.addr, proof);
    }

    function test_linkAccount_RevertIf_signedForAnotherIdAccountOrChain() public {
        uint256 carolId = registerId(carol.addr, "carol");
        bytes memory invalid = abi.encodeWithSelector(ISaharaID.SaharaIDInvalidSignature.selector, bob.addr);
        LinkProof memory forAlice = linkProof(bob, bob.addr, aliceId, block.timestamp);
        vm.expectRevert(invalid);
        vm.prank(carol.addr);
        SAHARA_ID.linkAccount(carolId, bob.addr, forAlice);

        LinkProof memory byDave = linkProof(dave, bob.addr, aliceId, block.timestamp);
        vm.expectRevert(invalid);
        vm.prank(alice.addr);
        SAHARA_ID.linkAccount(aliceId, bob.addr, byDave);

        vm.chainId(1);
        vm.expectRevert(invalid);
        vm.prank(alice.addr);
        SAHARA_ID.linkAccount(aliceId, bob.addr, forAlice);
    }

    function test_linkAccount_RevertIf_proofWasUsed() public {
        LinkProof memory proof = linkProof(bob, bob.addr, aliceId, block.timestamp);
        vm.prank(alice.addr);
        SAHARA_ID.linkAccount(aliceId, bob.addr, proof);
        vm.prank(bob.addr);
        SAHARA_ID.unlinkAccount(bob.addr);
        vm.expectRevert(abi.encodeWithSelector(ISaharaID.SaharaIDInvalidSignature.selector, bob.addr));
        vm.prank(alice.addr);
        SAHARA_ID.linkAccount(aliceId, bob.addr, proof);
    }

    function test_linkAccount_RevertIf_accountHasAnId() public {
        link(alice, aliceId, bob);
        uint256 carolId = registerId(carol.addr, "carol");
        LinkProof memory proof = linkProof(bob, bob.addr, carolId, block.timestamp);
        vm.expectRevert(abi.encodeWithSelector(ISaharaID.SaharaIDAccountTaken.selector, bob.addr, aliceId));
        vm.prank(carol.addr);
        SAHARA_ID.linkAccount(carolId, bob.addr, proof);

        proof = linkProof(carol, carol.addr, aliceId, block.timestamp);
        vm.expectRevert(abi.encodeWithSelector(ISaharaID.SaharaIDAccountTaken.selector, carol.addr, carolId));
        vm.prank(alice.addr);
        SAHARA_ID.linkAccount(aliceId, carol.addr, proof);

        proof = linkProof(alice, alice.addr, aliceId, block.timestamp);
        vm.expectRevert(abi.encodeWithSelector(ISaharaID.SaharaIDAccountTaken.selector, alice.addr, aliceId));
        vm.prank(alice.addr);
        SAHARA_ID.linkAccount(aliceId, alice.addr, proof);
    }

    function test_linkAccount_RevertIf_sixteenAreLinked() public {
        for (uint256 i; i < 16; ++i) {
            link(alice, aliceId, makeAccount(vm.toString(i)));
        }
        LinkProof memory proof = linkProof(bob, bob.addr, aliceId, block.timestamp);
        vm.expectRevert(abi.encodeWithSelector(ISaharaID.SaharaIDTooManyAccounts.selector, 16));
        vm.prank(alice.addr);
        SAHARA_ID.linkAccount(aliceId, bob.addr, proof);
    }

    function test_unlinkAccount_byEitherSide() public {
        link(alice, aliceId, bob);
        link(alice, aliceId, carol);
        vm.expectEmit();
        emit ISaharaID.AccountUnlinked(aliceId, bob.addr);
        vm.prank(bob.addr);
        SAHARA_ID.unlinkAccount(bob.addr);
        vm.prank(alice.addr);
        SAHARA_ID.unlinkAccount(carol.addr);
        assertEq(SAHARA_ID.idOf(bob.addr), 0);
        assertEq(SAHARA_ID.idOf(carol.addr), 0);
        assertEq(SAHARA_ID.accountsOf(aliceId).length, 0);
        link(alice, aliceId, bob);
        registerId(carol.addr, "carol");
    }

    function test_unlinkAccount_RevertIf_neitherSide() public {
        link(alice, aliceId, bob);
        link(alice, aliceId, carol);
        vm.expectRevert(abi.encodeWithSelector(ISaharaID.SaharaIDNotOwner.selector, aliceId, carol.addr));
        vm.prank(carol.addr);
        SAHARA_ID.unlinkAccount(bob.addr);
    }

    function test_unlinkAccount_RevertIf_notLinked() public {
        address[2] memory accounts = [alice.addr, dave.addr];
        for (uint256 i; i < accounts.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(ISaharaID.SaharaIDNotLinked.selector, accounts[i]));
            vm.prank(accounts[i]);
            SAHARA_ID.unlinkAccount(accounts[i]);
        }
    }
}

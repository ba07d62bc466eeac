// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {Authorization} from "../../src/interfaces/Authorization.sol";
import {ISaharaToken} from "../../src/interfaces/ISaharaToken.sol";
import {Base} from "../Base.t.sol";
import {Wallet} from "../mocks/Wallet.sol";

contract SaharaTokenTest is Base {
    bytes32 private constant CANCEL_TYPEHASH = keccak256("CancelAuthorization(address authorizer,bytes32 nonce)");
    bytes32 private constant NONCE = keccak256("nonce");
    uint256 private constant FOREVER = type(uint256).max;

    function test_metadata() public view {
        IERC20Metadata token = IERC20Metadata(address(TOKEN));
        assertEq(token.name(), "Sahara");
        assertEq(token.symbol(), "SAHARA");
        assertEq(token.decimals(), 18);
    }

    function test_domain() public view {
        bytes32 typehash =
            keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
        bytes32 domain =
            keccak256(abi.encode(typehash, keccak256("Sahara"), keccak256("1"), uint256(724_272), address(TOKEN)));
        assertEq(TOKEN.DOMAIN_SEPARATOR(), domain);
    }

    function test_mint_RevertIf_notAdapter() public {
        vm.expectRevert(abi.encodeWithSelector(ISaharaToken.SaharaTokenNotMinter.selector, alice.addr));
        vm.prank(alice.addr);
        TOKEN.mint(alice.addr, 1);
    }

    function test_burn_RevertIf_notAdapter() public {
        vm.expectRevert(abi.encodeWithSelector(ISaharaToken.SaharaTokenNotMinter.selector, alice.addr));
        vm.prank(alice.addr);
        TOKEN.burn(1);
    }

    function test_permit() public {
        (uint8 v, bytes32 r, bytes32 s) = signPermit(alice, bob.addr, 42, FOREVER);
        TOKEN.permit(alice.addr, bob.addr, 42, FOREVER, v, r, s);
        assertEq(TOKEN.allowance(alice.addr, bob.addr), 42);
        assertEq(TOKEN.nonces(alice.addr), 1);
    }

    function test_permit_RevertIf_replayed() public {
        (uint8 v, bytes32 r, bytes32 s) = signPermit(alice, bob.addr, 42, FOREVER);
        TOKEN.permit(alice.addr, bob.addr, 42, FOREVER, v, r, s);
        vm.expectPartialRevert(ERC20Permit.ERC2612InvalidSigner.selector);
        TOKEN.permit(alice.addr, bob.addr, 42, FOREVER, v, r, s);
    }

    function testFuzz_transferWithAuthorization(uint256 value) public {
        value = bound(value, 0, FUNDS);
        bytes memory signature = _signTransfer(value);
        vm.expectEmit(address(TOKEN));
        emit ISaharaToken.AuthorizationUsed(alice.addr, NONCE);
        vm.prank(erin.addr); // anyone
        TOKEN.transferWithAuthorization(alice.addr, bob.addr, value, 0, FOREVER, NONCE, signature);
        assertEq(TOKEN.balanceOf(alice.addr), FUNDS - value);
        assertEq(TOKEN.balanceOf(bob.addr), FUNDS + value);
        assertTrue(TOKEN.authorizationState(alice.addr, NONCE));
    }

    function test_transferWithAuthorization_inThreeParts() public {
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(alice.key, tokenDigest(_hash(TRANSFER_TYPEHASH, alice.addr, 7, 0, FOREVER)));
        TOKEN.transferWithAuthorization(alice.addr, bob.addr, 7, 0, FOREVER, NONCE, v, r, s);
        assertEq(TOKEN.balanceOf(bob.addr), FUNDS + 7);
    }

    function test_transferWithAuthorization_RevertIf_replayed() public {
        bytes memory signature = _signTransfer(7);
        TOKEN.transferWithAuthorization(alice.addr, bob.addr, 7, 0, FOREVER, NONCE, signature);
        vm.expectRevert(abi.encodeWithSelector(ISaharaToken.SaharaTokenAuthorizationUsed.selector, alice.addr, NONCE));
        TOKEN.transferWithAuthorization(alice.addr, bob.addr, 7, 0, FOREVER, NONCE, signature);
    }

    function test_transferWithAuthorization_RevertIf_signedForReceiving() public {
        bytes memory signature = _signReceive(alice, alice.addr, 7, 0, FOREVER);
        vm.expectRevert(abi.encodeWithSelector(ISaharaToken.SaharaTokenInvalidSignature.selector, alice.addr));
        TOKEN.transferWithAuthorization(alice.addr, bob.addr, 7, 0, FOREVER, NONCE, signature);
    }

    function test_receiveWithAuthorization() public {
        bytes memory signature = _signReceive(alice, alice.addr, 7, 0, FOREVER);
        vm.prank(bob.addr);
        TOKEN.receiveWithAuthorization(alice.addr, bob.addr, 7, 0, FOREVER, NONCE, signature);
        assertEq(TOKEN.balanceOf(bob.addr), FUNDS + 7);
    }

    function test_receiveWithAuthorization_inThreeParts() public {
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(alice.key, tokenDigest(_hash(RECEIVE_TYPEHASH, alice.addr, 7, 0, FOREVER)));
        vm.prank(bob.addr);
        TOKEN.receiveWithAuthorization(alice.addr, bob.addr, 7, 0, FOREVER, NONCE, v, r, s);
        assertEq(TOKEN.balanceOf(bob.addr), FUNDS + 7);
    }

    function test_receiveWithAuthorization_fromSmartAccount() public {
        Wallet wallet = new Wallet(alice.addr);
        endow(address(wallet));
        bytes memory signature = _signReceive(alice, address(wallet), 7, 0, FOREVER);
        vm.prank(bob.addr);
        TOKEN.receiveWithAuthorization(address(wallet), bob.addr, 7, 0, FOREVER, NONCE, signature);
        assertEq(TOKEN.balanceOf(bob.addr), FUNDS + 7);
    }

    function test_receiveWithAuthorization_RevertIf_smartAccountRefuses() public {
        Wallet wallet = new Wallet(alice.addr);
        endow(address(wallet));
        bytes memory signature = _signReceive(dave, address(wallet), 7, 0, FOREVER);
        vm.expectRevert(abi.encodeWithSelector(ISaharaToken.SaharaTokenInvalidSignature.selector, address(wallet)));
        vm.prank(bob.addr);
        TOKEN.receiveWithAuthorization(address(wallet), bob.addr, 7, 0, FOREVER, NONCE, signature);
    }

    function test_receiveWithAuthorization_RevertIf_callerIsNotReceiver() public {
        bytes memory signature = _signReceive(alice, alice.addr, 7, 0, FOREVER);
        vm.expectRevert(abi.encodeWithSelector(ISaharaToken.SaharaTokenReceiverNotCaller.selector, bob.addr, erin.addr));
        vm.prank(erin.addr);
        TOKEN.receiveWithAuthorization(alice.addr, bob.addr, 7, 0, FOREVER, NONCE, signature);

        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(alice.key, tokenDigest(_hash(RECEIVE_TYPEHASH, alice.addr, 7, 0, FOREVER)));
        vm.expectRevert(abi.encodeWithSelector(ISaharaToken.SaharaTokenReceiverNotCaller.selector, bob.addr, erin.addr));
        vm.prank(erin.addr);
        TOKEN.receiveWithAuthorization(alice.addr, bob.addr, 7, 0, FOREVER, NONCE, v, r, s);
    }

    function test_receiveWithAuthorization_RevertIf_notYetValid() public {
        uint256 validAfter = block.timestamp; // exclusive
        bytes memory signature = _signReceive(alice, alice.addr, 7, validAfter, FOREVER);
        vm.expectRevert(abi.encodeWithSelector(ISaharaToken.SaharaTokenAuthorizationNotYetValid.selector, validAfter));
        vm.prank(bob.addr);
        TOKEN.receiveWithAuthorization(alice.addr, bob.addr, 7, validAfter, FOREVER, NONCE, signature);
    }

    function test_receiveWithAuthorization_RevertIf_expired() public {
        uint256 validBefore = block.timestamp; // exclusive
        bytes memory signature = _signReceive(alice, alice.addr, 7, 0, validBefore);
        vm.expectRevert(abi.encodeWithSelector(ISaharaToken.SaharaTokenAuthorizationExpired.selector, validBefore));
        vm.prank(bob.addr);
        TOKEN.receiveWithAuthorization(alice.addr, bob.addr, 7, 0, validBefore, NONCE, signature);
    }

    function testFuzz_receiveWithAuthorization_RevertIf_tampered(uint256 signedValue, uint256 value) public {
        vm.assume(signedValue != value);
        bytes memory signature = _signReceive(alice, alice.addr, signedValue, 0, FOREVER);
        vm.expectRevert(abi.encodeWithSelector(ISaharaToken.SaharaTokenInvalidSignature.selector, alice.addr));
        vm.prank(bob.addr);
        TOKEN.receiveWithAuthorization(alice.addr, bob.addr, value, 0, FOREVER, NONCE, signature);
        assertFalse(TOKEN.authorizationState(alice.addr, NONCE));
    }

    function test_cancelAuthorization() public {
        vm.expectEmit(address(TOKEN));
        emit ISaharaToken.AuthorizationCanceled(alice.addr, NONCE);
        TOKEN.cancelAuthorization(alice.addr, NONCE, signCancel(alice, NONCE));

        bytes memory signature = _signReceive(alice, alice.addr, 7, 0, FOREVER);
        vm.expectRevert(abi.encodeWithSelector(ISaharaToken.SaharaTokenAuthorizationUsed.selector, alice.addr, NONCE));
        vm.prank(bob.addr);
        TOKEN.receiveWithAuthorization(alice.addr, bob.addr, 7, 0, FOREVER, NONCE, signature);
    }

    /// @dev One nonce of one account is spent and no money moves; what it signs under any other nonce still does.
    function testFuzz_cancelAuthorization(bytes32 nonce, bytes32 other, uint256 value) public {
        vm.assume(nonce != other);
        value = bound(value, 0, FUNDS);
        bytes memory signature = signCancel(alice, nonce);
        vm.expectRevert(abi.encodeWithSelector(ISaharaToken.SaharaTokenInvalidSignature.selector, alice.addr));
        TOKEN.cancelAuthorization(alice.addr, other, signature);
        vm.expectRevert(abi.encodeWithSelector(ISaharaToken.SaharaTokenInvalidSignature.selector, bob.addr));
        TOKEN.cancelAuthorization(bob.addr, nonce, signature);
        vm.prank(erin.addr); // anyone
        TOKEN.cancelAuthorization(alice.addr, nonce, signature);
        assertTrue(TOKEN.authorizationState(alice.addr, nonce));
        assertFalse(TOKEN.authorizationState(alice.addr, other));
        assertFalse(TOKEN.authorizationState(bob.addr, nonce));

        bytes memory used =
            abi.encodeWithSelector(ISaharaToken.SaharaTokenAuthorizationUsed.selector, alice.addr, nonce);
        vm.expectRevert(used);
        TOKEN.cancelAuthorization(alice.addr, nonce, signature);
        signature = _signTransferUnder(nonce, value);
        vm.expectRevert(used);
        TOKEN.transferWithAuthorization(alice.addr, bob.addr, value, 0, FOREVER, nonce, signature);
        assertEq(TOKEN.balanceOf(alice.addr), FUNDS);
        signature = _signTransferUnder(other, value);
        TOKEN.transferWithAuthorization(alice.addr, bob.addr, value, 0, FOREVER, other, signature);
        assertEq(TOKEN.balanceOf(alice.addr), FUNDS - value);
        assertEq(TOKEN.balanceOf(bob.addr), FUNDS + value);
    }

    function test_cancelAuthorization_RevertIf_used() public {
        TOKEN.transferWithAuthorization(alice.addr, bob.addr, 7, 0, FOREVER, NONCE, _signTransfer(7));
        bytes memory signature = signCancel(alice, NONCE);
        vm.expectRevert(abi.encodeWithSelector(ISaharaToken.SaharaTokenAuthorizationUsed.selector, alice.addr, NONCE));
        TOKEN.cancelAuthorization(alice.addr, NONCE, signature);
    }

    function test_cancelAuthorization_RevertIf_signedBySomeoneElse() public {
        bytes memory signature = signatureOf(dave, keccak256(abi.encode(CANCEL_TYPEHASH, alice.addr, NONCE)));
        vm.expectRevert(abi.encodeWithSelector(ISaharaToken.SaharaTokenInvalidSignature.selector, alice.addr));
        TOKEN.cancelAuthorization(alice.addr, NONCE, signature);
    }

    function _signTransfer(uint256 value) private view returns (bytes memory) {
        return signatureOf(alice, _hash(TRANSFER_TYPEHASH, alice.addr, value, 0, FOREVER));
    }

    function _signTransferUnder(bytes32 nonce, uint256 value) private view returns (bytes memory) {
        Authorization memory window = Authorization(0, FOREVER, "");
        return signTransfer(TRANSFER_TYPEHASH, alice, alice.addr, bob.addr, value, window, nonce);
    }

    function _signReceive(Account memory signer, address from, uint256 value, uint256 validAfter, uint256 validBefore)
        private
        view
        returns (bytes memory)
    {
        return signatureOf(signer, _hash(RECEIVE_TYPEHASH, from, value, validAfter, validBefore));
    }

    /// @dev Always to Bob, always with the same nonce.
    function _hash(bytes32 typehash, address from, uint256 value, uint256 validAfter, uint256 validBefore)
        private
        view
        returns (bytes32)
    {
        return keccak256(abi.encode(typehash, from, bob.addr, value, validAfter, validBefore, NONCE));
    }
}

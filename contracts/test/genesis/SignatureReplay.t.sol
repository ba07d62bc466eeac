// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {Authorization} from "../../src/interfaces/Authorization.sol";
import {Item, Order, Side} from "../../src/interfaces/IExchange.sol";
import {IExchange} from "../../src/interfaces/IExchange.sol";
import {IKeeperChallenges, KeyShareAnswer} from "../../src/interfaces/IKeeperChallenges.sol";
import {ISaharaID, LinkProof} from "../../src/interfaces/ISaharaID.sol";
import {ISaharaToken} from "../../src/interfaces/ISaharaToken.sol";
import {Base} from "../Base.t.sol";
import {KeeperFixture} from "../KeeperFixture.sol";

/// @notice Every kind of signature of the protocol counts on one chain, at one contract, and once: with another chain's
/// id, or signed for another contract of the same chain, it does nothing.
contract SignatureReplayTest is Base, KeeperFixture {
    uint256 private constant ANOTHER_CHAIN = 1;

    /// @dev Who signs what for whom, and how the signature is brought there.
    struct Signed {
        string name;
        address verifier;
        Account signer;
        bytes32 structHash;
        address caller;
        address target;
        function(bytes memory) view returns (bytes memory) callWith;
    }

    Order private _order;
    Dealt private _dealt;
    uint256 private _id;
    uint256 private _proposal;

    function setUp() public override {
        super.setUp();
        registerKeeper(carol.addr);
        _dealt = dealAndPublish(alice.addr, carol);
        uint256 bond = KEEPERS.challengeBond();
        vm.prank(alice.addr);
        ESCROW.fund(challengeAgreement(alice.addr), bond);
        _order = orderOf(alice.addr, Side.Sell, Item.Shares, _dealt.deposit.assetId, 10, 7);
        _id = registerId(alice.addr, "alice");
        vm.prank(bob.addr);
        VOTES.lock(QUORUM);
        skip(1);
        vm.prank(bob.addr);
        _proposal = GOVERNOR.propose(_addresses(address(PARAMETERS)), new uint256[](1), new bytes[](1), "nothing");
        skip(VOTING_DELAY + 1);
    }

    function test_token() public {
        _check(_tokenSigned(_permitHash(), bob.addr, _permit));
        bytes32 window =
            keccak256(abi.encode(TRANSFER_TYPEHASH, alice.addr, bob.addr, 7, 0, type(uint256).max, bytes32("n")));
        _check(_tokenSigned(window, erin.addr, _transfer));
        window = keccak256(abi.encode(RECEIVE_TYPEHASH, alice.addr, bob.addr, 7, 0, type(uint256).max, bytes32("r")));
        _check(_tokenSigned(window, bob.addr, _receive));
        bytes32 typehash = keccak256("CancelAuthorization(address authorizer,bytes32 nonce)");
        _check(_tokenSigned(keccak256(abi.encode(typehash, alice.addr, bytes32("c"))), erin.addr, _cancel));
    }

    function test_votes() public {
        bytes32 typehash = keccak256("Delegation(address delegatee,uint256 nonce,uint256 expiry)");
        bytes32 structHash = keccak256(abi.encode(typehash, carol.addr, 0, type(uint256).max));
        // Whoever signs is who delegates: that another signature recovers to another account harms nobody.
        Signed memory delegation =
            Signed("LockedVotes", address(VOTES), bob, structHash, erin.addr, address(VOTES), _delegate);
        for (uint256 way; way < 3; ++way) {
            _replay(delegation, way);
            assertEq(VOTES.delegates(bob.addr), bob.addr);
        }
        assertTrue(_bring(delegation, _signed(delegation)));
        assertEq(VOTES.delegates(bob.addr), carol.addr);
        assertFalse(_bring(delegation, _signed(delegation)), "twice");

        typehash = keccak256("Ballot(uint256 proposalId,uint8 support,address voter,uint256 nonce)");
        structHash = keccak256(abi.encode(typehash, _proposal, 1, bob.addr, 0));
        _check(Signed("SaharaGovernor", address(GOVERNOR), bob, structHash, erin.addr, address(GOVERNOR), _ballot));
    }

    function test_exchange() public {
        bytes32 structHash = keccak256(abi.encode(ORDER_TYPEHASH, _order));
        _check(Signed("Exchange", address(EXCHANGE), alice, structHash, bob.addr, address(EXCHANGE), _fill));
    }

    function test_identity() public {
        bytes32 typehash = keccak256("LinkAccount(uint256 id,address account,uint256 nonce,uint256 deadline)");
        bytes32 structHash = keccak256(abi.encode(typehash, _id, bob.addr, 0, type(uint256).max));
        _check(Signed("SaharaID", address(SAHARA_ID), bob, structHash, alice.addr, address(SAHARA_ID), _link));
    }

    function test_keepers() public {
        bytes32 structHash = keccak256(abi.encode(DEPOSIT_TYPEHASH, _dealt.deposit));
        _check(Signed("Keepers", address(KEEPERS), carol, structHash, alice.addr, address(KEEPERS), _challenge));
        structHash = keccak256(abi.encode(ANSWER_TYPEHASH, answerOf(_dealt.deposit, "another")));
        _check(Signed("Keepers", address(KEEPERS), carol, structHash, bob.addr, address(KEEPERS), _proveLie));
    }

    /// @dev No other contract checks signatures of its own but Keepers, which has no room to say so.
    function test_domains_areThese() public view {
        string[5] memory names = ["Sahara", "LockedVotes", "SaharaGovernor", "Exchange", "SaharaID"];
        uint256 found;
        for (uint160 number; number < 512; ++number) {
            address account = address(uint160(address(TOKEN)) + number);
            (bool success, bytes memory data) = account.staticcall(abi.encodeCall(IERC5267.eip712Domain, ()));
            if (!success || data.length == 0) continue;
            (, string memory name, string memory version, uint256 chainId, address verifier,,) =
                abi.decode(data, (bytes1, string, string, uint256, address, bytes32, uint256[]));
            bool isListed;
            for (uint256 i; i < names.length; ++i) {
                isListed = isListed || keccak256(bytes(names[i])) == keccak256(bytes(name));
            }
            if (bytes(name).length == 0) continue; // what a proxy delegates to knows no name
            assertTrue(isListed, name);
            assertEq(version, "1");
            assertEq(chainId, CHAIN_ID);
            assertEq(verifier, account);
            ++found;
        }
        assertEq(found, names.length);
    }

    function _check(Signed memory signed) private {
        for (uint256 way; way < 3; ++way) {
            assertFalse(_replay(signed, way), string.concat(signed.name, " ", vm.toString(way)));
        }
        assertTrue(_bring(signed, _signed(signed)), signed.name);
        assertFalse(_bring(signed, _signed(signed)), string.concat(signed.name, " twice"));
    }

    /// @param way 0: signed for another chain; 1: for another contract; 2: for this chain, but brought to another.
    function _replay(Signed memory signed, uint256 way) private returns (bool success) {
        bytes memory signature;
        if (way == 0) vm.chainId(ANOTHER_CHAIN);
        signature = way == 1 ? sign(signed.signer, signed.name, address(REVENUE), signed.structHash) : _signed(signed);
        vm.chainId(way == 2 ? ANOTHER_CHAIN : CHAIN_ID);
        success = _bring(signed, signature);
        vm.chainId(CHAIN_ID);
    }

    function _signed(Signed memory signed) private view returns (bytes memory) {
        return sign(signed.signer, signed.name, signed.verifier, signed.structHash);
    }

    function _bring(Signed memory signed, bytes memory signature) private returns (bool success) {
        bytes memory data = signed.callWith(signature);
        vm.prank(signed.caller);
        (success,) = signed.target.call(data);
    }

    function _tokenSigned(
        bytes32 structHash,
        address caller,
        function(bytes memory) view returns (bytes memory) callWith
    ) private view returns (Signed memory) {
        return Signed("Sahara", address(TOKEN), alice, structHash, caller, address(TOKEN), callWith);
    }

    function _permitHash() private view returns (bytes32) {
        bytes32 typehash =
            keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        return keccak256(abi.encode(typehash, alice.addr, bob.addr, 7, 0, type(uint256).max));
    }

    function _permit(bytes memory signature) private view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = _split(signature);
        return abi.encodeCall(IERC20Permit.permit, (alice.addr, bob.addr, 7, type(uint256).max, v, r, s));
    }

    function _transfer(bytes memory signature) private view returns (bytes memory) {
        return abi.encodeWithSignature(
            "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)",
            alice.addr,
            bob.addr,
            7,
            0,
            type(uint256).max,
            bytes32("n"),
            signature
        );
    }

    function _receive(bytes memory signature) private view returns (bytes memory) {
        return abi.encodeWithSignature(
            "receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)",
            alice.addr,
            bob.addr,
            7,
            0,
            type(uint256).max,
            bytes32("r"),
            signature
        );
    }

    function _cancel(bytes memory signature) private view returns (bytes memory) {
        return abi.encodeCall(ISaharaToken.cancelAuthorization, (alice.addr, "c", signature));
    }

    function _delegate(bytes memory signature) private view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = _split(signature);
        return abi.encodeCall(IVotes.delegateBySig, (carol.addr, 0, type(uint256).max, v, r, s));
    }

    function _ballot(bytes memory signature) private view returns (bytes memory) {
        return abi.encodeCall(IGovernor.castVoteBySig, (_proposal, 1, bob.addr, signature));
    }

    function _fill(bytes memory signature) private view returns (bytes memory) {
        return abi.encodeCall(IExchange.fill, (_order, signature, _order.amount));
    }

    function _link(bytes memory signature) private view returns (bytes memory) {
        LinkProof memory proof = LinkProof(type(uint256).max, signature);
        return abi.encodeCall(ISaharaID.linkAccount, (_id, bob.addr, proof));
    }

    function _challenge(bytes memory signature) private view returns (bytes memory) {
        return abi.encodeCall(IKeeperChallenges.challenge, (_dealt.deposit, signature, _dealt.proof, RECIPIENT));
    }

    function _proveLie(bytes memory signature) private view returns (bytes memory) {
        KeyShareAnswer memory given = answerOf(_dealt.deposit, "another");
        return abi.encodeCall(IKeeperChallenges.proveLie, (_dealt.deposit, _dealt.signature, given, signature));
    }

    function _split(bytes memory signature) private pure returns (uint8 v, bytes32 r, bytes32 s) {
        (r, s) = abi.decode(signature, (bytes32, bytes32));
        v = uint8(signature[64]);
    }

    function _addresses(address account) private pure returns (address[] memory list) {
        list = new address[](1);
        list[0] = account;
    }
}

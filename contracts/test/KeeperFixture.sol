// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";
import {Publication} from "../src/interfaces/IAssetRegistry.sol";
import {Agreement, Terms} from "../src/interfaces/IEscrow.sol";
import {KeyShareAnswer, KeyShareDeposit} from "../src/interfaces/IKeeperChallenges.sol";
import {Fixture} from "./Fixture.sol";

/// @notice What keepers and challengers do, written without the code under test.
abstract contract KeeperFixture is Fixture {
    string internal constant RECIPIENT = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
    bytes32 internal constant DEPOSIT_TYPEHASH = keccak256(
        "KeyShareDeposit(uint256 assetId,uint32 version,uint8 index,uint64 epoch,bytes32 shareHash,bytes32 commitment,address publisher,address keeper,uint64 expiresAt)"
    );
    bytes32 internal constant ANSWER_TYPEHASH = keccak256(
        "KeyShareAnswer(bytes32 requestHash,uint256 assetId,uint32 version,uint8 index,bytes32 shareHash,bytes32 sealedHash,uint64 blockNumber)"
    );

    /// @notice A key share that a keeper signed for, of a version on chain.
    struct Dealt {
        KeyShareDeposit deposit;
        bytes signature;
        bytes32[] proof;
    }

    /// @dev Publishes a free dataset of which this keeper has a key share, beside another leaf.
    function dealAndPublish(address publisher, Account memory keeper) internal returns (Dealt memory dealt) {
        Publication memory publication = publicationWith(terms(DOWNLOAD, 0, 0, 0));
        uint256 assetId = REGISTRY.assetIdOf(publisher, publication.salt);
        dealt = deal(publisher, keeper, assetId, 1);
        publication.commitment = dealt.deposit.commitment;
        publish(publisher, publication);
    }

    function deal(address publisher, Account memory keeper, uint256 assetId, uint32 version)
        internal
        returns (Dealt memory dealt)
    {
        dealt.deposit = KeyShareDeposit({
            assetId: assetId,
            version: version,
            index: 1,
            epoch: KEEPERS.keeperOf(keeper.addr).epoch,
            shareHash: unique(),
            commitment: 0,
            publisher: publisher,
            keeper: keeper.addr,
            expiresAt: uint64(block.timestamp + 14 days)
        });
        dealt.proof = new bytes32[](1);
        dealt.proof[0] = unique();
        dealt.deposit.commitment = Hashes.commutativeKeccak256(leafOf(dealt.deposit), dealt.proof[0]);
        dealt.signature = signDeposit(keeper, dealt.deposit);
    }

    function leafOf(KeyShareDeposit memory deposit) internal pure returns (bytes32) {
        bytes32 once = keccak256(
            abi.encode(
                uint8(2),
                deposit.assetId,
                deposit.version,
                deposit.index,
                deposit.keeper,
                deposit.epoch,
                deposit.shareHash
            )
        );
        return keccak256(abi.encode(once));
    }

    function signDeposit(Account memory signer, KeyShareDeposit memory deposit) internal view returns (bytes memory) {
        return sign(signer, "Keepers", address(KEEPERS), keccak256(abi.encode(DEPOSIT_TYPEHASH, deposit)));
    }

    function answerOf(KeyShareDeposit memory deposit, bytes32 shareHash) internal pure returns (KeyShareAnswer memory) {
        return KeyShareAnswer({
            requestHash: keccak256("request"),
            assetId: deposit.assetId,
            version: deposit.version,
            index: deposit.index,
            shareHash: shareHash,
            sealedHash: keccak256("sealed"),
            blockNumber: 7
        });
    }

    function signAnswer(Account memory signer, KeyShareAnswer memory given) internal view returns (bytes memory) {
        return sign(signer, "Keepers", address(KEEPERS), keccak256(abi.encode(ANSWER_TYPEHASH, given)));
    }

    function challengeAgreement(address challenger) internal pure returns (Agreement memory) {
        return Agreement(address(KEEPERS), "keeper challenge", challenger, Terms.Payable, 0);
    }

    function feeAgreement(uint256 assetId, address owner) internal pure returns (Agreement memory) {
        return Agreement(address(KEEPERS), bytes32(assetId), owner, Terms.Payable, 0);
    }

    /// @dev Once it may: retires the asset if the version is the newest, and lets buyers have their time.
    function shred(address owner, uint256 assetId, uint32 version) internal {
        if (REGISTRY.soldUntil(assetId, version) == 0) {
            vm.prank(owner);
            REGISTRY.retire(assetId);
        }
        vm.warp(shreddableFrom(assetId, version));
        vm.prank(owner);
        KEEPERS.shred(assetId, version);
    }

    /// @dev When that is, or now.
    function shreddableFrom(uint256 assetId, uint32 version) internal view returns (uint256) {
        uint256 window = LICENCES.longestRefundHours(assetId) * 1 hours;
        if (window < KEEPER_CHALLENGE_PERIOD) window = KEEPER_CHALLENGE_PERIOD;
        uint256 from = REGISTRY.soldUntil(assetId, version) + window;
        return from > block.timestamp ? from : block.timestamp;
    }

    /// @dev Puts the bond aside and challenges.
    function openChallenge(address challenger, Dealt memory dealt) internal returns (bytes32) {
        uint256 bond = KEEPERS.challengeBond();
        if (bond > 0) {
            vm.prank(challenger);
            ESCROW.fund(challengeAgreement(challenger), bond);
        }
        vm.prank(challenger);
        return KEEPERS.challenge(dealt.deposit, dealt.signature, dealt.proof, RECIPIENT);
    }
}

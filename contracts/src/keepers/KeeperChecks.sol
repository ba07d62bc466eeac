// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IAssetRegistry} from "../interfaces/IAssetRegistry.sol";
import {IKeeperChallenges, KeyShareAnswer, KeyShareDeposit} from "../interfaces/IKeeperChallenges.sol";
import {IKeeperChecks} from "../interfaces/IKeeperChecks.sol";
import {ILicences} from "../interfaces/ILicences.sol";
import {IParameters} from "../interfaces/IParameters.sol";

/// @notice See {IKeeperChecks}. Immutable, and without state.
contract KeeperChecks is IKeeperChecks {
    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant DEPOSIT_TYPEHASH = keccak256(
        "KeyShareDeposit(uint256 assetId,uint32 version,uint8 index,uint64 epoch,bytes32 shareHash,bytes32 commitment,address publisher,address keeper,uint64 expiresAt)"
    );
    bytes32 private constant ANSWER_TYPEHASH = keccak256(
        "KeyShareAnswer(bytes32 requestHash,uint256 assetId,uint32 version,uint8 index,bytes32 shareHash,bytes32 sealedHash,uint64 blockNumber)"
    );
    uint8 private constant SHARE_LEAF = 2;

    IAssetRegistry private immutable _registry;
    ILicences private immutable _licences;
    IParameters private immutable _parameters;

    constructor(IAssetRegistry registry, ILicences licences, IParameters parameters) {
        _registry = registry;
        _licences = licences;
        _parameters = parameters;
    }

    /// @inheritdoc IKeeperChecks
    function checkTaken(
        KeyShareDeposit calldata deposit,
        bytes calldata signature,
        bytes32[] calldata proof,
        address challenger
    ) external view returns (bytes32 structHash) {
        structHash = _checkDeposit(deposit, signature);
        _checkPublished(deposit);
        _checkCommitted(deposit, proof);
        if (!_licences.canOpen(challenger, deposit.assetId, deposit.version, 0)) {
            revert IKeeperChallenges.KeepersNoAccess(challenger, deposit.assetId, deposit.version);
        }
    }

    /// @inheritdoc IKeeperChecks
    function checkDealt(KeyShareDeposit calldata deposit, bytes32[] calldata proof) external view {
        _checkPublished(deposit);
        _checkCommitted(deposit, proof);
    }

    /// @inheritdoc IKeeperChecks
    function checkLie(
        KeyShareDeposit calldata deposit,
        bytes calldata depositSignature,
        KeyShareAnswer calldata given,
        bytes calldata givenSignature
    ) external view {
        _checkDeposit(deposit, depositSignature);
        _checkPublished(deposit);
        _checkSigned(keccak256(abi.encode(ANSWER_TYPEHASH, given)), givenSignature, deposit.keeper);
        bool isLie = given.assetId == deposit.assetId && given.version == deposit.version
            && given.index == deposit.index && given.shareHash != deposit.shareHash;
        if (!isLie) revert IKeeperChallenges.KeepersNoLie(deposit.shareHash);
    }

    /// @inheritdoc IKeeperChecks
    function checkShred(uint256 assetId, uint32 version, address account) external view {
        if (_registry.ownerOf(assetId) != account) revert IKeeperChallenges.KeepersNotOwner(assetId, account);
        if (_registry.versionOf(assetId, version).commitment == 0) revert IKeeperChallenges.KeepersNotPublished(0);
        uint256 soldUntil = _registry.soldUntil(assetId, version);
        if (soldUntil == 0) revert IKeeperChallenges.KeepersStillSold(assetId, version, 0);
        // Who bought last has the time of their refund window to find out that the key is bad; and without one as long
        // as it takes to make a keeper answer.
        uint256 time = Math.max(_licences.longestRefundHours(assetId) * 1 hours, _parameters.keeperChallengePeriod());
        uint256 from = soldUntil + time;
        if (block.timestamp < from) revert IKeeperChallenges.KeepersStillSold(assetId, version, from);
    }

    function _checkDeposit(KeyShareDeposit calldata deposit, bytes calldata signature)
        private
        view
        returns (bytes32 structHash)
    {
        structHash = keccak256(abi.encode(DEPOSIT_TYPEHASH, deposit));
        _checkSigned(structHash, signature, deposit.keeper);
    }

    function _checkPublished(KeyShareDeposit calldata deposit) private view {
        if (_registry.versionOf(deposit.assetId, deposit.version).commitment != deposit.commitment) {
            revert IKeeperChallenges.KeepersNotPublished(deposit.commitment);
        }
    }

    /// @dev A contract cannot sign as a keeper: what a keeper said must hold whatever code does later.
    function _checkSigned(bytes32 structHash, bytes calldata signature, address keeper) private view {
        // The domain is the caller's, so OpenZeppelin's EIP712, which has one of its own, is no use here.
        bytes32 domain =
            keccak256(abi.encode(DOMAIN_TYPEHASH, keccak256("Keepers"), keccak256("1"), block.chainid, msg.sender));
        bytes32 digest = MessageHashUtils.toTypedDataHash(domain, structHash);
        (address signer,,) = ECDSA.tryRecoverCalldata(digest, signature);
        if (signer == address(0) || signer != keeper) revert IKeeperChallenges.KeepersNotSigned(keeper);
    }

    /// @dev Hashed twice, as in OpenZeppelin's StandardMerkleTree; see `specs/key-shares.md`.
    function _checkCommitted(KeyShareDeposit calldata deposit, bytes32[] calldata proof) private pure {
        bytes32 once = keccak256(
            abi.encode(
                SHARE_LEAF,
                deposit.assetId,
                deposit.version,
                deposit.index,
                deposit.keeper,
                deposit.epoch,
                deposit.shareHash
            )
        );
        bytes32 leaf = keccak256(bytes.concat(once));
        if (!MerkleProof.verifyCalldata(proof, deposit.commitment, leaf)) {
            revert IKeeperChallenges.KeepersNotCommitted(leaf);
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IAssetRegistry} from "../interfaces/IAssetRegistry.sol";
import {Agreement, Terms} from "../interfaces/IEscrow.sol";
import {Challenge, IKeeperChallenges, KeyShareAnswer, KeyShareDeposit} from "../interfaces/IKeeperChallenges.sol";
import {ILicences} from "../interfaces/ILicences.sol";
import {KeeperStakes} from "./KeeperStakes.sol";

/// @notice What keepers lose their stake for.
abstract contract KeeperChallenges is KeeperStakes {
    using EnumerableSet for EnumerableSet.Bytes32Set;
    using SafeCast for uint256;

    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant DEPOSIT_TYPEHASH = keccak256(
        "KeyShareDeposit(uint256 assetId,uint32 version,uint8 index,uint64 epoch,bytes32 shareHash,bytes32 commitment,address publisher,address keeper,uint64 expiresAt)"
    );
    bytes32 private constant ANSWER_TYPEHASH = keccak256(
        "KeyShareAnswer(bytes32 requestHash,uint256 assetId,uint32 version,uint8 index,bytes32 shareHash,bytes32 sealedHash,uint64 blockNumber)"
    );
    bytes32 private constant BOND = "keeper challenge";
    uint8 private constant SHARE_LEAF = 2;
    uint256 private constant MAX_SEALED_BYTES = 3072;
    uint256 private constant PENALTY_PART = 10;
    uint256 private constant BOND_PART = 1000;

    IAssetRegistry internal immutable _registry;
    ILicences internal immutable _licences;

    constructor(IAssetRegistry registry, ILicences licences) {
        _registry = registry;
        _licences = licences;
    }

    /// @inheritdoc IKeeperChallenges
    function challenge(
        KeyShareDeposit calldata deposit,
        bytes calldata signature,
        bytes32[] calldata proof,
        string calldata recipient
    ) external returns (bytes32 challengeId) {
        challengeId = _checkDeposit(deposit, signature);
        _checkCommitted(deposit, proof);
        _checkLength(bytes(recipient).length, MAX_RECIPIENT_BYTES);
        if (isShredded(deposit.assetId, deposit.version)) revert KeepersShredded(deposit.assetId, deposit.version);
        _checkOwed(deposit.assetId, deposit.keeper);
        // Also so that who leaves can be held up no longer than by one more challenge.
        uint256 dueAt = stakeDueAt(deposit.keeper);
        if (dueAt != 0 && block.timestamp >= dueAt) revert KeepersNotAccountable(deposit.keeper, deposit.epoch);
        if (!_licences.canOpen(msg.sender, deposit.assetId, deposit.version, 0)) {
            revert KeepersNoAccess(msg.sender, deposit.assetId, deposit.version);
        }
        uint256 answerBy = _open(challengeId, deposit.keeper);
        emit KeeperChallenged(
            challengeId,
            deposit.keeper,
            deposit.assetId,
            deposit.version,
            deposit.index,
            deposit.shareHash,
            msg.sender,
            recipient,
            answerBy
        );
    }

    /// @inheritdoc IKeeperChallenges
    function answer(bytes32 challengeId, bytes calldata sealedShare) external {
        Challenge memory asked = _storage().challenges[challengeId];
        if (asked.keeper == address(0)) revert KeepersNoChallenge(challengeId);
        if (asked.keeper != msg.sender) revert KeepersNotChallenged(asked.keeper, msg.sender);
        if (block.timestamp > asked.answerBy) revert KeepersTooLate(asked.answerBy);
        _checkLength(sealedShare.length, MAX_SEALED_BYTES);
        _close(challengeId, asked.keeper);
        emit KeeperAnswered(challengeId, asked.keeper, sealedShare);
        if (asked.bond > 0) _escrow.pay(_bondOf(asked.challenger), asked.keeper, asked.bond);
    }

    /// @inheritdoc IKeeperChallenges
    function settle(bytes32 challengeId) external {
        Challenge memory asked = _storage().challenges[challengeId];
        if (asked.keeper == address(0)) revert KeepersNoChallenge(challengeId);
        if (block.timestamp <= asked.answerBy) revert KeepersTooEarly(asked.answerBy);
        _close(challengeId, asked.keeper);
        Standing storage standing = _storage().standings[asked.keeper];
        uint256 penalty;
        if (asked.openedAt >= standing.silentSince) {
            standing.silentSince = PAID;
            penalty = _slash(asked.keeper, asked.penalty);
        }
        emit KeeperSilent(challengeId, asked.keeper, penalty);
        _takeOff(asked.keeper);
        if (asked.bond > 0) _escrow.release(_bondOf(asked.challenger), asked.bond);
    }

    /// @inheritdoc IKeeperChallenges
    function proveLie(
        KeyShareDeposit calldata deposit,
        bytes calldata depositSignature,
        KeyShareAnswer calldata given,
        bytes calldata givenSignature
    ) external {
        _checkDeposit(deposit, depositSignature);
        _checkSigned(keccak256(abi.encode(ANSWER_TYPEHASH, given)), givenSignature, deposit.keeper);
        bool isLie = given.assetId == deposit.assetId && given.version == deposit.version
            && given.index == deposit.index && given.shareHash != deposit.shareHash;
        if (!isLie) revert KeepersNoLie(deposit.shareHash);
        // What it signed until now is settled by this: nobody can bring it again.
        _storage().standings[deposit.keeper].sinceEpoch = _storage().keepers[deposit.keeper].epoch + 1;
        uint256 penalty = _slash(deposit.keeper, type(uint256).max);
        emit KeeperLied(deposit.keeper, deposit.assetId, deposit.version, deposit.index, given.shareHash, penalty);
        _takeOff(deposit.keeper);
    }

    /// @inheritdoc IKeeperChallenges
    function shred(uint256 assetId, uint32 version) external {
        if (IERC721(address(_registry)).ownerOf(assetId) != msg.sender) revert KeepersNotOwner(assetId, msg.sender);
        if (_registry.versionOf(assetId, version).commitment == 0) revert KeepersNotPublished(0);
        if (isShredded(assetId, version)) revert KeepersShredded(assetId, version);
        _storage().shredded[assetId][version] = true;
        emit KeySharesShredded(assetId, version, msg.sender);
    }

    /// @inheritdoc IKeeperChallenges
    function isShredded(uint256 assetId, uint32 version) public view returns (bool) {
        return _storage().shredded[assetId][version];
    }

    /// @inheritdoc IKeeperChallenges
    function challengeOf(bytes32 challengeId) external view returns (Challenge memory) {
        return _storage().challenges[challengeId];
    }

    /// @inheritdoc IKeeperChallenges
    function challengesOf(address keeper) external view returns (bytes32[] memory) {
        return _storage().open[keeper].values();
    }

    /// @inheritdoc IKeeperChallenges
    function challengeBond() public view returns (uint256) {
        return _parameters.keeperStake() / BOND_PART;
    }

    /// @dev Who is not paid need not answer; see {KeeperFees}.
    function _checkOwed(uint256 assetId, address keeper) internal view virtual;

    function _open(bytes32 challengeId, address keeper) private returns (uint256 answerBy) {
        KeepersStorage storage $ = _storage();
        if (!$.open[keeper].add(challengeId)) revert KeepersAlreadyChallenged(challengeId);
        answerBy = block.timestamp + _parameters.keeperChallengePeriod();
        uint256 bond = challengeBond();
        $.challenges[challengeId] = Challenge({
            challenger: msg.sender,
            openedAt: block.timestamp.toUint40(),
            answerBy: answerBy.toUint40(),
            keeper: keeper,
            openedBlock: block.number.toUint64(),
            bond: bond.toUint128(),
            penalty: (uint256(_parameters.keeperStake()) / PENALTY_PART).toUint128()
        });
        if (bond > 0) _escrow.lock(_bondOf(msg.sender), bond);
    }

    function _close(bytes32 challengeId, address keeper) private {
        delete _storage().challenges[challengeId];
        _storage().open[keeper].remove(challengeId);
    }

    /// @dev The keeper signed it, answers for it, and it was published.
    /// @return structHash Of the deposit.
    function _checkDeposit(KeyShareDeposit calldata deposit, bytes calldata signature)
        private
        view
        returns (bytes32 structHash)
    {
        structHash = keccak256(abi.encode(DEPOSIT_TYPEHASH, deposit));
        _checkSigned(structHash, signature, deposit.keeper);
        Standing storage standing = _storage().standings[deposit.keeper];
        bool isStaked = _storage().keepers[deposit.keeper].active || standing.leftAt != 0;
        if (!isStaked || deposit.epoch < standing.sinceEpoch) {
            revert KeepersNotAccountable(deposit.keeper, deposit.epoch);
        }
        _checkPublished(deposit);
    }

    function _checkPublished(KeyShareDeposit calldata deposit) internal view {
        if (_registry.versionOf(deposit.assetId, deposit.version).commitment != deposit.commitment) {
            revert KeepersNotPublished(deposit.commitment);
        }
    }

    /// @dev A contract cannot sign as a keeper: what a keeper said must hold whatever code does later.
    function _checkSigned(bytes32 structHash, bytes calldata signature, address keeper) private view {
        // By hand: OpenZeppelin's EIP712 keeps the names in storage, with more code than there is room for.
        bytes32 domain =
            keccak256(abi.encode(DOMAIN_TYPEHASH, keccak256("Keepers"), keccak256("1"), block.chainid, address(this)));
        bytes32 digest = MessageHashUtils.toTypedDataHash(domain, structHash);
        (address signer,,) = ECDSA.tryRecoverCalldata(digest, signature);
        if (signer == address(0) || signer != keeper) revert KeepersNotSigned(keeper);
    }

    /// @dev Hashed twice, as in OpenZeppelin's StandardMerkleTree; see `specs/key-shares.md`.
    function _checkCommitted(KeyShareDeposit calldata deposit, bytes32[] calldata proof) internal pure {
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
        if (!MerkleProof.verifyCalldata(proof, deposit.commitment, leaf)) revert KeepersNotCommitted(leaf);
    }

    function _checkLength(uint256 length, uint256 maximum) private pure {
        if (length == 0 || length > maximum) revert KeepersInvalidLength(length, maximum);
    }

    function _bondOf(address challenger) private view returns (Agreement memory) {
        return Agreement(address(this), BOND, challenger, Terms.Payable, 0);
    }
}

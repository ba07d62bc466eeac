// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IERC721Metadata} from "@openzeppelin/contracts/token/ERC721/extensions/IERC721Metadata.sol";
import {EIP712Upgradeable} from "@openzeppelin/contracts-upgradeable/utils/cryptography/EIP712Upgradeable.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import {LibBit} from "solady/utils/LibBit.sol";
import {SSTORE2} from "solady/utils/SSTORE2.sol";
import {Governed} from "../access/Governed.sol";
import {IERC5192} from "../interfaces/IERC5192.sol";
import {ISaharaID, Guardianship, LinkProof, Recipient, Recovery} from "../interfaces/ISaharaID.sol";
import {ContentUri} from "../libraries/ContentUri.sol";
import {Handles} from "./Handles.sol";

/// @notice See {ISaharaID}. Upgradeable by vote; it holds no money.
/// @dev Of ERC-721 it has what a token without transfers and approvals needs, and nothing of the rest.
contract SaharaID is ISaharaID, EIP712Upgradeable, Governed {
    using EnumerableSet for EnumerableSet.AddressSet;
    using Handles for string;
    using SafeCast for uint256;

    uint256 private constant MAX_ACCOUNTS = 16;
    uint256 private constant MAX_GUARDIANS = 16;
    uint256 private constant MAX_RECIPIENT_BYTES = 2000;
    uint32 private constant MAX_RECOVERY_DELAY = 90 days;
    uint160 private constant ACCOUNT_PREFIX = uint160(0x5a4a1d) << 136;
    bytes32 private constant LINK_TYPEHASH =
        keccak256("LinkAccount(uint256 id,address account,uint256 nonce,uint256 deadline)");

    struct StoredRecipient {
        address code; // SSTORE2: post-quantum recipients have 2,000 bytes
        uint40 since;
    }

    struct Identity {
        address owner;
        string handle;
        bytes32 profile;
        StoredRecipient[] recipients;
        EnumerableSet.AddressSet accounts;
        Guardianship guardianship;
        Recovery recovery;
        uint256 round; // approvals of earlier rounds are void
        mapping(uint256 round => mapping(address newOwner => uint256 guardians)) approvals;
    }

    /// @custom:storage-location erc7201:sahara.storage.SaharaID
    struct SaharaIDStorage {
        uint256 count;
        mapping(uint256 id => Identity) identities;
        mapping(address account => uint256 id) idOf;
        mapping(bytes32 skeleton => uint256 id) idOfSkeleton;
        mapping(address account => uint256) linkNonce;
    }

    // keccak256(abi.encode(uint256(keccak256("sahara.storage.SaharaID")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STORAGE = 0x00644b1ec016a5e14676d44c6fab4d0f50283060dc0094fba40207a982e86300;

    /// @dev Seconds. Below it an owner would have no time to object.
    uint32 private immutable _minRecoveryDelay;

    constructor(uint32 minRecoveryDelay) {
        _minRecoveryDelay = minRecoveryDelay;
    }

    modifier onlyOwner(uint256 id) {
        if (_storage().identities[id].owner != msg.sender) revert SaharaIDNotOwner(id, msg.sender);
        _;
    }

    /// @notice Begins behind a proxy, once.
    /// @param authority The AccessManager.
    function initialize(address authority) external initializer {
        __EIP712_init("SaharaID", "1");
        __AccessManaged_init(authority);
    }

    /// @inheritdoc ISaharaID
    function register(string calldata handle, bytes32 profile, string calldata recipient)
        external
        returns (uint256 id)
    {
        SaharaIDStorage storage $ = _storage();
        if (!handle.isValid()) revert SaharaIDInvalidHandle(handle);
        bytes32 skeleton = keccak256(bytes(handle.skeleton()));
        if ($.idOfSkeleton[skeleton] != 0) revert SaharaIDHandleTaken(handle, $.idOfSkeleton[skeleton]);
        id = ++$.count;
        $.idOfSkeleton[skeleton] = id;
        $.identities[id].handle = handle;
        emit Registered(id, msg.sender, handle);
        _setOwner(id, address(0), msg.sender);
        emit Locked(id);
        _setProfile(id, profile);
        _addRecipient(id, recipient);
    }

    /// @inheritdoc ISaharaID
    function setProfile(uint256 id, bytes32 profile) external onlyOwner(id) {
        _setProfile(id, profile);
    }

    /// @inheritdoc ISaharaID
    function rotateRecipient(uint256 id, string calldata recipient) external onlyOwner(id) {
        _addRecipient(id, recipient);
    }

    /// @inheritdoc ISaharaID
    function linkAccount(uint256 id, address account, LinkProof calldata proof) external onlyOwner(id) {
        SaharaIDStorage storage $ = _storage();
        if (block.timestamp > proof.deadline) revert SaharaIDLinkExpired(proof.deadline);
        EnumerableSet.AddressSet storage accounts = $.identities[id].accounts;
        if (accounts.length() == MAX_ACCOUNTS) revert SaharaIDTooManyAccounts(MAX_ACCOUNTS);
        uint256 nonce = $.linkNonce[account]++;
        _claimAccount(account, id);
        accounts.add(account);
        bytes32 structHash = keccak256(abi.encode(LINK_TYPEHASH, id, account, nonce, proof.deadline));
        if (!SignatureChecker.isValidSignatureNow(account, _hashTypedDataV4(structHash), proof.signature)) {
            revert SaharaIDInvalidSignature(account);
        }
        emit AccountLinked(id, account);
    }

    /// @inheritdoc ISaharaID
    function unlinkAccount(address account) external {
        SaharaIDStorage storage $ = _storage();
        uint256 id = $.idOf[account];
        if (!$.identities[id].accounts.remove(account)) revert SaharaIDNotLinked(account);
        if (msg.sender != account && msg.sender != $.identities[id].owner) revert SaharaIDNotOwner(id, msg.sender);
        delete $.idOf[account];
        emit AccountUnlinked(id, account);
    }

    /// @inheritdoc ISaharaID
    function setGuardians(uint256 id, Guardianship calldata guardianship) external onlyOwner(id) {
        uint256 count = guardianship.guardians.length;
        bool valid = count == 0
            ? guardianship.threshold == 0 && guardianship.delay == 0
            : count <= MAX_GUARDIANS && guardianship.threshold > 0 && guardianship.threshold <= count
                && guardianship.delay >= _minRecoveryDelay && guardianship.delay <= MAX_RECOVERY_DELAY;
        for (uint256 i = 1; i < count; ++i) {
            // In rising order: none twice, and the zero address can only be the first.
            if (guardianship.guardians[i] <= guardianship.guardians[i - 1]) valid = false;
        }
        if (!valid || (count > 0 && guardianship.guardians[0] == address(0))) revert SaharaIDInvalidGuardians();
        Identity storage identity = _storage().identities[id];
        identity.guardianship = guardianship;
        _voidApprovals(identity);
        emit GuardiansSet(id, guardianship);
    }

    /// @inheritdoc ISaharaID
    function approveRecovery(uint256 id, address newOwner) external {
        Identity storage identity = _storage().identities[id];
        address[] memory guardians = identity.guardianship.guardians;
        uint256 place;
        while (place < guardians.length && guardians[place] != msg.sender) ++place;
        if (place == guardians.length) revert SaharaIDNotGuardian(id, msg.sender);

        uint256 before = identity.approvals[identity.round][newOwner];
        uint256 approvals = before | (1 << place);
        if (approvals == before) revert SaharaIDAlreadyApproved(id, msg.sender, newOwner);
        identity.approvals[identity.round][newOwner] = approvals;
        emit RecoveryApproved(id, msg.sender, newOwner);

        // Enough who agree later on another account take the place of what was agreed before; more who agree on the
        // same one put nothing off.
        if (LibBit.popCount(approvals) < identity.guardianship.threshold) return;
        if (identity.recovery.newOwner == newOwner) return;
        uint256 readyAt = block.timestamp + identity.guardianship.delay;
        identity.recovery = Recovery(newOwner, readyAt.toUint40());
        emit RecoveryStarted(id, newOwner, readyAt);
    }

    /// @inheritdoc ISaharaID
    function vetoRecovery(uint256 id) external onlyOwner(id) {
        _voidApprovals(_storage().identities[id]);
        emit RecoveryVetoed(id);
    }

    /// @inheritdoc ISaharaID
    function acceptRecovery(uint256 id) external {
        SaharaIDStorage storage $ = _storage();
        Identity storage identity = $.identities[id];
        Recovery memory recovery = identity.recovery;
        if (recovery.newOwner != msg.sender) revert SaharaIDNoRecovery(id, msg.sender);
        if (block.timestamp < recovery.readyAt) revert SaharaIDRecoveryNotReady(id, recovery.readyAt);
        _voidApprovals(identity);
        if (identity.accounts.remove(msg.sender)) {
            delete $.idOf[msg.sender];
            emit AccountUnlinked(id, msg.sender);
        }
        address oldOwner = identity.owner;
        emit Recovered(id, oldOwner, msg.sender);
        _setOwner(id, oldOwner, msg.sender);
        delete $.idOf[oldOwner];
    }

    /// @inheritdoc ISaharaID
    function idOf(address account) external view returns (uint256) {
        return _storage().idOf[account];
    }

    /// @inheritdoc ISaharaID
    function accountOf(uint256 id) external pure returns (address) {
        return address(ACCOUNT_PREFIX | id.toUint128());
    }

    /// @inheritdoc ISaharaID
    function idOfHandle(string calldata handle) external view returns (uint256) {
        uint256 id = _storage().idOfSkeleton[keccak256(bytes(handle.skeleton()))];
        bool same = keccak256(bytes(_storage().identities[id].handle)) == keccak256(bytes(handle));
        return same ? id : 0;
    }

    /// @inheritdoc ISaharaID
    function skeletonOf(string calldata handle) external pure returns (string memory) {
        return handle.skeleton();
    }

    /// @inheritdoc ISaharaID
    function handleOf(uint256 id) external view returns (string memory) {
        return _identity(id).handle;
    }

    /// @inheritdoc ISaharaID
    function profileOf(uint256 id) external view returns (bytes32) {
        return _identity(id).profile;
    }

    /// @inheritdoc ISaharaID
    function recipientCount(uint256 id) external view returns (uint256) {
        return _identity(id).recipients.length;
    }

    /// @inheritdoc ISaharaID
    function recipientAt(uint256 id, uint256 index) external view returns (Recipient memory) {
        StoredRecipient memory stored = _identity(id).recipients[index];
        return Recipient(string(SSTORE2.read(stored.code)), stored.since);
    }

    /// @inheritdoc ISaharaID
    function accountsOf(uint256 id) external view returns (address[] memory) {
        return _identity(id).accounts.values();
    }

    /// @inheritdoc ISaharaID
    function linkNonce(address account) external view returns (uint256) {
        return _storage().linkNonce[account];
    }

    /// @inheritdoc ISaharaID
    function guardianshipOf(uint256 id) external view returns (Guardianship memory) {
        return _identity(id).guardianship;
    }

    /// @inheritdoc ISaharaID
    function recoveryOf(uint256 id) external view returns (Recovery memory) {
        return _identity(id).recovery;
    }

    /// @inheritdoc IERC5192
    function locked(uint256 id) external view returns (bool) {
        _identity(id);
        return true;
    }

    /// @inheritdoc IERC721
    function ownerOf(uint256 id) external view returns (address) {
        return _identity(id).owner;
    }

    /// @inheritdoc IERC721
    function balanceOf(address account) external view returns (uint256) {
        if (account == address(0)) revert SaharaIDUnknown(0);
        return _storage().identities[_storage().idOf[account]].owner == account ? 1 : 0;
    }

    /// @inheritdoc IERC721
    function getApproved(uint256 id) external view returns (address) {
        _identity(id);
        return address(0);
    }

    /// @inheritdoc IERC721
    function isApprovedForAll(address, address) external pure returns (bool) {
        return false;
    }

    /// @inheritdoc IERC721
    function transferFrom(address, address, uint256) external pure {
        revert SaharaIDSoulbound();
    }

    /// @inheritdoc IERC721
    function safeTransferFrom(address, address, uint256) external pure {
        revert SaharaIDSoulbound();
    }

    /// @inheritdoc IERC721
    function safeTransferFrom(address, address, uint256, bytes calldata) external pure {
        revert SaharaIDSoulbound();
    }

    /// @inheritdoc IERC721
    function approve(address, uint256) external pure {
        revert SaharaIDSoulbound();
    }

    /// @inheritdoc IERC721
    function setApprovalForAll(address, bool) external pure {
        revert SaharaIDSoulbound();
    }

    /// @inheritdoc IERC721Metadata
    function name() external pure returns (string memory) {
        return "Sahara ID";
    }

    /// @inheritdoc IERC721Metadata
    function symbol() external pure returns (string memory) {
        return "ID";
    }

    /// @notice The profile document: its CIDv1 in base 16.
    function tokenURI(uint256 id) external view returns (string memory) {
        return ContentUri.fromDigest(_identity(id).profile);
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == type(IERC165).interfaceId || interfaceId == type(IERC721).interfaceId
            || interfaceId == type(IERC721Metadata).interfaceId || interfaceId == type(IERC5192).interfaceId;
    }

    function _setOwner(uint256 id, address oldOwner, address newOwner) private {
        _claimAccount(newOwner, id);
        _storage().identities[id].owner = newOwner;
        emit Transfer(oldOwner, newOwner, id);
    }

    function _setProfile(uint256 id, bytes32 profile) private {
        _storage().identities[id].profile = profile;
        emit ProfileSet(id, profile);
    }

    function _addRecipient(uint256 id, string calldata recipient) private {
        uint256 length = bytes(recipient).length;
        if (length == 0 || length > MAX_RECIPIENT_BYTES) revert SaharaIDInvalidRecipient();
        StoredRecipient[] storage recipients = _storage().identities[id].recipients;
        emit RecipientRotated(id, recipients.length, recipient);
        recipients.push(StoredRecipient(SSTORE2.write(bytes(recipient)), block.timestamp.toUint40()));
    }

    function _claimAccount(address account, uint256 id) private {
        uint256 taken = _storage().idOf[account];
        if (taken != 0) revert SaharaIDAccountTaken(account, taken);
        _storage().idOf[account] = id;
    }

    function _voidApprovals(Identity storage identity) private {
        ++identity.round;
        delete identity.recovery;
    }

    function _identity(uint256 id) private view returns (Identity storage identity) {
        identity = _storage().identities[id];
        if (identity.owner == address(0)) revert SaharaIDUnknown(id);
    }

    function _storage() private pure returns (SaharaIDStorage storage $) {
        assembly ("memory-safe") {
            $.slot := STORAGE
        }
    }
}

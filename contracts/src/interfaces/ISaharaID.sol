// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC721Metadata} from "@openzeppelin/contracts/token/ERC721/extensions/IERC721Metadata.sol";
import {IERC5192} from "./IERC5192.sol";

/// @notice Proof by an account that it wants to belong to an ID.
struct LinkProof {
    uint256 deadline; // Unix seconds, inclusive
    bytes signature; // over LinkAccount(uint256 id,address account,uint256 nonce,uint256 deadline); ERC-1271 too
}

/// @notice Who may bring an ID to a new account together, and how long its owner has to object.
struct Guardianship {
    address[] guardians; // at most 16
    uint8 threshold; // how many must agree
    uint32 delay; // seconds
}

/// @notice A recovery that enough guardians agreed to.
struct Recovery {
    address newOwner; // zero: none is under way
    uint40 readyAt; // Unix seconds, from which on the new owner may take the ID
}

/// @notice Whom files for an ID are encrypted to.
struct Recipient {
    string recipient; // age recipient
    uint40 since; // Unix seconds
}

/// @title Who is who
/// @notice A soulbound ERC-721 (ERC-5192), one for each person or organisation. It has a handle that no other handle
/// looks like, a profile, an encryption recipient, and up to 16 linked accounts, which share what is licensed to it.
/// @dev EIP-712 domain: {SaharaID, 1}. A linked account or owner belongs to one ID at most.
interface ISaharaID is IERC721Metadata, IERC5192 {
    event Registered(uint256 indexed id, address indexed owner, string handle);
    event ProfileSet(uint256 indexed id, bytes32 profile);
    event RecipientRotated(uint256 indexed id, uint256 index, string recipient);
    event AccountLinked(uint256 indexed id, address indexed account);
    event AccountUnlinked(uint256 indexed id, address indexed account);
    event GuardiansSet(uint256 indexed id, Guardianship guardianship);
    event RecoveryApproved(uint256 indexed id, address indexed guardian, address indexed newOwner);
    event RecoveryStarted(uint256 indexed id, address indexed newOwner, uint256 readyAt);
    event RecoveryVetoed(uint256 indexed id);
    event Recovered(uint256 indexed id, address indexed oldOwner, address indexed newOwner);

    error SaharaIDSoulbound();
    error SaharaIDInvalidHandle(string handle);
    error SaharaIDHandleTaken(string handle, uint256 id);
    error SaharaIDInvalidRecipient();
    error SaharaIDUnknown(uint256 id);
    error SaharaIDNotOwner(uint256 id, address caller);
    error SaharaIDAccountTaken(address account, uint256 id);
    error SaharaIDTooManyAccounts(uint256 maximum);
    error SaharaIDLinkExpired(uint256 deadline);
    error SaharaIDInvalidSignature(address account);
    error SaharaIDNotLinked(address account);
    error SaharaIDInvalidGuardians();
    error SaharaIDNotGuardian(uint256 id, address caller);
    error SaharaIDAlreadyApproved(uint256 id, address guardian, address newOwner);
    error SaharaIDNoRecovery(uint256 id, address newOwner);
    error SaharaIDRecoveryNotReady(uint256 id, uint256 readyAt);

    /// @notice Makes an ID for the caller. Handle and owner's account must be free; the handle is for ever.
    /// @param handle 3 to 31 characters a-z, 0-9 and single hyphens, from a letter to a letter or digit.
    /// @param profile sha2-256 digest of the profile document: a CIDv1 with the raw codec.
    /// @param recipient age recipient, at most 2,000 bytes.
    function register(string calldata handle, bytes32 profile, string calldata recipient) external returns (uint256 id);

    /// @notice Replaces the profile. Only the owner.
    function setProfile(uint256 id, bytes32 profile) external;

    /// @notice Files are encrypted to this age recipient from now on; earlier ones stay readable here. Only the owner.
    function rotateRecipient(uint256 id, string calldata recipient) external;

    /// @notice Links an account, which agreed by signature. Only the owner.
    function linkAccount(uint256 id, address account, LinkProof calldata proof) external;

    /// @notice Ends a link. Only the ID's owner, or the account itself.
    function unlinkAccount(address account) external;

    /// @notice Replaces the guardians, and voids every approval they gave. Without guardians nothing can be recovered.
    /// Only the owner.
    /// @dev Guardians help who lost a key. They cannot help against a thief, who can veto like the owner.
    function setGuardians(uint256 id, Guardianship calldata guardianship) external;

    /// @notice A guardian agrees that `newOwner` shall have the ID. When the threshold is reached, the delay begins;
    /// it begins anew when the guardians agree on another account meanwhile.
    function approveRecovery(uint256 id, address newOwner) external;

    /// @notice Ends a recovery, and voids every approval. Only the present owner.
    function vetoRecovery(uint256 id) external;

    /// @notice Takes the ID over after the delay. Only the account that the guardians agreed on, so that nobody is
    /// given an ID unasked.
    function acceptRecovery(uint256 id) external;

    /// @notice The ID that an account owns or is linked to; 0 = none.
    function idOf(address account) external view returns (uint256);

    /// @notice The account that stands for all of an ID, as beneficiary of its licences: 0x5a4a1d, then the id. Nobody
    /// has its key.
    function accountOf(uint256 id) external pure returns (address);

    /// @notice The ID with this handle; 0 = none.
    function idOfHandle(string calldata handle) external view returns (uint256);

    /// @notice What all look-alikes of a handle have in common. Two IDs never share it.
    /// @dev Hyphens are left out; 0 reads o, 1 and i read l, 2 z, 5 s, 8 b, 9 and q read g, d cl, m rn, w vv.
    function skeletonOf(string calldata handle) external pure returns (string memory);

    function handleOf(uint256 id) external view returns (string memory);
    function profileOf(uint256 id) external view returns (bytes32);
    function recipientCount(uint256 id) external view returns (uint256);

    /// @notice A recipient by its place in the history; the last one is in force.
    function recipientAt(uint256 id, uint256 index) external view returns (Recipient memory);

    /// @notice All linked accounts, the owner's not among them.
    function accountsOf(uint256 id) external view returns (address[] memory);

    /// @notice What the next link proof of an account must name: grows with each of its links.
    function linkNonce(address account) external view returns (uint256);

    function guardianshipOf(uint256 id) external view returns (Guardianship memory);
    function recoveryOf(uint256 id) external view returns (Recovery memory);
}

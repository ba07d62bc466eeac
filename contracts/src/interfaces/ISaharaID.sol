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
    /// @notice An ID came to be.
    /// @param id Its number, from 1.
    /// @param owner Who registered it.
    /// @param handle As written, for ever.
    event Registered(uint256 indexed id, address indexed owner, string handle);

    /// @notice The profile is another.
    /// @param id Whose profile.
    /// @param profile sha2-256 digest of the document.
    event ProfileSet(uint256 indexed id, bytes32 profile);

    /// @notice Files are encrypted to another recipient from now on.
    /// @param id Whose recipient.
    /// @param index Its place in the history, from 0.
    /// @param recipient age recipient.
    event RecipientRotated(uint256 indexed id, uint256 index, string recipient);

    /// @notice An account belongs to the ID now.
    /// @param id Whose it is.
    /// @param account Who agreed to it.
    event AccountLinked(uint256 indexed id, address indexed account);

    /// @notice An account belongs to the ID no more.
    /// @param id Whose it was.
    /// @param account Who left, or was let go.
    event AccountUnlinked(uint256 indexed id, address indexed account);

    /// @notice The owner named the guardians, and voided what others had approved.
    /// @param id Whose guardians.
    /// @param guardianship Who they are and what it takes; empty: nobody.
    event GuardiansSet(uint256 indexed id, Guardianship guardianship);

    /// @notice A guardian agreed to a new owner.
    /// @param id What should have a new owner.
    /// @param guardian Who agreed.
    /// @param newOwner To whom.
    event RecoveryApproved(uint256 indexed id, address indexed guardian, address indexed newOwner);

    /// @notice Enough guardians agreed; the delay runs.
    /// @param id What should have a new owner.
    /// @param newOwner Whom the guardians agreed on.
    /// @param readyAt Unix seconds, from which the new owner may take it.
    event RecoveryStarted(uint256 indexed id, address indexed newOwner, uint256 readyAt);

    /// @notice The owner ended a recovery.
    /// @param id What stays its owner's.
    event RecoveryVetoed(uint256 indexed id);

    /// @notice The ID has a new owner.
    /// @param id What changed hands.
    /// @param oldOwner Who had it, and belongs to it no more.
    /// @param newOwner Who took it.
    event Recovered(uint256 indexed id, address indexed oldOwner, address indexed newOwner);

    /// @notice An ID is never transferred; only a recovery moves it.
    error SaharaIDSoulbound();

    /// @notice Handles have a form, see {register}.
    /// @param handle As given.
    error SaharaIDInvalidHandle(string handle);

    /// @notice Another handle is the same, or looks like it.
    /// @param handle As given.
    /// @param id Whose it is.
    error SaharaIDHandleTaken(string handle, uint256 id);

    /// @notice The recipient is empty or too long.
    error SaharaIDInvalidRecipient();

    /// @notice There is no such ID.
    /// @param id As given.
    error SaharaIDUnknown(uint256 id);

    /// @notice Only the owner of the ID may do this.
    /// @param id What should have been changed.
    /// @param caller Who called.
    error SaharaIDNotOwner(uint256 id, address caller);

    /// @notice The account belongs to an ID already.
    /// @param account Who should have been the owner, or linked.
    /// @param id Which.
    error SaharaIDAccountTaken(address account, uint256 id);

    /// @notice The ID has as many linked accounts as it can have.
    /// @param maximum How many it can have.
    error SaharaIDTooManyAccounts(uint256 maximum);

    /// @notice The proof is too old.
    /// @param deadline Its last second, in Unix seconds.
    error SaharaIDLinkExpired(uint256 deadline);

    /// @notice The account did not sign this.
    /// @param account Who should have signed.
    error SaharaIDInvalidSignature(address account);

    /// @notice The account is linked to no ID.
    /// @param account As given.
    error SaharaIDNotLinked(address account);

    /// @notice The guardians are not in rising order, too many, or could not act within the bounds of the code.
    error SaharaIDInvalidGuardians();

    /// @notice Only a guardian of the ID may do this.
    /// @param id What should be recovered.
    /// @param caller Who called.
    error SaharaIDNotGuardian(uint256 id, address caller);

    /// @notice This guardian agreed before.
    /// @param id What should be recovered.
    /// @param guardian The caller.
    /// @param newOwner Whom they agreed to.
    error SaharaIDAlreadyApproved(uint256 id, address guardian, address newOwner);

    /// @notice The guardians did not agree on this account.
    /// @param id What should be taken.
    /// @param newOwner The caller.
    error SaharaIDNoRecovery(uint256 id, address newOwner);

    /// @notice The delay is not over.
    /// @param id What should be taken.
    /// @param readyAt Unix seconds.
    error SaharaIDRecoveryNotReady(uint256 id, uint256 readyAt);

    /// @notice Makes an ID for the caller. Handle and owner's account must be free; the handle is for ever.
    /// @param handle 3 to 31 characters a-z, 0-9 and single hyphens, from a letter to a letter or digit.
    /// @param profile sha2-256 digest of the profile document: a CIDv1 with the raw codec.
    /// @param recipient age recipient, at most 2,000 bytes.
    /// @return id Its number, from 1.
    function register(string calldata handle, bytes32 profile, string calldata recipient) external returns (uint256 id);

    /// @notice Replaces the profile. Only the owner.
    /// @param id Of the caller.
    /// @param profile As in {register}.
    function setProfile(uint256 id, bytes32 profile) external;

    /// @notice Files are encrypted to this age recipient from now on; earlier ones stay readable here. Only the owner.
    /// @param id Of the caller.
    /// @param recipient As in {register}.
    function rotateRecipient(uint256 id, string calldata recipient) external;

    /// @notice Links an account, which agreed by signature. Only the owner.
    /// @param id Of the caller.
    /// @param account Who agreed; of no ID yet.
    /// @param proof Of the account, over its {linkNonce}.
    function linkAccount(uint256 id, address account, LinkProof calldata proof) external;

    /// @notice Ends a link. Only the ID's owner, or the account itself.
    /// @param account Any that is linked; an owner is not.
    function unlinkAccount(address account) external;

    /// @notice Replaces the guardians, and voids every approval they gave. Without guardians nothing can be recovered.
    /// Only the owner.
    /// @dev Guardians help who lost a key. They cannot help against a thief, who can veto like the owner.
    /// @param id Of the caller.
    /// @param guardianship Guardians in rising order; the delay at most 90 days, and at least what was fixed at
    /// deployment. Empty, with zeros: none.
    function setGuardians(uint256 id, Guardianship calldata guardianship) external;

    /// @notice A guardian agrees that `newOwner` shall have the ID. When the threshold is reached, the delay begins;
    /// it begins anew when the guardians agree on another account meanwhile.
    /// @param id What should have a new owner.
    /// @param newOwner To whom the caller agrees.
    function approveRecovery(uint256 id, address newOwner) external;

    /// @notice Ends a recovery, and voids every approval. Only the present owner.
    /// @param id Of the caller.
    function vetoRecovery(uint256 id) external;

    /// @notice Takes the ID over after the delay. Only the account that the guardians agreed on, so that nobody is
    /// given an ID unasked.
    /// @param id What the caller takes over.
    function acceptRecovery(uint256 id) external;

    /// @notice The ID that an account owns or is linked to; 0 = none.
    /// @param account Any.
    function idOf(address account) external view returns (uint256);

    /// @notice The account that stands for all of an ID, as beneficiary of its licences: 0x5a4a1d, then the id. Nobody
    /// has its key.
    /// @param id Any, registered or not.
    function accountOf(uint256 id) external pure returns (address);

    /// @notice The ID with this handle; 0 = none.
    /// @param handle As it was registered; look-alikes are not found.
    function idOfHandle(string calldata handle) external view returns (uint256);

    /// @notice What all look-alikes of a handle have in common. Two IDs never share it.
    /// @dev Hyphens are left out; 0 reads o, 1 and i read l, 2 z, 5 s, 8 b, 9 and q read g, d cl, m rn, w vv.
    /// @param handle Any, of valid form or not.
    function skeletonOf(string calldata handle) external pure returns (string memory);

    /// @notice The handle of an ID.
    /// @param id A registered one; reverts for others.
    function handleOf(uint256 id) external view returns (string memory);

    /// @notice sha2-256 digest of the profile document.
    /// @param id A registered one; reverts for others.
    function profileOf(uint256 id) external view returns (bytes32);

    /// @notice How many recipients an ID has had, the present one among them.
    /// @param id A registered one; reverts for others.
    function recipientCount(uint256 id) external view returns (uint256);

    /// @notice A recipient by its place in the history; the last one is in force.
    /// @param id A registered one; reverts for others.
    /// @param index From 0 to below {recipientCount}; reverts beyond.
    function recipientAt(uint256 id, uint256 index) external view returns (Recipient memory);

    /// @notice All linked accounts, the owner's not among them.
    /// @param id A registered one; reverts for others.
    function accountsOf(uint256 id) external view returns (address[] memory);

    /// @notice What the next link proof of an account must name: grows with each of its links.
    /// @param account Any.
    function linkNonce(address account) external view returns (uint256);

    /// @notice Who can recover an ID; empty without guardians.
    /// @param id A registered one; reverts for others.
    function guardianshipOf(uint256 id) external view returns (Guardianship memory);

    /// @notice The recovery that is under way; zeros without one.
    /// @param id A registered one; reverts for others.
    function recoveryOf(uint256 id) external view returns (Recovery memory);
}

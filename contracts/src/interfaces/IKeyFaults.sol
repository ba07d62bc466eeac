// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice A key share, opened.
struct OpenedShare {
    uint8 index; // of the key share, from 1
    address keeper; // whom it was dealt to
    uint64 epoch; // of that keeper's registration
    bytes value; // 32 bytes, and the x-coordinate
    bytes32[] proof; // from its leaf to the commitment
}

/// @notice What shows that the key of a version cannot be had: all of it stands in the version's commitment.
struct KeyFault {
    uint256 assetId; // as the leaves name it
    uint32 version; // as the leaves name it
    uint8 threshold; // how many key shares give the key; below 2 is a fault by itself
    bytes32 manifest; // keccak256 of the manifest's CID as text
    bytes32[] manifestProof; // the leaf that names the threshold
    bytes32 keyCommitment; // hash of the key, as the publisher committed to it
    bytes32[] keyProof; // from its leaf to the commitment
    OpenedShare[] shares; // as many as the threshold, by rising leaf
}

/// @title Proof that a publisher committed to a key that its key shares do not give
/// @notice Anyone who holds enough key shares of a version (a buyer, who got them from the keepers) can open them here.
/// They are checked against the version's commitment, recombined, and if what they give is not the committed key, the
/// commitment counts as faulty for ever. `specs/key-shares.md` says what a commitment is made of.
/// @dev It asks nobody: a commitment names its asset and version itself, and nothing that can be upgraded takes part.
interface IKeyFaults {
    /// @notice A commitment was proven faulty.
    /// @param commitment The Merkle root that was published with the version.
    /// @param assetId The asset the leaves name.
    /// @param version The version the leaves name.
    /// @param prover Who opened the key shares.
    event KeyFaultProven(bytes32 indexed commitment, uint256 indexed assetId, uint32 version, address prover);

    /// @notice A leaf is not part of the commitment.
    /// @param leaf Its hash.
    error KeyFaultsNotCommitted(bytes32 leaf);

    /// @notice It takes as many key shares as the threshold.
    /// @param count How many were given.
    /// @param threshold How many it takes.
    error KeyFaultsWrongCount(uint256 count, uint256 threshold);

    /// @notice Key shares must be given by rising hash of their leaves, each once.
    /// @param leaf The one that is out of order.
    error KeyFaultsNotRising(bytes32 leaf);

    /// @notice The key shares give the committed key: there is no fault.
    /// @param commitment The Merkle root.
    error KeyFaultsKeyMatches(bytes32 commitment);

    /// @notice Shows that the key shares of a commitment do not give its key. Opening key shares makes them public, and
    /// with them whatever they do give.
    /// @param commitment The Merkle root that was published with the version.
    /// @param fault The opened key shares with all that belongs to them.
    function prove(bytes32 commitment, KeyFault calldata fault) external;

    /// @notice Whether a commitment was proven faulty.
    /// @param commitment The Merkle root that was published with the version.
    function isFaulty(bytes32 commitment) external view returns (bool);
}

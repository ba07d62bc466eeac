// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice What somebody did for a version of an asset, as its owner attests.
struct Contribution {
    uint256 assetId;
    uint64 contributor; // Sahara ID
    uint32 version;
    uint40 attestedAt; // Unix seconds
    uint40 acceptedAt; // Unix seconds; 0 = the contributor has not said yes
    bytes32 role; // in ASCII, for example "labelling"
    bytes32 evidence; // hash of the document that shows it
}

/// @title Who contributed what
/// @notice A credential has two sides: the asset's owner attests, the contributor accepts. It is for ever then, and it
/// moves no money.
interface IContributions {
    /// @notice The asset's owner said that somebody contributed.
    /// @param role In ASCII, for example "labelling".
    /// @param evidence Hash of the document that shows it.
    event ContributionAttested(
        bytes32 indexed contributionId,
        uint256 indexed assetId,
        uint256 indexed contributor,
        uint32 version,
        bytes32 role,
        bytes32 evidence,
        address attester
    );

    /// @notice The contributor said yes, for ever.
    /// @param index Its place in the history of the contributor, from 0.
    event ContributionAccepted(
        bytes32 indexed contributionId, uint256 indexed assetId, uint256 indexed contributor, uint256 index
    );

    /// @notice Only the asset's owner attests.
    error ContributionsNotAssetOwner(uint256 assetId, address caller);

    /// @notice The asset has no such version.
    error ContributionsUnknownVersion(uint256 assetId, uint32 version);

    /// @notice A contribution has a role.
    error ContributionsInvalidRole();

    /// @notice Just this was attested before.
    error ContributionsAlreadyAttested(bytes32 contributionId);

    /// @notice Nobody attested this.
    error ContributionsUnknown(bytes32 contributionId);

    /// @notice Only the owner of the Sahara ID that contributed accepts.
    error ContributionsNotContributor(uint256 contributor, address caller);

    /// @notice It was accepted before.
    error ContributionsAlreadyAccepted(bytes32 contributionId);

    /// @notice Attests a contribution to a version. Only the asset's owner.
    /// @param contributor The Sahara ID that contributed.
    function attestContribution(uint256 assetId, uint32 version, uint256 contributor, bytes32 role, bytes32 evidence)
        external
        returns (bytes32 contributionId);

    /// @notice Accepts an attested contribution into the history of the contributor. Only the owner of that ID.
    function acceptContribution(bytes32 contributionId) external;

    /// @notice keccak256(abi.encode(assetId, version, contributor, role, evidence)): who accepts it, accepts all of it.
    function contributionIdOf(uint256 assetId, uint32 version, uint256 contributor, bytes32 role, bytes32 evidence)
        external
        pure
        returns (bytes32);

    /// @notice A contribution, accepted or not; reverts for what nobody attested.
    function contributionOf(bytes32 contributionId) external view returns (Contribution memory);

    /// @notice How many contributions an ID has accepted.
    function contributionCount(uint256 contributor) external view returns (uint256);

    /// @notice An accepted contribution by its place in the history of the ID, in the order of acceptance.
    function contributionAt(uint256 contributor, uint256 index) external view returns (bytes32 contributionId);
}

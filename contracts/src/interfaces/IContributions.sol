// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice What somebody did for a version of an asset, as its owner attests.
struct Contribution {
    uint256 assetId; // what was contributed to
    uint64 contributor; // Sahara ID
    uint32 version; // of the asset
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
    /// @param contributionId As {contributionIdOf} makes it.
    /// @param assetId What was contributed to.
    /// @param contributor The Sahara ID that contributed.
    /// @param version Of the asset.
    /// @param role In ASCII, for example "labelling".
    /// @param evidence Hash of the document that shows it.
    /// @param attester The asset's owner at that time.
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
    /// @param contributionId What was accepted.
    /// @param assetId What was contributed to.
    /// @param contributor The Sahara ID whose owner said yes.
    /// @param index Its place in the history of the contributor, from 0.
    event ContributionAccepted(
        bytes32 indexed contributionId, uint256 indexed assetId, uint256 indexed contributor, uint256 index
    );

    /// @notice Only the asset's owner attests.
    /// @param assetId What should have been attested to.
    /// @param caller Who called.
    error ContributionsNotAssetOwner(uint256 assetId, address caller);

    /// @notice The asset has no such version.
    /// @param assetId What should have been attested to.
    /// @param version As given; they count from 1.
    error ContributionsUnknownVersion(uint256 assetId, uint32 version);

    /// @notice A contribution has a role.
    error ContributionsInvalidRole();

    /// @notice Just this was attested before.
    /// @param contributionId Of both.
    error ContributionsAlreadyAttested(bytes32 contributionId);

    /// @notice Nobody attested this.
    /// @param contributionId As given.
    error ContributionsUnknown(bytes32 contributionId);

    /// @notice Only the owner of the Sahara ID that contributed accepts.
    /// @param contributor The Sahara ID that contributed.
    /// @param caller Who called.
    error ContributionsNotContributor(uint256 contributor, address caller);

    /// @notice It was accepted before.
    /// @param contributionId As given.
    error ContributionsAlreadyAccepted(bytes32 contributionId);

    /// @notice Attests a contribution to a version. Only the asset's owner.
    /// @param assetId What was contributed to; the caller's.
    /// @param version Of the asset, from 1.
    /// @param contributor The Sahara ID that contributed; a registered one.
    /// @param role What as, in ASCII, left-aligned; not empty.
    /// @param evidence Hash of the document that shows it; zero: none.
    /// @return contributionId As {contributionIdOf} makes it.
    function attestContribution(uint256 assetId, uint32 version, uint256 contributor, bytes32 role, bytes32 evidence)
        external
        returns (bytes32 contributionId);

    /// @notice Accepts an attested contribution into the history of the contributor. Only the owner of that ID.
    /// @param contributionId What was attested, and not accepted before.
    function acceptContribution(bytes32 contributionId) external;

    /// @notice keccak256(abi.encode(assetId, version, contributor, role, evidence)): who accepts it, accepts all of it.
    /// @param assetId What was contributed to.
    /// @param version Of the asset.
    /// @param contributor The Sahara ID that contributed.
    /// @param role In ASCII, left-aligned.
    /// @param evidence Hash of the document that shows it.
    function contributionIdOf(uint256 assetId, uint32 version, uint256 contributor, bytes32 role, bytes32 evidence)
        external
        pure
        returns (bytes32);

    /// @notice A contribution, accepted or not; reverts for what nobody attested.
    /// @param contributionId As {contributionIdOf} makes it.
    function contributionOf(bytes32 contributionId) external view returns (Contribution memory);

    /// @notice How many contributions an ID has accepted.
    /// @param contributor Any Sahara ID.
    function contributionCount(uint256 contributor) external view returns (uint256);

    /// @notice An accepted contribution by its place in the history of the ID, in the order of acceptance.
    /// @param contributor Any Sahara ID.
    /// @param index From 0 to below {contributionCount}; reverts beyond.
    /// @return contributionId What was accepted there.
    function contributionAt(uint256 contributor, uint256 index) external view returns (bytes32 contributionId);
}

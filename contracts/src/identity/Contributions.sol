// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Governed} from "../access/Governed.sol";
import {IAssetRegistry} from "../interfaces/IAssetRegistry.sol";
import {IContributions, Contribution} from "../interfaces/IContributions.sol";
import {ISaharaID} from "../interfaces/ISaharaID.sol";

/// @notice See {IContributions}. Upgradeable by vote; it holds no money.
contract Contributions is IContributions, Governed {
    using SafeCast for uint256;

    /// @custom:storage-location erc7201:sahara.storage.Contributions
    struct ContributionsStorage {
        mapping(bytes32 contributionId => Contribution) contributions;
        mapping(uint256 contributor => bytes32[] contributionIds) accepted;
    }

    // keccak256(abi.encode(uint256(keccak256("sahara.storage.Contributions")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STORAGE = 0xbb8c01732236ed970ed8c62635b4c54a82cc329dd2ff3b0def6e9c9deb407900;

    IAssetRegistry private immutable _registry;
    ISaharaID private immutable _saharaId;

    constructor(IAssetRegistry registry, ISaharaID saharaId) {
        _registry = registry;
        _saharaId = saharaId;
    }

    /// @notice Begins behind a proxy, once.
    /// @param authority The AccessManager.
    function initialize(address authority) external initializer {
        __AccessManaged_init(authority);
    }

    /// @inheritdoc IContributions
    function attestContribution(uint256 assetId, uint32 version, uint256 contributor, bytes32 role, bytes32 evidence)
        external
        returns (bytes32 contributionId)
    {
        if (_registry.ownerOf(assetId) != msg.sender) revert ContributionsNotAssetOwner(assetId, msg.sender);
        if (version == 0 || version > _registry.versionCount(assetId)) {
            revert ContributionsUnknownVersion(assetId, version);
        }
        _saharaId.ownerOf(contributor); // reverts for one that is not registered
        if (role == 0) revert ContributionsInvalidRole();
        contributionId = contributionIdOf(assetId, version, contributor, role, evidence);
        if (_storage().contributions[contributionId].attestedAt != 0) {
            revert ContributionsAlreadyAttested(contributionId);
        }
        _storage().contributions[contributionId] = Contribution({
            assetId: assetId,
            contributor: contributor.toUint64(),
            version: version,
            attestedAt: block.timestamp.toUint40(),
            acceptedAt: 0,
            role: role,
            evidence: evidence
        });
        emit ContributionAttested(contributionId, assetId, contributor, version, role, evidence, msg.sender);
    }

    /// @inheritdoc IContributions
    function acceptContribution(bytes32 contributionId) external {
        Contribution storage contribution = _known(contributionId);
        uint256 contributor = contribution.contributor;
        if (_saharaId.ownerOf(contributor) != msg.sender) revert ContributionsNotContributor(contributor, msg.sender);
        if (contribution.acceptedAt != 0) revert ContributionsAlreadyAccepted(contributionId);
        contribution.acceptedAt = block.timestamp.toUint40();
        bytes32[] storage accepted = _storage().accepted[contributor];
        emit ContributionAccepted(contributionId, contribution.assetId, contributor, accepted.length);
        accepted.push(contributionId);
    }

    /// @inheritdoc IContributions
    function contributionOf(bytes32 contributionId) external view returns (Contribution memory) {
        return _known(contributionId);
    }

    /// @inheritdoc IContributions
    function contributionCount(uint256 contributor) external view returns (uint256) {
        return _storage().accepted[contributor].length;
    }

    /// @inheritdoc IContributions
    function contributionAt(uint256 contributor, uint256 index) external view returns (bytes32 contributionId) {
        return _storage().accepted[contributor][index];
    }

    /// @inheritdoc IContributions
    function contributionIdOf(uint256 assetId, uint32 version, uint256 contributor, bytes32 role, bytes32 evidence)
        public
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(assetId, version, contributor, role, evidence));
    }

    function _known(bytes32 contributionId) private view returns (Contribution storage contribution) {
        contribution = _storage().contributions[contributionId];
        if (contribution.attestedAt == 0) revert ContributionsUnknown(contributionId);
    }

    function _storage() private pure returns (ContributionsStorage storage $) {
        assembly ("memory-safe") {
            $.slot := STORAGE
        }
    }
}

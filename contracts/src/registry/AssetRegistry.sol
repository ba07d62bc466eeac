// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC721Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC721/ERC721Upgradeable.sol";
import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Governed} from "../access/Governed.sol";
import {Authorization} from "../interfaces/Authorization.sol";
import {
    IAssetRegistry,
    Contributor,
    Evidence,
    Kind,
    Parent,
    Publication,
    Status,
    Version
} from "../interfaces/IAssetRegistry.sol";
import {Agreement, IEscrow, Terms} from "../interfaces/IEscrow.sol";
import {IComputeJobs, JobResult} from "../interfaces/IComputeJobs.sol";
import {ILicences} from "../interfaces/ILicences.sol";
import {IParameters} from "../interfaces/IParameters.sol";
import {IRevenue, Royalty} from "../interfaces/IRevenue.sol";
import {IRoyaltySplitters} from "../interfaces/IRoyaltySplitters.sol";
import {ContentUri} from "../libraries/ContentUri.sol";
import {Ids} from "../libraries/Ids.sol";

/// @notice See {IAssetRegistry}. Upgradeable by vote; it holds no money, and what it fixes about money is stored in
/// immutable Revenue and RevenueShares.
contract AssetRegistry is IAssetRegistry, ERC721Upgradeable, Governed {
    using SafeCast for uint256;

    uint256 private constant MAX_PARENTS = 16;
    uint16 private constant TOTAL_SHARES = 10_000;
    uint256 private constant BASIS_POINTS = 10_000;
    uint256 private constant PAUSE = 7 days;

    /// @dev In one slot.
    struct Asset {
        address publisher; // and owner, until the asset is transferred first
        Kind kind;
        Status status;
        Status beforeSuspension; // so that a retired asset does not come back to life by being resumed
        uint16 versions;
        uint40 retiredAt;
        bool bonded;
        bool fromJob;
    }

    /// @custom:storage-location erc7201:sahara.storage.AssetRegistry
    struct AssetRegistryStorage {
        mapping(uint256 assetId => Asset) assets;
        mapping(uint256 assetId => mapping(uint32 version => Version)) versions;
        mapping(uint256 jobId => uint256) assetOfJob;
        uint128 bond; // as in Parameters, where reading it takes four times as much
        mapping(uint256 assetId => mapping(uint32 version => uint40)) followedAt; // when the next version came
    }

    // keccak256(abi.encode(uint256(keccak256("sahara.storage.AssetRegistry")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STORAGE = 0x4860738d544d72dcf568ed7a82bb5c41a1941d8eec77a7864b9a3c1c4c93ac00;

    IParameters private immutable _parameters;
    IEscrow private immutable _escrow;
    ILicences private immutable _licences;
    IRevenue private immutable _revenue;
    IRoyaltySplitters private immutable _splitters;
    IComputeJobs private immutable _compute;

    constructor(
        IParameters parameters,
        IEscrow escrow,
        ILicences licences,
        IRevenue revenue,
        IRoyaltySplitters splitters,
        IComputeJobs compute
    ) {
        _parameters = parameters;
        _escrow = escrow;
        _licences = licences;
        _revenue = revenue;
        _splitters = splitters;
        _compute = compute;
    }

    modifier onlyOwner(uint256 assetId) {
        if (_ownerOf(assetId) != msg.sender) revert AssetRegistryNotOwner(assetId, msg.sender);
        _;
    }

    /// @notice Begins behind a proxy, once.
    /// @param authority The AccessManager.
    function initialize(address authority) external initializer {
        __ERC721_init("Sahara Asset", "ASSET");
        __AccessManaged_init(authority);
    }

    /// @inheritdoc IAssetRegistry
    function publish(Publication calldata publication) external returns (uint256 assetId) {
        assetId = assetIdOf(msg.sender, publication.salt);
        _publishDeclared(assetId, publication);
    }

    /// @inheritdoc IAssetRegistry
    function publishWithAuthorization(Publication calldata publication, Authorization calldata bond)
        external
        returns (uint256 assetId)
    {
        assetId = assetIdOf(msg.sender, publication.salt);
        _fundBond(assetId, bond);
        _publishDeclared(assetId, publication);
    }

    /// @inheritdoc IAssetRegistry
    function publishFromJob(uint256 jobId, Publication calldata publication, Authorization calldata bond)
        external
        returns (uint256 assetId)
    {
        if (publication.parents.length > 0) revert AssetRegistryParentsAreTheJobs(jobId);
        JobResult memory job = _resultOf(jobId);
        _checkCount(job.inputs.length);
        if (job.buyer != msg.sender) revert AssetRegistryNotBuyer(jobId, msg.sender);
        if (job.commitment != 0 && job.commitment != publication.commitment) {
            revert AssetRegistryNotTheResult(jobId, publication.commitment);
        }
        AssetRegistryStorage storage $ = _storage();
        if ($.assetOfJob[jobId] != 0) revert AssetRegistryJobPublished(jobId, $.assetOfJob[jobId]);
        assetId = assetIdOf(msg.sender, publication.salt);
        $.assetOfJob[jobId] = assetId;
        if (bond.signature.length > 0) _fundBond(assetId, bond);
        _publish(assetId, publication, job.inputs, _licences.royaltiesOfJob(job.inputs));
        $.assets[assetId].fromJob = true;
        emit LineageProven(assetId, jobId);
    }

    /// @inheritdoc IAssetRegistry
    function addVersion(uint256 assetId, uint32 version, bytes32 metadata, bytes32 commitment)
        external
        onlyOwner(assetId)
    {
        Asset storage asset = _storage().assets[assetId];
        if (asset.status != Status.Active) revert AssetRegistryNotActive(assetId, asset.status);
        uint16 next = asset.versions + 1;
        if (version != next) revert AssetRegistryVersionNotNext(assetId, version, next);
        asset.versions = next;
        _storage().versions[assetId][version] = Version(metadata, commitment);
        _storage().followedAt[assetId][version - 1] = block.timestamp.toUint40();
        emit VersionAdded(assetId, version, metadata, commitment);
    }

    /// @inheritdoc IAssetRegistry
    function retire(uint256 assetId) external onlyOwner(assetId) {
        Asset storage asset = _storage().assets[assetId];
        // A suspension must not keep an owner from leaving with the bond.
        if (asset.status == Status.Retired || asset.retiredAt != 0) {
            revert AssetRegistryNotActive(assetId, asset.status);
        }
        if (asset.status == Status.Suspended) asset.beforeSuspension = Status.Retired;
        else asset.status = Status.Retired;
        asset.retiredAt = block.timestamp.toUint40();
        emit AssetRetired(assetId);
    }

    /// @inheritdoc IAssetRegistry
    function suspend(uint256 assetId, bytes32 reason) external restricted {
        Asset storage asset = _storage().assets[assetId];
        if (asset.status == Status.None) revert AssetRegistryUnknownAsset(assetId);
        if (asset.status == Status.Suspended) revert AssetRegistryNotActive(assetId, asset.status);
        asset.beforeSuspension = asset.status;
        asset.status = Status.Suspended;
        emit AssetSuspended(assetId, reason);
    }

    /// @inheritdoc IAssetRegistry
    function resume(uint256 assetId) external restricted {
        Asset storage asset = _storage().assets[assetId];
        if (asset.status != Status.Suspended) revert AssetRegistryNotSuspended(assetId);
        asset.status = asset.beforeSuspension;
        emit AssetResumed(assetId);
    }

    /// @inheritdoc IAssetRegistry
    function pause() external restricted returns (uint256 until) {
        until = block.timestamp + PAUSE;
        _setPausedUntil(until);
    }

    /// @inheritdoc IAssetRegistry
    function unpause() external restricted {
        _setPausedUntil(block.timestamp);
    }

    /// @inheritdoc IAssetRegistry
    function releaseBond(uint256 assetId) external {
        Asset storage asset = _storage().assets[assetId];
        if (asset.retiredAt == 0 || !asset.bonded) revert AssetRegistryNotRetired(assetId);
        uint256 dueAt = uint256(asset.retiredAt) + _parameters.bondDelay();
        if (block.timestamp < dueAt) revert AssetRegistryBondNotDue(assetId, dueAt);
        asset.bonded = false;
        Agreement memory bond = _bondOf(assetId, asset.publisher);
        _escrow.release(bond, _escrow.depositOf(bond).locked);
    }

    /// @inheritdoc IAssetRegistry
    function updateBond() external returns (uint128 bond) {
        bond = _parameters.publishBond();
        _storage().bond = bond;
        emit BondUpdated(bond);
    }

    /// @inheritdoc IAssetRegistry
    function publishBond() external view returns (uint128) {
        return _storage().bond;
    }

    /// @inheritdoc IAssetRegistry
    function checkForSale(uint256 assetId) public view {
        Status status = _storage().assets[assetId].status;
        if (status != Status.Active) revert AssetRegistryNotActive(assetId, status);
    }

    /// @inheritdoc IAssetRegistry
    function commitmentForSale(uint256 assetId) external view returns (bytes32) {
        checkForSale(assetId);
        return _storage().versions[assetId][_storage().assets[assetId].versions].commitment;
    }

    /// @inheritdoc IAssetRegistry
    function pausedUntil() external view returns (uint256) {
        return _revenue.pausedUntil();
    }

    /// @inheritdoc IAssetRegistry
    function evidenceOf(uint256 assetId) external view returns (Evidence) {
        return _storage().assets[assetId].fromJob ? Evidence.Job : Evidence.Declared;
    }

    /// @inheritdoc IAssetRegistry
    function assetOfJob(uint256 jobId) external view returns (uint256) {
        return _storage().assetOfJob[jobId];
    }

    /// @inheritdoc IAssetRegistry
    function exists(uint256 assetId) external view returns (bool) {
        return _storage().assets[assetId].status != Status.None;
    }

    /// @inheritdoc IAssetRegistry
    function publisherOf(uint256 assetId) external view returns (address) {
        return _storage().assets[assetId].publisher;
    }

    /// @inheritdoc IAssetRegistry
    function kindOf(uint256 assetId) external view returns (Kind) {
        return _storage().assets[assetId].kind;
    }

    /// @inheritdoc IAssetRegistry
    function statusOf(uint256 assetId) external view returns (Status) {
        return _storage().assets[assetId].status;
    }

    /// @inheritdoc IAssetRegistry
    function versionCount(uint256 assetId) external view returns (uint32) {
        return _storage().assets[assetId].versions;
    }

    /// @inheritdoc IAssetRegistry
    function versionOf(uint256 assetId, uint32 version) external view returns (Version memory) {
        return _storage().versions[assetId][version];
    }

    /// @inheritdoc IAssetRegistry
    function soldUntil(uint256 assetId, uint32 version) external view returns (uint256) {
        uint256 followedAt = _storage().followedAt[assetId][version];
        return followedAt == 0 ? _storage().assets[assetId].retiredAt : followedAt;
    }

    /// @inheritdoc IAssetRegistry
    function assetIdOf(address publisher, bytes32 salt) public view returns (uint256) {
        return Ids.assetId(publisher, salt);
    }

    /// @notice The metadata document of the newest version: its CIDv1 in base 16.
    function tokenURI(uint256 assetId) public view override returns (string memory) {
        _requireOwned(assetId);
        return ContentUri.fromDigest(_storage().versions[assetId][_storage().assets[assetId].versions].metadata);
    }

    /// @inheritdoc IERC2981
    function royaltyInfo(uint256 assetId, uint256 price) external view returns (address receiver, uint256 amount) {
        return (_splitters.splitterOf(assetId), price * _parameters.resaleRoyaltyBasisPoints() / BASIS_POINTS);
    }

    function supportsInterface(bytes4 interfaceId) public view override(ERC721Upgradeable, IERC165) returns (bool) {
        return interfaceId == type(IERC2981).interfaceId || super.supportsInterface(interfaceId);
    }

    /// @dev Until its first transfer an asset is its publisher's: publishing writes no other owner.
    function _ownerOf(uint256 assetId) internal view override returns (address owner) {
        owner = super._ownerOf(assetId);
        if (owner == address(0)) owner = _storage().assets[assetId].publisher;
    }

    function _publishDeclared(uint256 assetId, Publication calldata publication) private {
        uint256 count = publication.parents.length;
        _checkCount(count);
        Royalty[] memory royalties;
        if (count > 0) royalties = _licences.royaltiesTo(msg.sender, publication.parents);
        _publish(assetId, publication, publication.parents, royalties);
    }

    function _publish(
        uint256 assetId,
        Publication calldata publication,
        Parent[] memory parents,
        Royalty[] memory royalties
    ) private {
        AssetRegistryStorage storage $ = _storage();
        if ($.assets[assetId].status != Status.None) revert AssetRegistryAlreadyPublished(assetId);
        if (publication.kind == Kind.None) revert AssetRegistryInvalidKind();
        uint128 bond = $.bond;
        $.assets[assetId] = Asset({
            publisher: msg.sender,
            kind: publication.kind,
            status: Status.Active,
            beforeSuspension: Status.None,
            versions: 1,
            retiredAt: 0,
            bonded: bond > 0,
            fromJob: false
        });
        $.versions[assetId][1] = Version(publication.metadata, publication.commitment);
        emit AssetPublished(
            assetId, msg.sender, publication.kind, publication.metadata, publication.commitment, parents
        );
        // What {_mint} does, but for the owner, see {_ownerOf}.
        _increaseBalance(msg.sender, 1);
        emit Transfer(address(0), msg.sender, assetId);

        if (bond > 0) _escrow.lock(_bondOf(assetId, msg.sender), bond);
        _revenue.register(assetId, royalties, _contributors(publication.contributors));
        if (publication.offers.length > 0) _licences.addOffers(assetId, publication.offers);
    }

    function _checkCount(uint256 parents) private pure {
        if (parents > MAX_PARENTS) revert AssetRegistryTooManyParents(parents, MAX_PARENTS);
    }

    function _fundBond(uint256 assetId, Authorization calldata authorization) private {
        uint128 amount = _storage().bond;
        // Anyone can bring the signed bond to Escrow first; then it is there already, and publishing goes on.
        Agreement memory agreement = _bondOf(assetId, msg.sender);
        if (_escrow.depositOf(agreement).free >= amount) return;
        _escrow.fundWithAuthorization(agreement, amount, msg.sender, 0, authorization);
    }

    /// @dev Compute can be upgraded too; where it is not yet, no job is known.
    function _resultOf(uint256 jobId) private view returns (JobResult memory) {
        if (address(_compute).code.length == 0) revert AssetRegistryNotBuyer(jobId, msg.sender);
        return _compute.resultOf(jobId);
    }

    function _setPausedUntil(uint256 until) private {
        _revenue.setPausedUntil(until);
        emit NewBusinessPaused(until);
    }

    function _bondOf(uint256 assetId, address publisher) private view returns (Agreement memory) {
        return Agreement(address(this), bytes32(assetId), publisher, Terms.Refundable, 0);
    }

    function _contributors(Contributor[] calldata given) private view returns (Contributor[] memory contributors) {
        if (given.length > 0) return given;
        contributors = new Contributor[](1);
        contributors[0] = Contributor(msg.sender, TOTAL_SHARES);
    }

    function _storage() private pure returns (AssetRegistryStorage storage $) {
        assembly ("memory-safe") {
            $.slot := STORAGE
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC721Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC721/ERC721Upgradeable.sol";
import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Governed} from "../access/Governed.sol";
import {Authorization} from "../interfaces/Authorization.sol";
import {
    IAssetRegistry,
    Contributor,
    Kind,
    Parent,
    Publication,
    Status,
    Version
} from "../interfaces/IAssetRegistry.sol";
import {Agreement, IEscrow, Terms} from "../interfaces/IEscrow.sol";
import {ILicences} from "../interfaces/ILicences.sol";
import {IParameters} from "../interfaces/IParameters.sol";
import {IRevenue, Royalty} from "../interfaces/IRevenue.sol";
import {IRevenueShares} from "../interfaces/IRevenueShares.sol";
import {IRoyaltySplitters} from "../interfaces/IRoyaltySplitters.sol";
import {ContentUri} from "../libraries/ContentUri.sol";

/// @notice See {IAssetRegistry}. Upgradeable by vote; it holds no money, and what it fixes about money is stored in
/// immutable Revenue and RevenueShares.
contract AssetRegistry is IAssetRegistry, ERC721Upgradeable, Governed {
    using SafeCast for uint256;

    uint256 private constant MAX_PARENTS = 16;
    uint256 private constant MAX_ANCESTORS = 64;
    uint16 private constant TOTAL_SHARES = 10_000;
    uint256 private constant BASIS_POINTS = 10_000;
    uint256 private constant PAUSE = 7 days;

    struct Asset {
        address publisher;
        Kind kind;
        Status status;
        Status beforeSuspension; // so that a retired asset does not come back to life by being resumed
        uint32 versions;
        uint40 retiredAt;
        bool bonded;
    }

    /// @custom:storage-location erc7201:sahara.storage.AssetRegistry
    struct AssetRegistryStorage {
        mapping(uint256 assetId => Asset) assets;
        mapping(uint256 assetId => mapping(uint32 version => Version)) versions;
        uint40 pausedUntil;
    }

    // keccak256(abi.encode(uint256(keccak256("sahara.storage.AssetRegistry")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STORAGE = 0x4860738d544d72dcf568ed7a82bb5c41a1941d8eec77a7864b9a3c1c4c93ac00;

    IParameters private immutable _parameters;
    IEscrow private immutable _escrow;
    ILicences private immutable _licences;
    IRevenue private immutable _revenue;
    IRevenueShares private immutable _shares;
    IRoyaltySplitters private immutable _splitters;

    constructor(
        IParameters parameters,
        IEscrow escrow,
        ILicences licences,
        IRevenue revenue,
        IRevenueShares shares,
        IRoyaltySplitters splitters
    ) {
        _parameters = parameters;
        _escrow = escrow;
        _licences = licences;
        _revenue = revenue;
        _shares = shares;
        _splitters = splitters;
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
        _publish(assetId, publication);
    }

    /// @inheritdoc IAssetRegistry
    function publishWithAuthorization(Publication calldata publication, Authorization calldata bond)
        external
        returns (uint256 assetId)
    {
        assetId = assetIdOf(msg.sender, publication.salt);
        uint128 amount = _parameters.publishBond();
        // Anyone can bring the signed bond to Escrow first; then it is there already, and publishing goes on.
        Agreement memory agreement = _bondOf(assetId, msg.sender);
        if (_escrow.depositOf(agreement).free < amount) {
            _escrow.fundWithAuthorization(agreement, amount, msg.sender, 0, bond);
        }
        _publish(assetId, publication);
    }

    /// @inheritdoc IAssetRegistry
    function addVersion(uint256 assetId, uint32 version, bytes32 metadata, bytes32 commitment)
        external
        onlyOwner(assetId)
    {
        Asset storage asset = _storage().assets[assetId];
        if (asset.status != Status.Active) revert AssetRegistryNotActive(assetId, asset.status);
        uint32 next = asset.versions + 1;
        if (version != next) revert AssetRegistryVersionNotNext(assetId, version, next);
        asset.versions = next;
        _storage().versions[assetId][version] = Version(metadata, commitment);
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
    function checkForSale(uint256 assetId) external view {
        Status status = _storage().assets[assetId].status;
        if (status != Status.Active) revert AssetRegistryNotActive(assetId, status);
        _checkNotPaused();
    }

    /// @inheritdoc IAssetRegistry
    function pausedUntil() external view returns (uint256) {
        return _storage().pausedUntil;
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
    function assetIdOf(address publisher, bytes32 salt) public view returns (uint256) {
        return uint256(keccak256(abi.encode(block.chainid, address(this), publisher, salt)));
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

    function _publish(uint256 assetId, Publication calldata publication) private {
        AssetRegistryStorage storage $ = _storage();
        _checkNotPaused();
        if ($.assets[assetId].status != Status.None) revert AssetRegistryAlreadyPublished(assetId);
        if (publication.kind == Kind.None) revert AssetRegistryInvalidKind();
        uint128 bond = _parameters.publishBond();
        $.assets[assetId] = Asset({
            publisher: msg.sender,
            kind: publication.kind,
            status: Status.Active,
            beforeSuspension: Status.None,
            versions: 1,
            retiredAt: 0,
            bonded: bond > 0
        });
        $.versions[assetId][1] = Version(publication.metadata, publication.commitment);
        emit AssetPublished(
            assetId, msg.sender, publication.kind, publication.metadata, publication.commitment, publication.parents
        );
        // Not _safeMint: no code of strangers runs while an asset is half published.
        _mint(msg.sender, assetId);

        if (bond > 0) _escrow.lock(_bondOf(assetId, msg.sender), bond);
        _revenue.register(assetId, _mergeRoyalties(publication.parents));
        _shares.issue(assetId, _contributors(publication.contributors));
        if (publication.offers.length > 0) _licences.addOffers(assetId, publication.offers);
    }

    function _setPausedUntil(uint256 until) private {
        _storage().pausedUntil = until.toUint40();
        emit NewBusinessPaused(until);
    }

    function _checkNotPaused() private view {
        uint256 until = _storage().pausedUntil;
        if (block.timestamp < until) revert AssetRegistryPaused(until);
    }

    function _bondOf(uint256 assetId, address publisher) private view returns (Agreement memory) {
        return Agreement(address(this), bytes32(assetId), publisher, Terms.Refundable, 0);
    }

    function _contributors(Contributor[] calldata given) private view returns (Contributor[] memory contributors) {
        if (given.length > 0) return given;
        contributors = new Contributor[](1);
        contributors[0] = Contributor(msg.sender, TOTAL_SHARES);
    }

    /// @dev The ancestors of all parents, then the parents themselves; who is reached on two ways has the rates added.
    function _mergeRoyalties(Parent[] calldata parents) private view returns (Royalty[] memory merged) {
        if (parents.length > MAX_PARENTS) revert AssetRegistryTooManyParents(parents.length, MAX_PARENTS);
        merged = new Royalty[](MAX_ANCESTORS);
        uint256 count;
        for (uint256 i; i < parents.length; ++i) {
            Parent calldata parent = parents[i];
            (bool allowed, uint16 rate) = _licences.deriveTerms(msg.sender, parent.assetId, parent.offerId);
            if (!allowed) revert AssetRegistryNoDeriveLicence(parent.assetId, parent.offerId, msg.sender);
            Royalty[] memory inherited = _revenue.royaltiesOf(parent.assetId);
            for (uint256 j; j < inherited.length; ++j) {
                count = _add(merged, count, inherited[j].ancestor, inherited[j].rate);
            }
            count = _add(merged, count, parent.assetId, rate);
        }
        assembly ("memory-safe") {
            mstore(merged, count)
        }
    }

    function _add(Royalty[] memory merged, uint256 count, uint256 ancestor, uint16 rate)
        private
        pure
        returns (uint256)
    {
        if (rate == 0) return count;
        for (uint256 i; i < count; ++i) {
            if (merged[i].ancestor != ancestor) continue;
            // Above the cap long before this is full, and that Revenue refuses.
            // forge-lint: disable-next-line(unsafe-typecast)
            merged[i].rate = uint16(Math.min(uint256(merged[i].rate) + rate, type(uint16).max));
            return count;
        }
        if (count == MAX_ANCESTORS) revert AssetRegistryTooManyAncestors(MAX_ANCESTORS);
        merged[count] = Royalty(ancestor, rate);
        return count + 1;
    }

    function _storage() private pure returns (AssetRegistryStorage storage $) {
        assembly ("memory-safe") {
            $.slot := STORAGE
        }
    }
}

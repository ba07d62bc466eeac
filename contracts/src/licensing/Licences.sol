// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Governed} from "../access/Governed.sol";
import {IAssetRegistry, Status} from "../interfaces/IAssetRegistry.sol";
import {AccessRequest, IAccessPolicy} from "../interfaces/IAccessPolicy.sol";
import {IComputeJobs} from "../interfaces/IComputeJobs.sol";
import {ILicences, Offer, OfferTerms, Sale} from "../interfaces/ILicences.sol";
import {ISaharaID} from "../interfaces/ISaharaID.sol";
import {PackedAccess} from "./PackedAccess.sol";
import {SaleLedger, StoredSale} from "./SaleLedger.sol";

/// @notice See {ILicences}. Upgradeable by vote; it never touches money.
contract Licences is ILicences, Governed {
    using PackedAccess for uint256;
    using PackedAccess for uint32;
    using SaleLedger for SaleLedger.Books;

    uint8 private constant DOWNLOAD = 1;
    uint8 private constant COMPUTE = 2;
    uint8 private constant DERIVE = 4;
    uint8 private constant MAKING = COMPUTE | DERIVE;
    uint8 private constant ALL_RIGHTS = 15;
    uint16 private constant ROYALTY_CAP = 7000;
    uint16 private constant MAX_REFUND_HOURS = 720;
    uint256 private constant POLICY_GAS = 300_000;

    /// @dev An offer as it is stored: a plain sale reads the first two slots only.
    struct StoredOffer {
        uint256 assetId;
        uint128 price;
        uint32 durationHours;
        uint32 maxSales;
        uint16 royalty;
        uint16 refundHours;
        uint8 rights;
        bool closed;
        bool guarded; // has a policy
        bytes32 terms;
        address policy;
        uint32 sold;
    }

    /// @custom:storage-location erc7201:sahara.storage.Licences
    struct LicencesStorage {
        mapping(bytes32 offerId => StoredOffer) offers;
        mapping(uint256 assetId => uint256) offerCount;
        SaleLedger.Books books;
        mapping(address account => mapping(bytes32 offerId => uint32 end)) offersHeld;
    }

    // keccak256(abi.encode(uint256(keccak256("sahara.storage.Licences")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STORAGE = 0xb51e9052d6fe4a4c447eb7941c0733811339965e5fb9a43adefc5364ea042300;

    IAssetRegistry private immutable _registry;
    address private immutable _revenue;
    ISaharaID private immutable _ids;
    IComputeJobs private immutable _compute;

    constructor(IAssetRegistry registry, address revenue, ISaharaID ids, IComputeJobs compute) {
        _registry = registry;
        _revenue = revenue;
        _ids = ids;
        _compute = compute;
    }

    modifier onlyOwner(uint256 assetId) {
        _checkOwner(assetId);
        _;
    }

    /// @notice Begins behind a proxy, once.
    /// @param authority The AccessManager.
    function initialize(address authority) external initializer {
        __AccessManaged_init(authority);
    }

    /// @inheritdoc ILicences
    function addOffers(uint256 assetId, OfferTerms[] calldata offers) external returns (bytes32[] memory offerIds) {
        if (msg.sender != address(_registry)) _checkOwner(assetId);
        LicencesStorage storage $ = _storage();
        uint256 count = $.offerCount[assetId];
        $.offerCount[assetId] = count + offers.length;
        offerIds = new bytes32[](offers.length);
        for (uint256 i; i < offers.length; ++i) {
            offerIds[i] = offerIdOf(assetId, count + i);
            _store($.offers[offerIds[i]], assetId, offers[i]);
            emit OfferAdded(offerIds[i], assetId, count + i, offers[i]);
        }
    }

    /// @inheritdoc ILicences
    function closeOffer(bytes32 offerId) external {
        StoredOffer storage offer = _offer(offerId);
        _checkOwner(offer.assetId);
        if (offer.closed) revert LicencesOfferClosed(offerId);
        offer.closed = true;
        emit OfferClosed(offerId, offer.assetId);
    }

    /// @inheritdoc ILicences
    function recordPurchase(bytes32 offerId, address beneficiary) external returns (Sale memory sale) {
        if (msg.sender != _revenue) revert LicencesNotRevenue(msg.sender);
        if (beneficiary == address(0)) revert LicencesInvalidBeneficiary();
        StoredOffer storage offer = _offer(offerId);
        if (offer.closed) revert LicencesOfferClosed(offerId);
        uint256 assetId = offer.assetId;
        _registry.checkForSale(assetId);
        if (offer.guarded) _checkPolicy(offer, offerId, beneficiary);
        _count(offer, offerId);

        sale.assetId = assetId;
        sale.price = offer.price;
        bool refundable = offer.refundHours > 0 && offer.price > 0; // what costs nothing cannot be refunded
        if (refundable) {
            sale.refundHours = offer.refundHours;
            sale.commitment = _registry.versionOf(assetId, _registry.versionCount(assetId)).commitment;
        }
        StoredSale memory step =
            SaleLedger.saleNow(offer.rights, offer.durationHours, refundable ? offerId : bytes32(0));
        (sale.expiryHour, sale.number) = _storage().books.extend(beneficiary, assetId, step);
        // These rights make something new, which the terms of just this offer will bind.
        if (step.rights & MAKING == 0) return sale;
        uint32 end = _storage().offersHeld[beneficiary][offerId];
        _storage().offersHeld[beneficiary][offerId] = SaleLedger.endAfter(end, step);
    }

    /// @inheritdoc ILicences
    function recordRefund(bytes32 offerId, address beneficiary, uint32 number) external {
        if (msg.sender != _revenue) revert LicencesNotRevenue(msg.sender);
        StoredOffer storage offer = _offer(offerId);
        uint32 end = _storage().books.strike(beneficiary, offer.assetId, number, offerId);
        if (offer.rights & MAKING != 0) _storage().offersHeld[beneficiary][offerId] = end;
    }

    /// @inheritdoc ILicences
    function grant(address account, uint256 assetId, uint8 rights, uint32 expiryHour) external onlyOwner(assetId) {
        _setGranted(account, assetId, rights, expiryHour);
    }

    /// @inheritdoc ILicences
    function revoke(address account, uint256 assetId, uint8 rights) external onlyOwner(assetId) {
        _setGranted(account, assetId, rights, 0);
    }

    /// @inheritdoc ILicences
    function canOpen(address requester, uint256 assetId, uint32 version, uint256 context) external view returns (bool) {
        if (version == 0 || version > _registry.versionCount(assetId)) return false;
        if (context == 0) return hasAccess(requester, assetId, DOWNLOAD);
        return _canOpenForJob(requester, assetId, version, context);
    }

    /// @inheritdoc ILicences
    function accessOf(address account, uint256 assetId) external view returns (uint256) {
        return _storage().books.access[account][assetId].published();
    }

    /// @inheritdoc ILicences
    function offerExpiry(address account, bytes32 offerId) external view returns (uint32) {
        return _storage().offersHeld[account][offerId].publishedEnd();
    }

    /// @inheritdoc ILicences
    function deriveTerms(address account, uint256 assetId, bytes32 offerId)
        external
        view
        returns (bool allowed, uint16 royalty)
    {
        StoredOffer storage offer = _storage().offers[offerId];
        if (offer.assetId != assetId || offer.rights & DERIVE == 0) return (false, 0);
        allowed = _holdsOffer(account, offerId) || _registry.ownerOf(assetId) == account;
        royalty = offer.royalty;
    }

    /// @inheritdoc ILicences
    function offerOf(bytes32 offerId) external view returns (Offer memory) {
        StoredOffer memory offer = _offer(offerId);
        OfferTerms memory terms = OfferTerms({
            rights: offer.rights,
            durationHours: offer.durationHours,
            royalty: offer.royalty,
            refundHours: offer.refundHours,
            maxSales: offer.maxSales,
            price: offer.price,
            policy: offer.policy,
            terms: offer.terms
        });
        return Offer(offer.assetId, terms, offer.closed, offer.sold);
    }

    /// @inheritdoc ILicences
    function offerCount(uint256 assetId) external view returns (uint256) {
        return _storage().offerCount[assetId];
    }

    /// @inheritdoc ILicences
    function offerIdOf(uint256 assetId, uint256 index) public view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(this), assetId, index));
    }

    /// @inheritdoc ILicences
    function hasAccess(address account, uint256 assetId, uint8 rights) public view returns (bool) {
        if (rights == 0 || rights > ALL_RIGHTS || _registry.statusOf(assetId) == Status.None) return false;
        SaleLedger.Books storage books = _storage().books;
        uint8 missing = books.access[account][assetId].missing(rights);
        if (missing == 0) return true;
        uint256 id = _ids.idOf(account);
        if (id != 0 && books.access[_ids.accountOf(id)][assetId].missing(missing) == 0) return true;
        return _registry.ownerOf(assetId) == account;
    }

    function _checkOwner(uint256 assetId) private view {
        if (_registry.ownerOf(assetId) != msg.sender) revert LicencesNotOwner(assetId, msg.sender);
    }

    function _checkPolicy(StoredOffer storage offer, bytes32 offerId, address beneficiary) private view {
        AccessRequest memory request = AccessRequest(beneficiary, offer.assetId, offerId, 0);
        if (!_allows(offer, request)) revert LicencesNotAllowed(offerId, offer.policy, beneficiary);
    }

    /// @dev A policy is anyone's code: it has so much gas and no more, and of what it returns one word is looked at.
    function _allows(StoredOffer storage offer, AccessRequest memory request) private view returns (bool allowed) {
        if (!offer.guarded || _registry.ownerOf(request.assetId) == request.account) return true;
        address policy = offer.policy;
        bytes memory data = abi.encodeCall(IAccessPolicy.allows, (request));
        assembly ("memory-safe") {
            let succeeded := staticcall(POLICY_GAS, policy, add(data, 32), mload(data), 0, 32)
            allowed := and(and(succeeded, gt(returndatasize(), 31)), eq(mload(0), 1))
        }
    }

    function _canOpenForJob(address requester, uint256 assetId, uint32 version, uint256 jobId)
        private
        view
        returns (bool)
    {
        if (address(_compute).code.length == 0) return false;
        (address buyer, bytes32 offerId) = _compute.assignmentOf(jobId, requester, assetId, version);
        if (buyer == address(0)) return false;
        StoredOffer storage offer = _storage().offers[offerId];
        if (offer.assetId != assetId || offer.rights & COMPUTE == 0) return false;
        if (!_holdsOffer(buyer, offerId) && _registry.ownerOf(assetId) != buyer) return false;
        return _allows(offer, AccessRequest(requester, assetId, offerId, jobId));
    }

    function _holdsOffer(address account, bytes32 offerId) private view returns (bool) {
        LicencesStorage storage $ = _storage();
        if ($.offersHeld[account][offerId].publishedEnd().isAhead()) return true;
        uint256 id = _ids.idOf(account);
        return id != 0 && $.offersHeld[_ids.accountOf(id)][offerId].publishedEnd().isAhead();
    }

    function _setGranted(address account, uint256 assetId, uint8 rights, uint32 expiryHour) private {
        if (rights == 0 || rights > ALL_RIGHTS) revert LicencesInvalidTerms();
        _storage().books.grant(account, assetId, rights, expiryHour);
    }

    function _store(StoredOffer storage offer, uint256 assetId, OfferTerms calldata terms) private {
        bool valid = terms.rights > 0 && terms.rights <= ALL_RIGHTS && terms.royalty <= ROYALTY_CAP
            && terms.refundHours <= MAX_REFUND_HOURS;
        if (!valid) revert LicencesInvalidTerms();
        offer.assetId = assetId;
        offer.price = terms.price;
        offer.durationHours = terms.durationHours;
        offer.maxSales = terms.maxSales;
        offer.royalty = terms.royalty;
        offer.refundHours = terms.refundHours;
        offer.rights = terms.rights;
        offer.terms = terms.terms;
        if (terms.policy == address(0)) return;
        offer.guarded = true;
        offer.policy = terms.policy;
    }

    /// @dev Only an offer with a cap pays for counting.
    function _count(StoredOffer storage offer, bytes32 offerId) private {
        uint32 maxSales = offer.maxSales;
        if (maxSales == 0) return;
        if (offer.sold == maxSales) revert LicencesSoldOut(offerId, maxSales);
        ++offer.sold;
    }

    function _offer(bytes32 offerId) private view returns (StoredOffer storage offer) {
        offer = _storage().offers[offerId];
        if (offer.rights == 0) revert LicencesUnknownOffer(offerId);
    }

    function _storage() private pure returns (LicencesStorage storage $) {
        assembly ("memory-safe") {
            $.slot := STORAGE
        }
    }
}

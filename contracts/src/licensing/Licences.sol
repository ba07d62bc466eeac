// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Governed} from "../access/Governed.sol";
import {IAssetRegistry, Status} from "../interfaces/IAssetRegistry.sol";
import {ILicences, Offer, OfferTerms} from "../interfaces/ILicences.sol";

/// @notice See {ILicences}. Upgradeable by vote; it never touches money.
contract Licences is ILicences, Governed {
    using SafeCast for uint256;

    uint8 private constant DOWNLOAD = 1;
    uint8 private constant COMPUTE = 2;
    uint8 private constant DERIVE = 4;
    uint8 private constant ALL_RIGHTS = 15;
    uint256 private constant RIGHTS = 4;
    uint256 private constant BITS = 32; // of one expiry
    uint256 private constant GRANTED = 128; // first bit of what was granted; below is what was sold
    uint16 private constant ROYALTY_CAP = 7000;

    /// @dev An offer as it is stored: a plain sale reads the first two slots only.
    struct StoredOffer {
        uint256 assetId;
        uint128 price;
        uint32 durationHours;
        uint32 maxSales;
        uint16 royalty;
        uint8 rights;
        bool closed;
        bytes32 terms;
        uint32 sold;
    }

    /// @custom:storage-location erc7201:sahara.storage.Licences
    struct LicencesStorage {
        mapping(bytes32 offerId => StoredOffer) offers;
        mapping(uint256 assetId => uint256) offerCount;
        mapping(address account => mapping(uint256 assetId => uint256)) access;
        mapping(address account => mapping(bytes32 offerId => uint32)) offerExpiry;
    }

    // keccak256(abi.encode(uint256(keccak256("sahara.storage.Licences")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STORAGE = 0xb51e9052d6fe4a4c447eb7941c0733811339965e5fb9a43adefc5364ea042300;

    IAssetRegistry private immutable _registry;
    address private immutable _revenue;

    constructor(IAssetRegistry registry, address revenue) {
        _registry = registry;
        _revenue = revenue;
    }

    modifier onlyOwner(uint256 assetId) {
        _checkOwner(assetId);
        _;
    }

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
    function recordPurchase(bytes32 offerId, address beneficiary)
        external
        returns (uint256 assetId, uint256 price, uint32 expiryHour)
    {
        if (msg.sender != _revenue) revert LicencesNotRevenue(msg.sender);
        if (beneficiary == address(0)) revert LicencesInvalidBeneficiary();
        StoredOffer storage offer = _offer(offerId);
        if (offer.closed) revert LicencesOfferClosed(offerId);
        assetId = offer.assetId;
        _registry.checkForSale(assetId);
        _count(offer, offerId);

        (uint8 rights, uint32 durationHours) = (offer.rights, offer.durationHours);
        uint256 access = _storage().access[beneficiary][assetId];
        expiryHour = type(uint32).max;
        for (uint256 right; right < RIGHTS; ++right) {
            if (rights & (1 << right) == 0) continue;
            uint32 extended = _extend(_expiryIn(access, right), durationHours);
            access = _withExpiry(access, right, extended);
            if (extended < expiryHour) expiryHour = extended;
        }
        _setAccess(beneficiary, assetId, access);

        // These rights make something new, which the terms of just this offer will bind.
        if (rights & (COMPUTE | DERIVE) != 0) {
            uint32 held = _storage().offerExpiry[beneficiary][offerId];
            _storage().offerExpiry[beneficiary][offerId] = _extend(held, durationHours);
        }
        price = offer.price;
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
        if (context != 0 || version == 0 || version > _registry.versionCount(assetId)) return false;
        return hasAccess(requester, assetId, DOWNLOAD);
    }

    /// @inheritdoc ILicences
    function accessOf(address account, uint256 assetId) external view returns (uint256) {
        return _storage().access[account][assetId];
    }

    /// @inheritdoc ILicences
    function offerExpiry(address account, bytes32 offerId) external view returns (uint32) {
        return _storage().offerExpiry[account][offerId];
    }

    /// @inheritdoc ILicences
    function deriveTerms(address account, uint256 assetId, bytes32 offerId)
        external
        view
        returns (bool allowed, uint16 royalty)
    {
        StoredOffer storage offer = _storage().offers[offerId];
        if (offer.assetId != assetId || offer.rights & DERIVE == 0) return (false, 0);
        allowed = _isAhead(_storage().offerExpiry[account][offerId]) || _registry.ownerOf(assetId) == account;
        royalty = offer.royalty;
    }

    /// @inheritdoc ILicences
    function offerOf(bytes32 offerId) external view returns (Offer memory) {
        StoredOffer memory offer = _offer(offerId);
        OfferTerms memory terms = OfferTerms({
            rights: offer.rights,
            durationHours: offer.durationHours,
            royalty: offer.royalty,
            refundHours: 0,
            maxSales: offer.maxSales,
            price: offer.price,
            policy: address(0),
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
        uint256 access = _storage().access[account][assetId];
        for (uint256 right; right < RIGHTS; ++right) {
            if (rights & (1 << right) == 0) continue;
            bool held = _isAhead(_expiryIn(access, right)) || _isAhead(_expiryIn(access >> GRANTED, right));
            if (!held) return _registry.ownerOf(assetId) == account;
        }
        return true;
    }

    function _checkOwner(uint256 assetId) private view {
        if (_registry.ownerOf(assetId) != msg.sender) revert LicencesNotOwner(assetId, msg.sender);
    }

    function _setGranted(address account, uint256 assetId, uint8 rights, uint32 expiryHour) private {
        if (rights == 0 || rights > ALL_RIGHTS) revert LicencesInvalidTerms();
        uint256 access = _storage().access[account][assetId];
        for (uint256 right; right < RIGHTS; ++right) {
            if (rights & (1 << right) != 0) access = _withExpiry(access, right + RIGHTS, expiryHour);
        }
        _setAccess(account, assetId, access);
    }

    function _setAccess(address account, uint256 assetId, uint256 access) private {
        _storage().access[account][assetId] = access;
        emit AccessChanged(account, assetId, access);
    }

    function _store(StoredOffer storage offer, uint256 assetId, OfferTerms calldata terms) private {
        if (terms.rights == 0 || terms.rights > ALL_RIGHTS || terms.royalty > ROYALTY_CAP) {
            revert LicencesInvalidTerms();
        }
        // Neither is kept yet, and an offer must not promise what is not.
        if (terms.refundHours != 0 || terms.policy != address(0)) revert LicencesInvalidTerms();
        offer.assetId = assetId;
        offer.price = terms.price;
        offer.durationHours = terms.durationHours;
        offer.maxSales = terms.maxSales;
        offer.royalty = terms.royalty;
        offer.rights = terms.rights;
        offer.terms = terms.terms;
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

    /// @dev From the later of now and the present end, so that renewing early loses nothing. The largest value is
    /// perpetual, so a long renewal stops one below it.
    function _extend(uint32 expiryHour, uint32 durationHours) private view returns (uint32) {
        if (durationHours == 0 || expiryHour == type(uint32).max) return type(uint32).max;
        uint256 nowHour = (block.timestamp + 1 hours - 1) / 1 hours;
        uint256 start = expiryHour > nowHour ? expiryHour : nowHour;
        uint256 end = start + durationHours;
        return end < type(uint32).max ? end.toUint32() : type(uint32).max - 1;
    }

    function _isAhead(uint32 expiryHour) private view returns (bool) {
        return expiryHour == type(uint32).max || block.timestamp < uint256(expiryHour) * 1 hours;
    }

    function _expiryIn(uint256 access, uint256 position) private pure returns (uint32) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint32(access >> (position * BITS));
    }

    function _withExpiry(uint256 access, uint256 position, uint32 expiryHour) private pure returns (uint256) {
        uint256 shift = position * BITS;
        return (access & ~(uint256(type(uint32).max) << shift)) | (uint256(expiryHour) << shift);
    }

    function _storage() private pure returns (LicencesStorage storage $) {
        assembly ("memory-safe") {
            $.slot := STORAGE
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Governed} from "../access/Governed.sol";
import {IAssetRegistry, Status} from "../interfaces/IAssetRegistry.sol";
import {AccessRequest, IAccessPolicy} from "../interfaces/IAccessPolicy.sol";
import {IComputeJobs} from "../interfaces/IComputeJobs.sol";
import {ILicences, Offer, OfferTerms, Sale} from "../interfaces/ILicences.sol";
import {ISaharaID} from "../interfaces/ISaharaID.sol";

/// @notice See {ILicences}. Upgradeable by vote; it never touches money.
contract Licences is ILicences, Governed {
    using SafeCast for uint256;

    uint8 private constant DOWNLOAD = 1;
    uint8 private constant COMPUTE = 2;
    uint8 private constant DERIVE = 4;
    uint8 private constant MAKING = COMPUTE | DERIVE;
    uint8 private constant ALL_RIGHTS = 15;
    uint256 private constant RIGHTS = 4;
    uint256 private constant BITS = 32; // of one expiry
    uint32 private constant PERPETUAL = type(uint32).max;
    uint32 private constant FOREVER = type(uint32).max >> 1; // how PERPETUAL is stored of what was sold
    uint256 private constant LEDGER_BIT = 1 << 31; // of `access`: there is a ledger
    uint256 private constant GRANTED = 128; // first bit of what was granted; below is what was sold
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

    /// @dev What a sale does to the end of the rights it is about: it becomes the later of `end + durationHours` and
    /// `endHour`. Two such steps in a row are one step of the same form.
    struct StoredSale {
        uint32 durationHours; // 0 = perpetual
        uint32 endHour; // for who had nothing before
        uint8 rights; // 0 = none: the sale was refunded
        bytes16 offer; // first half of the id of its offer; 0 = it cannot be refunded
    }

    /// @dev Counts the sales to (account, asset) from the first that can be refunded on. They are kept in their order, so
    /// that a refund leaves just what there would be had its sale not been.
    struct Ledger {
        uint128 before; // what was sold before, as in `access`
        uint32 count;
    }

    /// @custom:storage-location erc7201:sahara.storage.Licences
    struct LicencesStorage {
        mapping(bytes32 offerId => StoredOffer) offers;
        mapping(uint256 assetId => uint256) offerCount;
        /// As in {AccessChanged}, but what was sold has 31 bits, and the first of the rest says that there is a ledger.
        mapping(address account => mapping(uint256 assetId => uint256)) access;
        mapping(address account => mapping(uint256 assetId => Ledger)) ledgers;
        mapping(address account => mapping(uint256 assetId => mapping(uint256 number => StoredSale))) sales;
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
        StoredSale memory step = StoredSale({
            durationHours: offer.durationHours,
            endHour: _hourAfter(_hourOf(block.timestamp), offer.durationHours),
            rights: offer.rights,
            offer: refundable ? bytes16(offerId) : bytes16(0)
        });
        (sale.expiryHour, sale.number) = _extend(beneficiary, assetId, step);
        // These rights make something new, which the terms of just this offer will bind.
        if (step.rights & MAKING == 0) return sale;
        uint32 end = _storage().offersHeld[beneficiary][offerId];
        _storage().offersHeld[beneficiary][offerId] = _after(end, step);
    }

    /// @inheritdoc ILicences
    function recordRefund(bytes32 offerId, address beneficiary, uint32 number) external {
        if (msg.sender != _revenue) revert LicencesNotRevenue(msg.sender);
        StoredOffer storage offer = _offer(offerId);
        delete _storage().sales[beneficiary][offer.assetId][number];
        uint32 end = _replay(beneficiary, offer.assetId, offerId);
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
        return _published(_storage().access[account][assetId]);
    }

    /// @inheritdoc ILicences
    function offerExpiry(address account, bytes32 offerId) external view returns (uint32) {
        return _expiryOf(_storage().offersHeld[account][offerId]);
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
        uint8 missing = _missing(account, assetId, rights);
        if (missing == 0) return true;
        uint256 id = _ids.idOf(account);
        if (id != 0 && _missing(_ids.accountOf(id), assetId, missing) == 0) return true;
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

    /// @return missing Those of the rights that the account itself does not have now.
    function _missing(address account, uint256 assetId, uint8 rights) private view returns (uint8 missing) {
        uint256 access = _published(_storage().access[account][assetId]);
        for (uint256 right; right < RIGHTS; ++right) {
            // forge-lint: disable-next-line(incorrect-shift)
            uint8 bit = uint8(1 << right);
            if (rights & bit == 0) continue;
            bool held = _isAhead(_field(access, right)) || _isAhead(_field(access >> GRANTED, right));
            if (!held) missing |= bit;
        }
    }

    function _holdsOffer(address account, bytes32 offerId) private view returns (bool) {
        if (_isAhead(_expiryOf(_storage().offersHeld[account][offerId]))) return true;
        uint256 id = _ids.idOf(account);
        return id != 0 && _isAhead(_expiryOf(_storage().offersHeld[_ids.accountOf(id)][offerId]));
    }

    /// @dev Writes a sale down.
    /// @return earliest End of the right that ends first.
    /// @return number The sale's in the ledger, if it can be refunded.
    function _extend(address account, uint256 assetId, StoredSale memory step)
        private
        returns (uint32 earliest, uint32 number)
    {
        uint256 access = _storage().access[account][assetId];
        bool refundable = step.offer != 0;
        // Other sales cost nothing more, unless an earlier one can be refunded.
        if (refundable || access & LEDGER_BIT != 0) number = _enter(account, assetId, access, step);
        access = _afterSale(access, step);
        if (refundable) access |= LEDGER_BIT;
        _storage().access[account][assetId] = access;
        uint256 published = _published(access);
        emit AccessChanged(account, assetId, published);
        earliest = PERPETUAL;
        for (uint256 right; right < RIGHTS; ++right) {
            if (step.rights & (1 << right) == 0) continue;
            earliest = Math.min(earliest, _field(published, right)).toUint32();
        }
    }

    function _enter(address account, uint256 assetId, uint256 access, StoredSale memory step)
        private
        returns (uint32 number)
    {
        Ledger storage ledger = _storage().ledgers[account][assetId];
        mapping(uint256 number => StoredSale) storage sales = _storage().sales[account][assetId];
        number = ledger.count;
        if (number == 0) {
            // forge-lint: disable-next-line(unsafe-typecast)
            ledger.before = uint128(access);
        } else if (step.offer == 0) {
            StoredSale memory last = sales[number - 1];
            // Renewals of what cannot be refunded take no more room.
            if (last.offer == 0 && last.rights == step.rights) {
                bool perpetual = last.durationHours == 0 || step.durationHours == 0;
                uint256 durationHours = perpetual ? 0 : uint256(last.durationHours) + step.durationHours;
                last.durationHours = Math.min(durationHours, type(uint32).max).toUint32();
                last.endHour = _after(last.endHour, step);
                sales[number - 1] = last;
                return number;
            }
        }
        sales[number] = step;
        ledger.count = number + 1;
    }

    /// @dev Makes access again from the sales that stand.
    /// @return end Of those under one offer that can be refunded.
    function _replay(address account, uint256 assetId, bytes32 offerId) private returns (uint32 end) {
        Ledger memory ledger = _storage().ledgers[account][assetId];
        mapping(uint256 number => StoredSale) storage sales = _storage().sales[account][assetId];
        uint256 sold = ledger.before;
        uint32 count; // without refunded ones at the end
        for (uint32 number; number < ledger.count; ++number) {
            StoredSale memory sale = sales[number];
            if (sale.rights == 0) continue;
            count = number + 1;
            sold = _afterSale(sold, sale);
            if (sale.offer == bytes16(offerId)) end = _after(end, sale);
        }
        if (count == 0) delete _storage().ledgers[account][assetId];
        else _storage().ledgers[account][assetId].count = count;
        uint256 granted = (_storage().access[account][assetId] >> GRANTED) << GRANTED;
        uint256 access = granted | sold | (count == 0 ? 0 : LEDGER_BIT);
        _storage().access[account][assetId] = access;
        emit AccessChanged(account, assetId, _published(access));
    }

    /// @param access As it is stored.
    function _afterSale(uint256 access, StoredSale memory sale) private pure returns (uint256) {
        for (uint256 right; right < RIGHTS; ++right) {
            if (sale.rights & (1 << right) == 0) continue;
            uint32 field = _field(access, right);
            uint32 end = _after(field & FOREVER, sale);
            access = _withField(access, right, (field & ~FOREVER) | end);
        }
        return access;
    }

    /// @dev From the later of the sale and the end before it, so that renewing early loses nothing.
    function _after(uint32 end, StoredSale memory sale) private pure returns (uint32) {
        return Math.max(_hourAfter(end, sale.durationHours), sale.endHour).toUint32();
    }

    /// @dev What is for a time ends at the latest where FOREVER begins, 245,000 years from now.
    function _hourAfter(uint256 hour, uint32 durationHours) private pure returns (uint32) {
        if (durationHours == 0 || hour == FOREVER) return FOREVER;
        return Math.min(hour + durationHours, FOREVER - 1).toUint32();
    }

    /// @dev As all the world knows it.
    function _published(uint256 access) private pure returns (uint256 published) {
        published = access & ~LEDGER_BIT;
        for (uint256 right; right < RIGHTS; ++right) {
            uint32 end = _field(published, right);
            if (end == FOREVER) published = _withField(published, right, PERPETUAL);
        }
    }

    function _expiryOf(uint32 end) private pure returns (uint32) {
        return end == FOREVER ? PERPETUAL : end;
    }

    function _setGranted(address account, uint256 assetId, uint8 rights, uint32 expiryHour) private {
        if (rights == 0 || rights > ALL_RIGHTS) revert LicencesInvalidTerms();
        uint256 access = _storage().access[account][assetId];
        for (uint256 right; right < RIGHTS; ++right) {
            if (rights & (1 << right) != 0) access = _withField(access, right + RIGHTS, expiryHour);
        }
        _storage().access[account][assetId] = access;
        emit AccessChanged(account, assetId, _published(access));
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

    function _isAhead(uint32 expiryHour) private view returns (bool) {
        return expiryHour == PERPETUAL || block.timestamp < uint256(expiryHour) * 1 hours;
    }

    /// @dev The full hour at or after a time, since the Unix epoch.
    function _hourOf(uint256 time) private pure returns (uint256) {
        return Math.ceilDiv(time, 1 hours);
    }

    function _field(uint256 packed, uint256 position) private pure returns (uint32) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint32(packed >> (position * BITS));
    }

    function _withField(uint256 packed, uint256 position, uint32 value) private pure returns (uint256) {
        uint256 shift = position * BITS;
        return (packed & ~(uint256(type(uint32).max) << shift)) | (uint256(value) << shift);
    }

    function _storage() private pure returns (LicencesStorage storage $) {
        assembly ("memory-safe") {
            $.slot := STORAGE
        }
    }
}

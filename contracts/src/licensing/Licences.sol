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
    uint32 private constant TRACKED_BIT = 1 << 31;
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

    /// @dev What was sold of a right, or under an offer. Sales that may be refunded are kept apart, so that a refund takes
    /// what its sale gave and nothing else.
    struct Term {
        uint32 expiryHour; // by all sales for a time
        bool tracked; // whether any of them may be or was refunded; if not, the rest is 0
        uint32 lasting; // `expiryHour` as it were without those; never after it
        uint32 perpetual; // how many perpetual sales may be refunded and were not
    }

    /// @custom:storage-location erc7201:sahara.storage.Licences
    struct LicencesStorage {
        mapping(bytes32 offerId => StoredOffer) offers;
        mapping(uint256 assetId => uint256) offerCount;
        /// As in {AccessChanged}, but bit 31 of a sold right says that the other slot has to do with it too.
        mapping(address account => mapping(uint256 assetId => uint256)) access;
        /// Of each sold right {Term-lasting}, then of each {Term-perpetual}.
        mapping(address account => mapping(uint256 assetId => uint256)) refundable;
        mapping(address account => mapping(bytes32 offerId => Term)) offersHeld;
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
        (uint8 rights, uint32 durationHours) = (offer.rights, offer.durationHours);
        sale.expiryHour = _changeRights(beneficiary, assetId, rights, _add, durationHours, refundable);
        // These rights make something new, which the terms of just this offer will bind.
        if (rights & MAKING != 0) _changeOffer(beneficiary, offerId, _add, durationHours, refundable);
    }

    /// @inheritdoc ILicences
    function recordRefund(bytes32 offerId, address beneficiary) external {
        if (msg.sender != _revenue) revert LicencesNotRevenue(msg.sender);
        StoredOffer storage offer = _offer(offerId);
        _changeRights(beneficiary, offer.assetId, offer.rights, _take, offer.durationHours, true);
        if (offer.rights & MAKING != 0) _changeOffer(beneficiary, offerId, _take, offer.durationHours, true);
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
        return _access(account, assetId);
    }

    /// @inheritdoc ILicences
    function offerExpiry(address account, bytes32 offerId) external view returns (uint32) {
        return _end(_storage().offersHeld[account][offerId]);
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
        uint256 access = _access(account, assetId);
        for (uint256 right; right < RIGHTS; ++right) {
            // forge-lint: disable-next-line(incorrect-shift)
            uint8 bit = uint8(1 << right);
            if (rights & bit == 0) continue;
            bool held = _isAhead(_field(access, right)) || _isAhead(_field(access >> GRANTED, right));
            if (!held) missing |= bit;
        }
    }

    function _holdsOffer(address account, bytes32 offerId) private view returns (bool) {
        if (_isAhead(_end(_storage().offersHeld[account][offerId]))) return true;
        uint256 id = _ids.idOf(account);
        return id != 0 && _isAhead(_end(_storage().offersHeld[_ids.accountOf(id)][offerId]));
    }

    /// @dev Changes what was sold of some rights, by {_add} or {_take}.
    /// @return earliest End of the right that ends first.
    function _changeRights(
        address account,
        uint256 assetId,
        uint8 rights,
        function(Term memory, uint32, bool) view change,
        uint32 durationHours,
        bool refundable
    ) private returns (uint32 earliest) {
        LicencesStorage storage $ = _storage();
        uint256 access = $.access[account][assetId];
        bool both = refundable || _anyTracked(access); // other sales do without the second slot
        uint256 apart = both ? $.refundable[account][assetId] : 0;
        earliest = PERPETUAL;
        for (uint256 right; right < RIGHTS; ++right) {
            if (rights & (1 << right) == 0) continue;
            Term memory term = _termOf(access, apart, right);
            change(term, durationHours, refundable);
            access = _withField(access, right, term.tracked ? term.expiryHour | TRACKED_BIT : term.expiryHour);
            apart = _withField(_withField(apart, right, term.lasting), right + RIGHTS, term.perpetual);
            earliest = Math.min(earliest, _end(term)).toUint32();
        }
        if (both) $.refundable[account][assetId] = apart;
        $.access[account][assetId] = access;
        emit AccessChanged(account, assetId, both ? _effective(access, apart) : access);
    }

    function _changeOffer(
        address account,
        bytes32 offerId,
        function(Term memory, uint32, bool) view change,
        uint32 durationHours,
        bool refundable
    ) private {
        Term memory term = _storage().offersHeld[account][offerId];
        change(term, durationHours, refundable);
        _storage().offersHeld[account][offerId] = term;
    }

    function _add(Term memory term, uint32 durationHours, bool refundable) private view {
        if (term.expiryHour == PERPETUAL) return; // and no refund changes that
        if (!refundable) {
            term.expiryHour = _extend(term.expiryHour, durationHours);
            if (term.expiryHour == PERPETUAL) (term.tracked, term.lasting, term.perpetual) = (false, 0, 0);
            else if (term.tracked) term.lasting = _extend(term.lasting, durationHours);
            return;
        }
        if (!term.tracked) (term.tracked, term.lasting) = (true, term.expiryHour);
        if (durationHours == 0) ++term.perpetual;
        else term.expiryHour = _extend(term.expiryHour, durationHours);
    }

    /// @dev Undoes a refundable {_add}. Hours that have gone by are taken too: else whoever had bought several times
    /// would keep access that was paid back.
    function _take(Term memory term, uint32 durationHours, bool) private pure {
        if (term.expiryHour == PERPETUAL) return;
        if (durationHours == 0) --term.perpetual;
        uint256 shortened = Math.saturatingSub(term.expiryHour, durationHours);
        term.expiryHour = Math.max(shortened, term.lasting).toUint32();
    }

    /// @dev Of (account, asset), as all the world knows it.
    function _access(address account, uint256 assetId) private view returns (uint256 access) {
        access = _storage().access[account][assetId];
        if (_anyTracked(access)) access = _effective(access, _storage().refundable[account][assetId]);
    }

    function _effective(uint256 access, uint256 apart) private pure returns (uint256 effective) {
        effective = access;
        for (uint256 right; right < RIGHTS; ++right) {
            effective = _withField(effective, right, _end(_termOf(access, apart, right)));
        }
    }

    function _anyTracked(uint256 access) private pure returns (bool) {
        for (uint256 right; right < RIGHTS; ++right) {
            if (_isTracked(_field(access, right))) return true;
        }
        return false;
    }

    function _isTracked(uint32 sold) private pure returns (bool) {
        return sold & TRACKED_BIT != 0 && sold != PERPETUAL;
    }

    function _end(Term memory term) private pure returns (uint32) {
        return term.perpetual > 0 ? PERPETUAL : term.expiryHour;
    }

    function _termOf(uint256 access, uint256 apart, uint256 right) private pure returns (Term memory) {
        uint32 sold = _field(access, right);
        if (!_isTracked(sold)) return Term(sold, false, 0, 0);
        return Term(sold & ~TRACKED_BIT, true, _field(apart, right), _field(apart, right + RIGHTS));
    }

    function _setGranted(address account, uint256 assetId, uint8 rights, uint32 expiryHour) private {
        if (rights == 0 || rights > ALL_RIGHTS) revert LicencesInvalidTerms();
        uint256 access = _storage().access[account][assetId];
        for (uint256 right; right < RIGHTS; ++right) {
            if (rights & (1 << right) != 0) access = _withField(access, right + RIGHTS, expiryHour);
        }
        _storage().access[account][assetId] = access;
        emit AccessChanged(account, assetId, _access(account, assetId));
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

    /// @dev From the later of now and the present end, so that renewing early loses nothing. A long renewal stops where
    /// the bit begins that says something else, 245,000 years from now.
    function _extend(uint32 expiryHour, uint32 durationHours) private view returns (uint32) {
        if (durationHours == 0 || expiryHour == PERPETUAL) return PERPETUAL;
        uint256 end = Math.max(expiryHour, _hourOf(block.timestamp)) + durationHours;
        return Math.min(end, TRACKED_BIT - 1).toUint32();
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

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Governed} from "../access/Governed.sol";
import {IAssetRegistry, Parent, Status} from "../interfaces/IAssetRegistry.sol";
import {AccessRequest, IAccessPolicy} from "../interfaces/IAccessPolicy.sol";
import {IComputeJobs} from "../interfaces/IComputeJobs.sol";
import {ILicences, Offer, OfferTerms, Sale} from "../interfaces/ILicences.sol";
import {Royalty} from "../interfaces/IRevenue.sol";
import {ISaharaID} from "../interfaces/ISaharaID.sol";
import {Ids} from "../libraries/Ids.sol";
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
    uint256 private constant POLICY_CALL_GAS = 10_000;
    // Of an offer.
    uint8 private constant CLOSED = 1;
    uint8 private constant GUARDED = 2; // has a policy

    /// @dev All that a plain sale reads, in one slot.
    struct OfferHead {
        uint128 price;
        uint32 durationHours;
        uint32 maxSales;
        uint16 royalty;
        uint16 refundHours;
        uint8 rights;
        uint8 flags;
        uint16 count; // kept in an asset's first offer: how many it has
    }

    struct StoredOffer {
        OfferHead head;
        bytes32 terms;
        address policy;
        uint32 sold;
        uint16 longestRefund; // kept in an asset's first offer: the longest refund window of all, in hours
    }

    /// @custom:storage-location erc7201:sahara.storage.Licences
    struct LicencesStorage {
        mapping(bytes32 offerId => StoredOffer) offers;
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
        StoredOffer storage first = $.offers[Ids.offerId(assetId, 0)];
        uint256 count = first.head.count;
        uint256 end = count + offers.length;
        if (end > Ids.MAX_OFFERS) revert LicencesTooManyOffers(end, Ids.MAX_OFFERS);
        offerIds = new bytes32[](offers.length);
        for (uint256 i; i < offers.length; ++i) {
            offerIds[i] = Ids.offerId(assetId, count + i);
            _store($.offers[offerIds[i]], offers[i]);
            uint16 refundHours = offers[i].refundHours;
            if (refundHours > 0 && refundHours > first.longestRefund) first.longestRefund = refundHours;
            emit OfferAdded(offerIds[i], assetId, count + i, offers[i]);
        }
        // forge-lint: disable-next-line(unsafe-typecast)
        first.head.count = uint16(end);
    }

    /// @inheritdoc ILicences
    function closeOffer(bytes32 offerId) external {
        OfferHead memory offer = _offer(offerId);
        uint256 assetId = Ids.assetOf(offerId);
        _checkOwner(assetId);
        if (offer.flags & CLOSED != 0) revert LicencesOfferClosed(offerId);
        _storage().offers[offerId].head.flags = offer.flags | CLOSED;
        emit OfferClosed(offerId, assetId);
    }

    /// @inheritdoc ILicences
    function recordPurchase(bytes32 offerId, address beneficiary) external returns (Sale memory sale) {
        if (msg.sender != _revenue) revert LicencesNotRevenue(msg.sender);
        if (beneficiary == address(0)) revert LicencesInvalidBeneficiary();
        OfferHead memory offer = _offer(offerId);
        if (offer.flags & CLOSED != 0) revert LicencesOfferClosed(offerId);
        uint256 assetId = Ids.assetOf(offerId);
        sale.price = offer.price;
        bool refundable = offer.refundHours > 0 && offer.price > 0; // what costs nothing cannot be refunded
        if (refundable) {
            sale.refundHours = offer.refundHours;
            sale.commitment = _registry.commitmentForSale(assetId);
        } else {
            _registry.checkForSale(assetId);
        }
        if (offer.flags & GUARDED != 0) _checkPolicy(offerId, beneficiary);
        if (offer.maxSales != 0) _count(offerId, offer.maxSales);

        StoredSale memory step =
            SaleLedger.saleNow(offer.rights, offer.durationHours, refundable ? Ids.numberOf(offerId) : 0);
        (sale.expiryHour, sale.number) = _storage().books.extend(beneficiary, assetId, step);
        // These rights make something new, which the terms of just this offer will bind.
        if (offer.rights & MAKING == 0) return sale;
        uint32 end = _storage().offersHeld[beneficiary][offerId];
        _storage().offersHeld[beneficiary][offerId] = SaleLedger.endAfter(end, step);
    }

    /// @inheritdoc ILicences
    function recordRefund(bytes32 offerId, address beneficiary, uint32 number) external {
        if (msg.sender != _revenue) revert LicencesNotRevenue(msg.sender);
        OfferHead memory offer = _offer(offerId);
        uint8 rights = offer.rights;
        if (offer.maxSales != 0) --_storage().offers[offerId].sold;
        uint32 end = _storage().books.strike(beneficiary, Ids.assetOf(offerId), number, Ids.numberOf(offerId));
        if (rights & MAKING != 0) _storage().offersHeld[beneficiary][offerId] = end;
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
        if (Ids.assetOf(offerId) != assetId) return (false, 0);
        OfferHead memory offer = _storage().offers[offerId].head;
        if (offer.rights & DERIVE == 0) return (false, 0);
        return (_holds(account, assetId, offerId), offer.royalty);
    }

    /// @inheritdoc ILicences
    function royaltiesTo(address account, Parent[] calldata parents)
        external
        view
        returns (Royalty[] memory royalties)
    {
        royalties = new Royalty[](parents.length);
        for (uint256 i; i < parents.length; ++i) {
            (uint256 assetId, bytes32 offerId) = (parents[i].assetId, parents[i].offerId);
            royalties[i] = Royalty(assetId, _royaltyOf(assetId, offerId, DERIVE));
            if (!_holds(account, assetId, offerId)) revert LicencesNotHeld(offerId, account);
        }
    }

    /// @inheritdoc ILicences
    function royaltiesOfJob(Parent[] calldata inputs) external view returns (Royalty[] memory royalties) {
        royalties = new Royalty[](inputs.length);
        for (uint256 i; i < inputs.length; ++i) {
            uint256 assetId = inputs[i].assetId;
            royalties[i] = Royalty(assetId, _royaltyOf(assetId, inputs[i].offerId, COMPUTE));
        }
    }

    /// @inheritdoc ILicences
    function offerOf(bytes32 offerId) external view returns (Offer memory) {
        OfferHead memory offer = _offer(offerId);
        StoredOffer storage stored = _storage().offers[offerId];
        OfferTerms memory terms = OfferTerms({
            rights: offer.rights,
            durationHours: offer.durationHours,
            royalty: offer.royalty,
            refundHours: offer.refundHours,
            maxSales: offer.maxSales,
            price: offer.price,
            policy: stored.policy,
            terms: stored.terms
        });
        return Offer(Ids.assetOf(offerId), terms, offer.flags & CLOSED != 0, stored.sold);
    }

    /// @inheritdoc ILicences
    function offerCount(uint256 assetId) external view returns (uint256) {
        return Ids.isAsset(assetId) ? _storage().offers[Ids.offerId(assetId, 0)].head.count : 0;
    }

    /// @inheritdoc ILicences
    function longestRefundHours(uint256 assetId) external view returns (uint256) {
        return Ids.isAsset(assetId) ? _storage().offers[Ids.offerId(assetId, 0)].longestRefund : 0;
    }

    /// @inheritdoc ILicences
    function offerIdOf(uint256 assetId, uint256 index) external pure returns (bytes32) {
        if (index >= Ids.MAX_OFFERS) revert LicencesTooManyOffers(index + 1, Ids.MAX_OFFERS);
        return Ids.offerId(assetId, index);
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

    function _checkPolicy(bytes32 offerId, address beneficiary) private view {
        address policy = _storage().offers[offerId].policy;
        AccessRequest memory request = AccessRequest(beneficiary, Ids.assetOf(offerId), offerId, 0);
        if (!_allows(policy, request)) revert LicencesNotAllowed(offerId, policy, beneficiary);
    }

    /// @dev A policy is anyone's code: it has so much gas and no more, and of what it returns one word is looked at. It has
    /// no less either: one that takes the failure of what it asks for a yes must not be made to fail by who wants in.
    function _allows(address policy, AccessRequest memory request) private view returns (bool allowed) {
        if (_registry.ownerOf(request.assetId) == request.account) return true;
        // A call is left 63 of 64 parts of what there is (EIP-150), less what making it costs.
        if (gasleft() < POLICY_GAS * 64 / 63 + POLICY_CALL_GAS) revert LicencesTooLittleGas(POLICY_GAS);
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
        if (buyer == address(0) || Ids.assetOf(offerId) != assetId) return false;
        OfferHead memory offer = _storage().offers[offerId].head;
        if (offer.rights & COMPUTE == 0 || !_holds(buyer, assetId, offerId)) return false;
        if (offer.flags & GUARDED == 0) return true;
        return _allows(_storage().offers[offerId].policy, AccessRequest(requester, assetId, offerId, jobId));
    }

    /// @dev What is made under this offer owes its asset so much, if it gives this right.
    function _royaltyOf(uint256 assetId, bytes32 offerId, uint8 right) private view returns (uint16) {
        OfferHead memory offer = _storage().offers[offerId].head;
        if (Ids.assetOf(offerId) != assetId || offer.rights & right == 0) {
            revert LicencesWrongOffer(assetId, offerId, right);
        }
        return offer.royalty;
    }

    /// @return Whether an account, or its Sahara ID, may use the asset under this offer now. Owners need no licence.
    function _holds(address account, uint256 assetId, bytes32 offerId) private view returns (bool) {
        LicencesStorage storage $ = _storage();
        if ($.offersHeld[account][offerId].publishedEnd().isAhead()) return true;
        uint256 id = _ids.idOf(account);
        if (id != 0 && $.offersHeld[_ids.accountOf(id)][offerId].publishedEnd().isAhead()) return true;
        return _registry.ownerOf(assetId) == account;
    }

    function _setGranted(address account, uint256 assetId, uint8 rights, uint32 expiryHour) private {
        if (rights == 0 || rights > ALL_RIGHTS) revert LicencesInvalidTerms();
        _storage().books.grant(account, assetId, rights, expiryHour);
    }

    function _store(StoredOffer storage offer, OfferTerms calldata terms) private {
        bool valid = terms.rights > 0 && terms.rights <= ALL_RIGHTS && terms.royalty <= ROYALTY_CAP
            && terms.refundHours <= MAX_REFUND_HOURS;
        if (!valid) revert LicencesInvalidTerms();
        offer.head = OfferHead({
            price: terms.price,
            durationHours: terms.durationHours,
            maxSales: terms.maxSales,
            royalty: terms.royalty,
            refundHours: terms.refundHours,
            rights: terms.rights,
            flags: terms.policy == address(0) ? 0 : GUARDED,
            count: 0
        });
        offer.terms = terms.terms;
        if (terms.policy != address(0)) offer.policy = terms.policy;
    }

    /// @dev Only an offer with a cap pays for counting.
    function _count(bytes32 offerId, uint32 maxSales) private {
        StoredOffer storage offer = _storage().offers[offerId];
        if (offer.sold == maxSales) revert LicencesSoldOut(offerId, maxSales);
        ++offer.sold;
    }

    function _offer(bytes32 offerId) private view returns (OfferHead memory offer) {
        offer = _storage().offers[offerId].head;
        if (offer.rights == 0) revert LicencesUnknownOffer(offerId);
    }

    function _storage() private pure returns (LicencesStorage storage $) {
        assembly ("memory-safe") {
            $.slot := STORAGE
        }
    }
}

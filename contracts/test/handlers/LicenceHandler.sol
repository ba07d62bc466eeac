// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessPolicy} from "../../src/interfaces/IAccessPolicy.sol";
import {ILicences, OfferTerms} from "../../src/interfaces/ILicences.sol";
import {Purchase} from "../../src/interfaces/IRevenue.sol";
import {Membership} from "../../src/policies/Membership.sol";
import {AccessBooks} from "./AccessBooks.sol";
import {Handler} from "./Handler.sol";
import {IdentityHandler} from "./IdentityHandler.sol";
import {MarketHandler} from "./MarketHandler.sol";
import {World} from "./World.sol";

/// @notice People and organisations who buy under offers with caps, policies and refund windows, and are granted rights. It
/// knows by its own books whether a purchase must go through, and why not.
contract LicenceHandler is Handler {
    uint256 private constant MAX_OFFERS = 24;
    uint32 private constant PERPETUAL = type(uint32).max;

    /// @dev How a policy is to be judged; what it is made of has the same numbers.
    enum Rule {
        None,
        Members,
        Holders,
        EarlyBirds,
        MembersEarly,
        MembersOrHolders,
        NoMembers
    }

    struct Listing {
        uint256 assetId;
        bytes32 offerId;
        OfferTerms terms;
        Rule rule;
        bool closed;
    }

    MarketHandler private immutable _market;
    IdentityHandler private immutable _identity;
    AccessBooks private immutable _access;
    IAccessPolicy[7] private _policies; // by rule
    Membership private immutable _list;
    uint256 private immutable _earlyUntil;
    Listing[] private _listings;
    mapping(address account => bool) private _isMember;

    uint256 public ghostSalesToOrganisations;
    uint256 public ghostRefusals; // of purchases

    constructor(World world, MarketHandler market, IdentityHandler identity, AccessBooks access) Handler(world) {
        (_market, _identity, _access) = (market, identity, access);
        _earlyUntil = block.timestamp + 500 hours;
        _list = Membership(address(POLICIES.membership(address(this))));
        IAccessPolicy early = POLICIES.timeWindow(0, _earlyUntil);
        IAccessPolicy holders = POLICIES.tokenHolding(address(TOKEN), FUNDS / 2);
        IAccessPolicy[] memory two = new IAccessPolicy[](2);
        _policies[uint256(Rule.Members)] = _list;
        _policies[uint256(Rule.Holders)] = holders;
        _policies[uint256(Rule.EarlyBirds)] = early;
        (two[0], two[1]) = (_list, early);
        _policies[uint256(Rule.MembersEarly)] = POLICIES.allOf(two);
        (two[0], two[1]) = (_list, holders);
        _policies[uint256(Rule.MembersOrHolders)] = POLICIES.anyOf(two);
        _policies[uint256(Rule.NoMembers)] = POLICIES.not(_list);
    }

    function addOffer(uint256 what, uint256 seed) external action {
        uint256 assetId = _asset(what);
        if (assetId == 0 || _listings.length == MAX_OFFERS) return;
        Listing storage listing = _listings.push();
        OfferTerms memory offer =
            terms(uint8(1 + seed % 15), 0, 0, uint128((seed >> 8) % 3 == 0 ? 0 : 1 + uint256(uint32(seed))));
        if ((seed >> 40) % 4 != 0) offer.durationHours = uint32(1 + (seed >> 48) % 50);
        if ((seed >> 56) % 2 == 0) offer.refundHours = uint16(1 + (seed >> 64) % 100);
        if ((seed >> 72) % 3 == 0) offer.maxSales = uint32(1 + (seed >> 80) % 3);
        uint256 rule = (seed >> 88) % 12;
        listing.rule = rule < 7 ? Rule(rule) : Rule.None;
        offer.policy = address(_policies[uint256(listing.rule)]);
        OfferTerms[] memory offers = new OfferTerms[](1);
        offers[0] = offer;
        _as(REGISTRY.ownerOf(assetId));
        listing.offerId = LICENCES.addOffers(assetId, offers)[0];
        (listing.assetId, listing.terms) = (assetId, offer);
        _market.noteOffer(assetId, listing.offerId, offer);
        _done();
    }

    function buy(uint256 who, uint256 whom, uint256 which) external action {
        if (_listings.length == 0) return;
        Listing storage listing = _listings[which % _listings.length];
        address payer = _payer(who).addr;
        address account = _beneficiary(whom);
        Purchase memory purchase = Purchase(unique(), listing.offerId, account, listing.terms.price);
        bytes4 refusal = _refusalOf(listing, account);
        vm.recordLogs();
        _as(payer);
        if (refusal != 0) vm.expectPartialRevert(refusal);
        REVENUE.buy(purchase);
        if (refusal != 0) {
            ++ghostRefusals;
            return;
        }
        _market.noteSale(payer, listing.assetId, purchase, heldIn(vm.getRecordedLogs(), purchase));
        if (!_isActor(account)) ++ghostSalesToOrganisations;
        _done();
    }

    function grant(uint256 what, uint256 whom, uint256 rights, uint256 hour) external action {
        uint256 assetId = _asset(what);
        if (assetId == 0) return;
        uint32 expiry = hour % 4 == 0 ? PERPETUAL : uint32(_access.hour() + hour % 50);
        _grant(assetId, _beneficiary(whom), uint8(bound(rights, 1, 15)), expiry);
        _done();
    }

    function revoke(uint256 what, uint256 whom, uint256 rights) external action {
        (uint256 assetId, address account) = (_asset(what), _beneficiary(whom));
        if (assetId == 0) return;
        rights = bound(rights, 1, 15);
        _as(REGISTRY.ownerOf(assetId));
        LICENCES.revoke(account, assetId, uint8(rights));
        _access.noteGrant(account, assetId, rights, 0);
        _done();
    }

    function closeOffer(uint256 which, uint256 chance) external action {
        if (_listings.length == 0 || chance % 4 != 0) return;
        Listing storage listing = _listings[which % _listings.length];
        if (!listing.closed) _done();
        _as(REGISTRY.ownerOf(listing.assetId));
        if (listing.closed) vm.expectPartialRevert(ILicences.LicencesOfferClosed.selector);
        LICENCES.closeOffer(listing.offerId);
        listing.closed = true;
    }

    function setMember(uint256 whom, uint256 member) external action {
        address[] memory accounts = new address[](1);
        accounts[0] = _beneficiary(whom);
        bool isMember = member % 2 == 0;
        _list.setMembers(accounts, isMember);
        _isMember[accounts[0]] = isMember;
        _done();
    }

    /// @dev Policies ask who holds how much.
    function spend(uint256 who, uint256 whom, uint256 amount) external action {
        address from = _payer(who).addr;
        amount = bound(amount, 0, TOKEN.balanceOf(from) - PURSE / 2);
        _as(from);
        TOKEN.transfer(_actor(whom).addr, amount);
        _done();
    }

    function _grant(uint256 assetId, address account, uint8 rights, uint32 expiry) private {
        _as(REGISTRY.ownerOf(assetId));
        LICENCES.grant(account, assetId, rights, expiry);
        _access.noteGrant(account, assetId, rights, expiry);
    }

    /// @dev In the order in which they are looked at.
    function _refusalOf(Listing storage listing, address account) private view returns (bytes4) {
        if (_market.isPaused()) return _market.saleRefusal(listing.assetId);
        if (listing.closed) return ILicences.LicencesOfferClosed.selector;
        bytes4 refusal = _market.saleRefusal(listing.assetId);
        if (refusal != 0) return refusal;
        if (!_isAllowed(listing.rule, account) && REGISTRY.ownerOf(listing.assetId) != account) {
            return ILicences.LicencesNotAllowed.selector;
        }
        uint256 cap = listing.terms.maxSales;
        return cap != 0 && _market.ghostSold(listing.offerId) >= cap ? ILicences.LicencesSoldOut.selector : bytes4(0);
    }

    function _isAllowed(Rule rule, address account) private view returns (bool) {
        bool isMember = _isMember[account];
        bool holds = TOKEN.balanceOf(account) >= FUNDS / 2;
        bool isEarly = block.timestamp < _earlyUntil;
        if (rule == Rule.Members) return isMember;
        if (rule == Rule.Holders) return holds;
        if (rule == Rule.EarlyBirds) return isEarly;
        if (rule == Rule.MembersEarly) return isMember && isEarly;
        if (rule == Rule.MembersOrHolders) return isMember || holds;
        if (rule == Rule.NoMembers) return !isMember;
        return true;
    }

    /// @dev An account, or half of the time an organisation.
    function _beneficiary(uint256 seed) private view returns (address) {
        uint256 ids = _identity.count();
        if (ids == 0 || seed % 2 == 0) return _actor(seed >> 8).addr;
        return SAHARA_ID.accountOf(1 + (seed >> 8) % ids);
    }
}

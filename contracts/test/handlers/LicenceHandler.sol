// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Publication} from "../../src/interfaces/IAssetRegistry.sol";
import {IAccessPolicy} from "../../src/interfaces/IAccessPolicy.sol";
import {OfferTerms} from "../../src/interfaces/ILicences.sol";
import {HeldPurchase, Purchase} from "../../src/interfaces/IRevenue.sol";
import {Membership} from "../../src/policies/Membership.sol";
import {Fixture} from "../Fixture.sol";
import {KeyTree} from "../KeyTree.sol";

/// @notice People and organisations who buy, are granted, and are refunded licences, under offers with caps, policies and
/// refund windows. It knows by its own books whether a purchase must go through, and to the hour who has which right: by
/// going through all sales one by one, without any state in between.
contract LicenceHandler is Fixture {
    using KeyTree for KeyTree.Plan;

    uint256 private constant MAX_ASSETS = 3;
    uint256 private constant MAX_OFFERS = 16;
    uint256 private constant MAX_SALES = 64; // all are gone through again and again
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
        uint256 sold;
        bool closed;
    }

    struct Sold {
        uint256 listing;
        uint256 assetId;
        address account;
        uint256 hour;
        uint256 until; // of its hold
        bool refunded;
        bool settled;
        HeldPurchase held; // of nobody, if it cannot be refunded
    }

    Account[] private _actors;
    IAccessPolicy[7] private _policies; // by rule
    Membership private immutable _list;
    uint256 private immutable _earlyUntil;
    uint256[] private _assets;
    Listing[] private _listings;
    Sold[] private _sales;
    mapping(address account => bool) private _isMember;
    mapping(uint256 assetId => bool) private _proven;
    mapping(address account => mapping(uint256 assetId => mapping(uint256 right => uint32))) private _granted;
    mapping(address account => uint256) private _idOf;
    mapping(uint256 id => address) private _ownerOf;
    uint256 private _ids;
    address private _last; // whom the last call was about
    uint256 public ghostPaid;
    uint256 public ghostRefunded;
    uint256 public ghostSales;
    uint256 public ghostSalesToOrganisations;
    uint256 public ghostRefusals; // of purchases
    uint256 public ghostReleases;

    constructor(Account[] memory actors) {
        for (uint256 i; i < actors.length; ++i) {
            _actors.push(actors[i]);
        }
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

    function publish(uint256 who) external {
        if (_assets.length == MAX_ASSETS) return;
        address owner = _actor(who).addr;
        Publication memory publication = publicationWith(new OfferTerms[](0));
        uint256 assetId = REGISTRY.assetIdOf(owner, publication.salt);
        publication.commitment = _badPlan(assetId).root();
        publish(owner, publication);
        _assets.push(assetId);
    }

    function addOffer(uint256 what, uint256 seed) public {
        if (_assets.length == 0 || _listings.length == MAX_OFFERS) return;
        uint256 assetId = _asset(what);
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
        vm.prank(REGISTRY.ownerOf(assetId));
        listing.offerId = LICENCES.addOffers(assetId, offers)[0];
        (listing.assetId, listing.terms) = (assetId, offer);
    }

    function buy(uint256 who, uint256 whom, uint256 which) external {
        if (_listings.length == 0 || _sales.length == MAX_SALES) return;
        uint256 place = which % _listings.length;
        Listing storage listing = _listings[place];
        address payer = _actor(who).addr;
        address account = _beneficiary(whom);
        bool possible = !listing.closed && (listing.terms.maxSales == 0 || listing.sold < listing.terms.maxSales)
            && (_isAllowed(listing.rule, account) || REGISTRY.ownerOf(listing.assetId) == account);
        _last = account;
        Purchase memory purchase = Purchase(unique(), listing.offerId, account, listing.terms.price);
        vm.recordLogs();
        vm.prank(payer);
        try REVENUE.buy(purchase) {
            assertTrue(possible, "bought what must not be");
            _note(place, account, heldIn(vm.getRecordedLogs(), purchase));
        } catch {
            assertFalse(possible, "could not buy");
            ++ghostRefusals;
        }
    }

    function prove(uint256 what, uint8 chance) external {
        if (_assets.length == 0 || chance % 2 != 0) return;
        uint256 assetId = _asset(what);
        uint256[] memory which = new uint256[](2);
        which[1] = 1;
        KEY_FAULTS.prove(_badPlan(assetId).root(), _badPlan(assetId).open(which));
        _proven[assetId] = true;
    }

    /// @dev Refunds and releases, each when it may and when it may not.
    function settle(uint256 which, bool wantsRefund) external {
        if (_sales.length == 0) return;
        Sold storage sold = _sales[which % _sales.length];
        if (sold.held.payer != address(0)) _settle(sold, wantsRefund);
    }

    function grant(uint256 what, uint256 whom, uint8 rights, uint32 hour) external {
        if (_assets.length == 0) return;
        (uint256 assetId, address account) = (_asset(what), _beneficiary(whom));
        rights = uint8(bound(rights, 1, 15));
        uint32 expiry = hour % 4 == 0 ? PERPETUAL : uint32(_hour() + hour % 50);
        vm.prank(REGISTRY.ownerOf(assetId));
        LICENCES.grant(account, assetId, rights, expiry);
        _setGranted(account, assetId, rights, expiry);
    }

    function revoke(uint256 what, uint256 whom, uint8 rights) external {
        if (_assets.length == 0) return;
        (uint256 assetId, address account) = (_asset(what), _beneficiary(whom));
        rights = uint8(bound(rights, 1, 15));
        vm.prank(REGISTRY.ownerOf(assetId));
        LICENCES.revoke(account, assetId, rights);
        _setGranted(account, assetId, rights, 0);
    }

    function closeOffer(uint256 which, uint8 chance) external {
        if (_listings.length == 0 || chance % 8 != 0) return;
        Listing storage listing = _listings[which % _listings.length];
        if (listing.closed) return;
        vm.prank(REGISTRY.ownerOf(listing.assetId));
        LICENCES.closeOffer(listing.offerId);
        listing.closed = true;
    }

    function setMember(uint256 whom, bool member) external {
        address[] memory accounts = new address[](1);
        accounts[0] = _beneficiary(whom);
        _list.setMembers(accounts, member);
        _isMember[accounts[0]] = member;
    }

    function spend(uint256 who, uint256 whom, uint256 amount) external {
        address from = _actor(who).addr;
        amount = bound(amount, 0, TOKEN.balanceOf(from));
        // Enough is kept for every price there is.
        if (TOKEN.balanceOf(from) - amount < 1000 ether) return;
        vm.prank(from);
        TOKEN.transfer(_actor(whom).addr, amount);
    }

    /// @dev Founds an organisation, or takes an account into it, or out.
    function organise(uint256 who, uint256 whom) external {
        Account memory owner = _actor(who);
        Account memory account = _actor(whom);
        uint256 id = _idOf[owner.addr];
        _last = account.addr;
        if (id == 0) {
            ++_ids;
            assertEq(registerId(owner.addr, string.concat("org-", vm.toString(100 + _ids))), _ids, "id");
            (_idOf[owner.addr], _ownerOf[_ids]) = (_ids, owner.addr);
        } else if (_ownerOf[id] != owner.addr) {
            vm.prank(owner.addr);
            SAHARA_ID.unlinkAccount(owner.addr);
            _idOf[owner.addr] = 0;
        } else if (_idOf[account.addr] == 0) {
            link(owner, id, account);
            _idOf[account.addr] = id;
        }
    }

    function wait(uint256 time) external {
        skip(bound(time, 1, 60 hours));
    }

    /// @notice Every payment that is held finds a way out.
    function exitEverything() external {
        for (uint256 i; i < _sales.length; ++i) {
            Sold storage sold = _sales[i];
            if (sold.held.payer == address(0) || sold.settled) continue;
            if (block.timestamp < sold.until) vm.warp(sold.until);
            _settle(sold, _proven[sold.held.assetId]);
        }
    }

    /// @notice Every account has what its sales and grants say, and its organisation's, and nothing else.
    function assertAccess() external view {
        for (uint256 i; i < _assets.length; ++i) {
            for (uint256 j; j < _actors.length; ++j) {
                _assertHas(_actors[j].addr, _assets[i]);
            }
            for (uint256 id = 1; id <= _ids; ++id) {
                _assertSlot(SAHARA_ID.accountOf(id), _assets[i]);
            }
        }
    }

    /// @notice The same of whom the last call was about, which is quicker.
    function assertLast() external view {
        if (_last == address(0)) return;
        for (uint256 i; i < _assets.length; ++i) {
            if (_isOrganisation(_last)) _assertSlot(_last, _assets[i]);
            else _assertHas(_last, _assets[i]);
        }
    }

    function _settle(Sold storage sold, bool wantsRefund) private {
        _last = sold.account;
        bool proven = _proven[sold.held.assetId];
        bool possible = !sold.settled && (wantsRefund ? proven : !proven && block.timestamp >= sold.until);
        uint256 before = TOKEN.balanceOf(sold.held.payer);
        bytes memory call =
            wantsRefund ? abi.encodeCall(REVENUE.refund, (sold.held)) : abi.encodeCall(REVENUE.release, (sold.held));
        (bool done,) = address(REVENUE).call(call);
        assertEq(done, possible, "settled when and only when it may be");
        if (!done) return;
        sold.settled = true;
        if (!wantsRefund) {
            ++ghostReleases;
            return;
        }
        sold.refunded = true;
        --_listings[sold.listing].sold;
        uint256 amount = _listings[sold.listing].terms.price;
        assertEq(TOKEN.balanceOf(sold.held.payer), before + amount, "refunded");
        ghostRefunded += amount;
    }

    function _note(uint256 place, address account, HeldPurchase memory held) private {
        Listing storage listing = _listings[place];
        bool isHeld = listing.terms.refundHours > 0 && listing.terms.price > 0;
        assertEq(held.payer != address(0), isHeld, "held when and only when it is to be");
        ++listing.sold;
        ++ghostSales;
        if (_isOrganisation(account)) ++ghostSalesToOrganisations;
        ghostPaid += listing.terms.price;
        Sold storage sold = _sales.push();
        (sold.listing, sold.assetId, sold.account, sold.hour) = (place, listing.assetId, account, _hour());
        sold.held = held;
        sold.until = block.timestamp + uint256(listing.terms.refundHours) * 1 hours;
    }

    function _setGranted(address account, uint256 assetId, uint8 rights, uint32 expiry) private {
        _last = account;
        for (uint256 right; right < 4; ++right) {
            if (rights & (1 << right) != 0) _granted[account][assetId][right] = expiry;
        }
    }

    function _assertHas(address account, uint256 assetId) private view {
        uint256 own = _assertSlot(account, assetId);
        uint256 id = _idOf[account];
        uint256 shared = id == 0 ? 0 : LICENCES.accessOf(SAHARA_ID.accountOf(id), assetId);
        bool isOwner = REGISTRY.ownerOf(assetId) == account;
        for (uint256 right; right < 4; ++right) {
            bool expected = isOwner || _isAhead(own, right) || _isAhead(shared, right);
            assertEq(LICENCES.hasAccess(account, assetId, uint8(1 << right)), expected, "has access");
        }
        assertEq(
            LICENCES.canOpen(account, assetId, 1, 0), LICENCES.hasAccess(account, assetId, DOWNLOAD), "who can open"
        );
    }

    /// @return slot As it was found, and is.
    function _assertSlot(address account, uint256 assetId) private view returns (uint256 slot) {
        slot = LICENCES.accessOf(account, assetId);
        uint256[4] memory ends;
        uint256[] memory under = new uint256[](_listings.length);
        for (uint256 i; i < _sales.length; ++i) {
            Sold storage sold = _sales[i];
            if (sold.account != account || sold.assetId != assetId || sold.refunded) continue;
            OfferTerms storage offer = _listings[sold.listing].terms;
            (uint8 rights, uint32 duration) = (offer.rights, offer.durationHours);
            for (uint256 right; right < 4; ++right) {
                if (rights & (1 << right) != 0) ends[right] = _endAfter(ends[right], sold.hour, duration);
            }
            if (rights & (COMPUTE | DERIVE) == 0) continue;
            under[sold.listing] = _endAfter(under[sold.listing], sold.hour, duration);
        }
        for (uint256 right; right < 4; ++right) {
            assertEq(uint32(slot >> (32 * right)), ends[right], "sold");
            assertEq(uint32(slot >> (32 * right + 128)), _granted[account][assetId][right], "granted");
        }
        for (uint256 i; i < _listings.length; ++i) {
            if (_listings[i].assetId != assetId) continue;
            assertEq(LICENCES.offerExpiry(account, _listings[i].offerId), under[i], "under one offer");
        }
    }

    function _endAfter(uint256 end, uint256 hour, uint32 duration) private pure returns (uint256) {
        if (end == PERPETUAL || duration == 0) return PERPETUAL;
        return (end > hour ? end : hour) + duration;
    }

    function _isAhead(uint256 slot, uint256 right) private view returns (bool) {
        return _isAhead(uint32(slot >> (32 * right))) || _isAhead(uint32(slot >> (32 * right + 128)));
    }

    function _isAhead(uint32 hour) private view returns (bool) {
        return hour == PERPETUAL || block.timestamp < uint256(hour) * 1 hours;
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
        if (_ids == 0 || seed % 2 == 0) return _actor(seed >> 8).addr;
        return SAHARA_ID.accountOf(1 + (seed >> 8) % _ids);
    }

    function _isOrganisation(address account) private view returns (bool) {
        for (uint256 i; i < _actors.length; ++i) {
            if (_actors[i].addr == account) return false;
        }
        return true;
    }

    function _badPlan(uint256 assetId) private pure returns (KeyTree.Plan memory) {
        return KeyTree.Plan(assetId, 1, 2, "another key", KeyTree.split("key", 2, 2));
    }

    function _hour() private view returns (uint256) {
        return (block.timestamp + 3599) / 3600;
    }

    function _actor(uint256 seed) private view returns (Account memory) {
        return _actors[uint8(seed) % _actors.length];
    }

    function _asset(uint256 seed) private view returns (uint256) {
        return _assets[uint8(seed) % _assets.length];
    }
}

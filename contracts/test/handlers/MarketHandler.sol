// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Authorization} from "../../src/interfaces/Authorization.sol";
import {IAssetRegistry, Kind, Parent, Publication, Relation, Status} from "../../src/interfaces/IAssetRegistry.sol";
import {OfferTerms} from "../../src/interfaces/ILicences.sol";
import {IRevenue, Purchase} from "../../src/interfaces/IRevenue.sol";
import {KeyTree} from "../KeyTree.sol";
import {AccessBooks} from "./AccessBooks.sol";
import {MarketBooks} from "./MarketBooks.sol";
import {World} from "./World.sol";

/// @notice Publishers, buyers, holders and the DAO, doing anything in any order.
contract MarketHandler is MarketBooks {
    using KeyTree for KeyTree.Plan;

    uint256 private constant MAX_ASSETS = 16;
    uint256 private constant ROYALTY_CAP = 7000;
    uint32 private constant MAX_VERSIONS = 4;

    constructor(World world, AccessBooks access) MarketBooks(world, access) {}

    function publish(uint256 who, uint256 parentSeed, uint256 parentCount, uint256 terms_, uint256 firstShares)
        external
        action
    {
        if (!isRoom()) return;
        address publisher = _payer(who).addr;
        Publication memory publication = _publication(unique(), terms_);
        publication.parents = _chooseParents(publisher, parentSeed, parentCount % 4);
        if (firstShares % 2 == 1) {
            publication.contributors = contributorList(publisher, uint16(firstShares % 10_001), _actor(who >> 8).addr);
        }
        uint256 assetId = REGISTRY.assetIdOf(publisher, publication.salt);
        publication.commitment = _commit(assetId, 1, terms_ >> 255 == 1);
        _fundBond(publisher, assetId);
        _as(publisher);
        REGISTRY.publish(publication);
        _notePublished(assetId, publisher, publication);
        for (uint256 i; i < publication.parents.length; ++i) {
            (uint256 parent, bytes32 offerId) = (publication.parents[i].assetId, publication.parents[i].offerId);
            _inherit(assetId, parent, _offers[offerId].royalty);
        }
        _done();
    }

    /// @notice For who dealt key shares before: with a commitment to them.
    function publishCommitted(address publisher, bytes32 salt, bytes32 commitment, uint256 terms_) external {
        Publication memory publication = _publication(salt, terms_);
        publication.commitment = commitment;
        uint256 assetId = REGISTRY.assetIdOf(publisher, salt);
        _fundBond(publisher, assetId);
        _as(publisher);
        REGISTRY.publish(publication);
        _notePublished(assetId, publisher, publication);
    }

    /// @notice For what a job made, out of these.
    function publishFromJob(address buyer, uint256 jobId, Parent[] memory inputs, uint256 terms_)
        external
        returns (uint256 assetId)
    {
        Publication memory publication = _publication(unique(), terms_);
        assetId = REGISTRY.assetIdOf(buyer, publication.salt);
        publication.commitment = _commit(assetId, 1, false);
        _fundBond(buyer, assetId);
        Authorization memory none;
        _as(buyer);
        REGISTRY.publishFromJob(jobId, publication, none);
        _notePublished(assetId, buyer, publication);
        for (uint256 i; i < inputs.length; ++i) {
            _inherit(assetId, inputs[i].assetId, _offers[inputs[i].offerId].royalty);
        }
    }

    function addVersion(uint256 what, uint256 seed) external action {
        uint256 assetId = _asset(what);
        if (assetId == 0 || _facts[assetId].versions == MAX_VERSIONS) return;
        if (appendVersion(assetId, _commit(assetId, _facts[assetId].versions + 1, seed % 2 == 0))) _done();
    }

    /// @return added False if it is refused, as it must be.
    function appendVersion(uint256 assetId, bytes32 commitment) public returns (bool added) {
        uint32 version = _facts[assetId].versions + 1;
        _as(REGISTRY.ownerOf(assetId));
        added = statusOf(assetId) == Status.Active;
        if (!added) vm.expectPartialRevert(IAssetRegistry.AssetRegistryNotActive.selector);
        REGISTRY.addVersion(assetId, version, METADATA, commitment);
        if (!added) return false;
        _facts[assetId].versions = version;
        _commitments[assetId][version] = commitment;
        _followedAt[assetId][version - 1] = block.timestamp;
    }

    function buy(uint256 who, uint256 what, uint256 index, uint256 way) external action {
        uint256 assetId = _asset(what);
        if (assetId == 0) return;
        Account memory payer = _payer(who);
        bytes32 offerId = LICENCES.offerIdOf(assetId, index % OFFERS);
        Purchase memory purchase = Purchase(unique(), offerId, _actor(who >> 8).addr, _offers[offerId].price);
        bytes4 refusal = saleRefusal(assetId);
        if (refusal != 0) {
            _as(payer.addr);
            vm.expectPartialRevert(refusal);
            REVENUE.buy(purchase);
            return;
        }
        _world.mayFall(payer.addr);
        way %= 4;
        vm.recordLogs();
        if (way == 0) _buyByAllowance(payer, purchase);
        else if (way == 1) _buyByPermit(payer, purchase);
        else if (way == 2) _buyByAuthorization(payer, purchase);
        else _buyByNative(payer, purchase, who >> 16);
        noteSale(payer.addr, assetId, purchase, heldIn(vm.getRecordedLogs(), purchase));
        _done();
    }

    function proveKeyFault(uint256 what, uint256 which) external action {
        uint256 assetId = _asset(what);
        if (assetId == 0) return;
        uint32 version = uint32(1 + which % _facts[assetId].versions);
        bytes32 commitment = _commitments[assetId][version];
        if (!_badKey[commitment]) return;
        uint256[] memory both = new uint256[](2);
        both[1] = 1;
        KEY_FAULTS.prove(commitment, _badPlan(assetId, version).open(both));
        _provenBad[commitment] = true;
        _done();
    }

    /// @dev To the asset once its time is over, or back if the key is proven bad: each when and only when it may.
    function refund(uint256 which) external action {
        if (_pending.length == 0) return;
        uint256 place = which % _pending.length;
        // Mostly of a key that is proven bad.
        while (place > 0 && !_provenBad[_pending[place].purchase.commitment]) --place;
        if (_provenBad[_pending[place].purchase.commitment]) {
            _refund(place);
            return _done();
        }
        vm.expectPartialRevert(IRevenue.RevenueKeyNotFaulty.selector);
        REVENUE.refund(_pending[place].purchase);
    }

    function release(uint256 which) external action {
        if (_pending.length == 0) return;
        uint256 place = which % _pending.length;
        bool isDue = block.timestamp >= _pending[place].until;
        if (isDue && !_provenBad[_pending[place].purchase.commitment]) {
            _release(place);
            return _done();
        }
        vm.expectPartialRevert(isDue ? IRevenue.RevenueKeyFaulty.selector : IRevenue.RevenueHeldUntil.selector);
        REVENUE.release(_pending[place].purchase);
    }

    /// @dev Seconds, hours or days go by: delays pass, licences end, windows close.
    function wait(uint256 time, uint256 scale) external action {
        scale %= 8;
        skip(bound(time, 1, scale < 4 ? 200 : scale < 7 ? 60 hours : 10 days));
        _done();
    }

    function pay(uint256 who, uint256 what, uint256 amount) external action {
        uint256 assetId = _asset(what);
        if (assetId == 0) return;
        // Single wei find rounding, large sums find overflow.
        amount = amount % 2 == 0 ? bound(amount, 1, 50) : bound(amount, 1, 1000 ether);
        _as(_payer(who).addr);
        REVENUE.pay(assetId, uint128(amount));
        notePaid(assetId, amount);
        _done();
    }

    function distribute(uint256 what) external action {
        uint256 assetId = _asset(what);
        if (assetId == 0) return;
        if (ghostNet[assetId] > ghostDistributed[assetId]) _done();
        _distribute(assetId);
    }

    function transferShares(uint256 from, uint256 to, uint256 what, uint256 amount) external action {
        uint256 assetId = _asset(what);
        if (assetId == 0) return;
        address seller = _actor(from).addr;
        amount = bound(amount, 0, SHARES.balanceOf(seller, assetId));
        // Not `_as`: what the seller earned until now stays theirs.
        vm.prank(seller);
        SHARES.transfer(_actor(to).addr, assetId, amount);
        noteDistributed(assetId);
        if (amount > 0) _done();
    }

    /// @dev Some assets, some of them twice. Anyone calls, and nobody loses.
    function claim(uint256 who, uint256 what, uint256 count) external action {
        if (_asset(what) == 0) return;
        uint256[] memory assetIds = new uint256[](bound(count, 1, 5));
        for (uint256 i; i < assetIds.length; ++i) {
            assetIds[i] = _asset(what >> (i * 8));
        }
        if (_claim(_actor(who).addr, assetIds) > 0) _done();
    }

    function claimTreasury() external action {
        if (_claimTreasury() > 0) _done();
    }

    function retire(uint256 what, uint256 chance) external action {
        uint256 assetId = _asset(what);
        if (assetId == 0 || chance % 2 != 0) return;
        _as(REGISTRY.ownerOf(assetId));
        if (_facts[assetId].retiredAt != 0) {
            vm.expectPartialRevert(IAssetRegistry.AssetRegistryNotActive.selector);
            REGISTRY.retire(assetId);
            return;
        }
        REGISTRY.retire(assetId);
        _facts[assetId].retiredAt = block.timestamp;
        _done();
    }

    /// @dev Mostly of one that is retired.
    function releaseBond(uint256 what) external action {
        uint256 assetId = _asset(what);
        if (assetId == 0) return;
        for (uint256 i = 1; i < 16 && what % 4 != 0 && !_isLeaving(assetId); ++i) {
            assetId = _asset(uint8(what) + i);
        }
        Asset storage asset = _facts[assetId];
        if (asset.retiredAt == 0 || !asset.bonded) {
            vm.expectPartialRevert(IAssetRegistry.AssetRegistryNotRetired.selector);
            REGISTRY.releaseBond(assetId);
        } else if (block.timestamp < asset.retiredAt + _now("bondDelay")) {
            vm.expectPartialRevert(IAssetRegistry.AssetRegistryBondNotDue.selector);
            REGISTRY.releaseBond(assetId);
        } else {
            REGISTRY.releaseBond(assetId);
            asset.bonded = false;
            _done();
        }
    }

    function withdraw(uint256 who) external action {
        address account = _actor(who).addr;
        if (ESCROW.withdrawable(account) > 0) _done();
        _world.withdraw(account);
    }

    /// @notice Everyone leaves with what is theirs.
    function exitEverything() external {
        while (_pending.length > 0) {
            uint256 place = _pending.length - 1;
            if (_provenBad[_pending[place].purchase.commitment]) {
                _refund(place);
                continue;
            }
            if (block.timestamp < _pending[place].until) vm.warp(_pending[place].until);
            _release(place);
        }
        uint256[] memory assets = _world.assets();
        for (uint256 i; i < assets.length; ++i) {
            _distribute(assets[i]);
            if (_facts[assets[i]].retiredAt != 0) continue;
            vm.prank(REGISTRY.ownerOf(assets[i]));
            REGISTRY.retire(assets[i]);
            _facts[assets[i]].retiredAt = block.timestamp;
        }
        for (uint256 i; i < _actors.length; ++i) {
            _claim(_actors[i].addr, assets);
        }
        skip(_now("bondDelay"));
        for (uint256 i; i < assets.length; ++i) {
            if (_facts[assets[i]].bonded) REGISTRY.releaseBond(assets[i]);
            _facts[assets[i]].bonded = false;
        }
        _claimTreasury();
    }

    /// @notice Whether another asset may be published now.
    function isRoom() public view returns (bool) {
        return _world.assets().length < MAX_ASSETS && !isPaused();
    }

    /// @dev One to look, one to make something of it, and one that can be refunded.
    function _publication(bytes32 salt, uint256 terms_) private returns (Publication memory publication) {
        OfferTerms[] memory offers = new OfferTerms[](OFFERS);
        offers[0] = terms(DOWNLOAD, uint32(terms_ % 3), 0, _price(terms_ >> 16));
        offers[1] = terms(DERIVE | COMPUTE, 0, uint16((terms_ >> 32) % 2500), _price(terms_ >> 64));
        offers[2] = terms(DOWNLOAD | COMPUTE, uint32(terms_ >> 96) % 30, 400, _price(terms_ >> 128));
        offers[2].refundHours = uint16(bound(terms_ >> 160, 1, 100));
        publication = publicationWith(offers);
        publication.salt = salt;
        publication.kind = Kind.Model;
    }

    function _chooseParents(address publisher, uint256 seed, uint256 count) private returns (Parent[] memory parents) {
        if (_asset(0) == 0) return parents;
        parents = new Parent[](count);
        uint256 sum;
        for (uint256 i; i < count; ++i) {
            uint256 parent = _asset(seed >> (i * 8));
            bytes32 offerId = LICENCES.offerIdOf(parent, 1);
            sum += ghostRateSum[parent] + _offers[offerId].royalty;
            if (saleRefusal(parent) != 0 || sum > ROYALTY_CAP) return new Parent[](0);
            parents[i] = Parent(parent, offerId, Relation.FinetunedFrom);
            Purchase memory purchase = Purchase(unique(), offerId, publisher, _offers[offerId].price);
            vm.recordLogs();
            _as(publisher);
            REVENUE.buy(purchase);
            noteSale(publisher, parent, purchase, heldIn(vm.getRecordedLogs(), purchase));
        }
    }

    function _isLeaving(uint256 assetId) private view returns (bool) {
        return _facts[assetId].retiredAt != 0 && _facts[assetId].bonded;
    }

    function _fundBond(address publisher, uint256 assetId) private {
        _fund(publisher, bondOf(publisher, assetId), _now("publishBond"));
    }

    function _buyByAllowance(Account memory payer, Purchase memory purchase) private {
        vm.prank(payer.addr);
        REVENUE.buy(purchase);
    }

    function _buyByPermit(Account memory payer, Purchase memory purchase) private {
        vm.startPrank(payer.addr);
        TOKEN.approve(address(REVENUE), 0);
        (uint8 v, bytes32 r, bytes32 s) = signPermit(payer, address(REVENUE), purchase.maxPrice, block.timestamp);
        REVENUE.buyWithPermit(purchase, block.timestamp, v, r, s);
        TOKEN.approve(address(REVENUE), type(uint256).max);
        vm.stopPrank();
    }

    /// @dev Brought by someone else.
    function _buyByAuthorization(Account memory payer, Purchase memory purchase) private {
        Authorization memory authorization = authorizePurchase(payer, purchase);
        REVENUE.buyWithAuthorization(purchase, payer.addr, purchase.maxPrice, authorization);
    }

    function _buyByNative(Account memory payer, Purchase memory purchase, uint256 surplus) private {
        vm.prank(payer.addr);
        REVENUE.buyWithNative{value: purchase.maxPrice + surplus % 1 ether}(purchase);
    }

    function _refund(uint256 place) private {
        Pending memory pending = _take(place);
        uint256 before = TOKEN.balanceOf(pending.purchase.payer);
        REVENUE.refund(pending.purchase);
        assertEq(REVENUE.heldOf(pending.purchase).amount, 0, "refunded once");
        assertEq(TOKEN.balanceOf(pending.purchase.payer), before + pending.amount, "refund");
        _access.noteRefund(pending.purchase.beneficiary, pending.purchase.assetId, pending.place);
        --ghostSold[pending.purchase.offerId];
    }

    function _release(uint256 place) private {
        Pending memory pending = _take(place);
        REVENUE.release(pending.purchase);
        assertEq(REVENUE.heldOf(pending.purchase).amount, 0, "released once");
        _earned(pending.purchase.assetId, pending.amount, pending.fee);
    }

    function _take(uint256 place) private returns (Pending memory pending) {
        pending = _pending[place];
        _pending[place] = _pending[_pending.length - 1];
        _pending.pop();
        ghostHeld -= pending.amount;
    }

    function _distribute(uint256 assetId) private {
        REVENUE.distribute(assetId);
        noteDistributed(assetId);
    }

    function _claim(address account, uint256[] memory assetIds) private returns (uint256 amount) {
        uint256 before = TOKEN.balanceOf(account);
        SHARES.claim(account, assetIds);
        amount = TOKEN.balanceOf(account) - before;
        ghostClaimed += amount;
    }

    function _claimTreasury() private returns (uint256 amount) {
        uint256 before = TOKEN.balanceOf(address(TIMELOCK));
        REVENUE.claimTreasury();
        amount = TOKEN.balanceOf(address(TIMELOCK)) - before;
        ghostTreasuryClaimed += amount;
    }

    function _price(uint256 seed) private pure returns (uint128) {
        if (seed % 8 == 0) return 0;
        return uint128(seed % 2 == 0 ? 1 + seed % 1000 : 1 + seed % 100 ether);
    }
}

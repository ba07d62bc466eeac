// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Authorization} from "../../src/interfaces/Authorization.sol";
import {Kind, Parent, Publication, Relation} from "../../src/interfaces/IAssetRegistry.sol";
import {OfferTerms} from "../../src/interfaces/ILicences.sol";
import {IParameters} from "../../src/interfaces/IParameters.sol";
import {Purchase} from "../../src/interfaces/IRevenue.sol";
import {KeyTree} from "../KeyTree.sol";
import {MarketBooks} from "./MarketBooks.sol";

/// @notice Publishers, buyers, holders and the DAO, doing anything in any order.
contract MarketHandler is MarketBooks {
    using KeyTree for KeyTree.Plan;

    constructor(Account[] memory actors) {
        for (uint256 i; i < actors.length; ++i) {
            _actors.push(actors[i]);
        }
    }

    receive() external payable {}

    function publish(uint256 who, uint256 parentSeed, uint8 parentCount, uint256 terms_, uint16 firstShares) external {
        if (_assets.length == MAX_ASSETS) return;
        address publisher = _actor(who).addr;
        Parent[] memory parents = _chooseParents(publisher, parentSeed, bound(parentCount, 0, 3));

        OfferTerms[] memory offers = new OfferTerms[](OFFERS);
        offers[0] = terms(DOWNLOAD, uint32(terms_ % 3), 0, _price(terms_ >> 16));
        offers[1] = terms(DERIVE | COMPUTE, 0, uint16((terms_ >> 32) % 2500), _price(terms_ >> 64));
        offers[2] = terms(DOWNLOAD | COMPUTE, uint32(terms_ >> 96) % 30, 0, _price(terms_ >> 128));
        offers[2].refundHours = uint16(bound(terms_ >> 160, 1, 100));
        Publication memory publication = publicationWith(offers);
        publication.kind = Kind.Model;
        publication.parents = parents;
        if (firstShares % 2 == 1) {
            address other = _actor(who >> 8).addr;
            publication.contributors = contributorList(publisher, uint16(bound(firstShares, 0, 10_000)), other);
        }

        uint256 assetId = REGISTRY.assetIdOf(publisher, publication.salt);
        publication.commitment = _commit(assetId, terms_ >> 255 == 1);
        publish(publisher, publication);
        ghostBondsIn += PUBLISH_BOND;
        _assets.push(assetId);
        _publisher[assetId] = publisher;
        _commitment[assetId] = publication.commitment;
        for (uint256 i; i < OFFERS; ++i) {
            _offers[assetId][i] = offers[i];
        }
        for (uint256 i; i < parents.length; ++i) {
            _inherit(assetId, parents[i].assetId);
        }
    }

    function buy(uint256 who, uint256 what, uint256 index, uint8 way) external {
        uint256 assetId = _asset(what);
        if (assetId == 0 || _retired[assetId]) return;
        index %= OFFERS;
        Account memory payer = _actor(who);
        Purchase memory purchase = Purchase({
            purchaseId: unique(),
            offerId: LICENCES.offerIdOf(assetId, index),
            beneficiary: _actor(who >> 8).addr,
            maxPrice: _offers[assetId][index].price
        });
        way %= 4;
        vm.recordLogs();
        if (way == 0) _buyByAllowance(payer, purchase);
        else if (way == 1) _buyByPermit(payer, purchase);
        else if (way == 2) _buyByAuthorization(payer, purchase);
        else _buyByNative(payer, purchase, who >> 16);
        _sold(payer.addr, assetId, index, purchase);
    }

    function proveKeyFault(uint256 what) external {
        uint256 assetId = _asset(what);
        if (!_badKey[assetId]) return;
        uint256[] memory which = new uint256[](2);
        which[1] = 1;
        KEY_FAULTS.prove(_commitment[assetId], _badPlan(assetId).open(which));
        _provenBad[assetId] = true;
    }

    /// @dev To the asset once its time is over, or back if the key is proven bad.
    function settle(uint256 which) external {
        if (_pending.length > 0) _settle(which % _pending.length);
    }

    /// @dev Any time at all goes by: licences end, windows close.
    function wait(uint256 time) external {
        skip(bound(time, 1, 60 hours));
    }

    function pay(uint256 who, uint256 what, uint256 amount) external {
        uint256 assetId = _asset(what);
        if (assetId == 0) return;
        // Single wei find rounding, large sums find overflow.
        amount = amount % 2 == 0 ? bound(amount, 1, 50) : bound(amount, 1, 1000 ether);
        pay(_actor(who).addr, assetId, uint128(amount));
        _paid(assetId, amount);
    }

    function changeFee(uint16 fee) external {
        fee = uint16(bound(fee, 0, 1000));
        govern(address(PARAMETERS), abi.encodeCall(IParameters.set, ("feeBasisPoints", fee)));
        _fee = fee;
    }

    function distribute(uint256 what) external {
        uint256 assetId = _asset(what);
        if (assetId != 0) _distribute(assetId);
    }

    function transferShares(uint256 from, uint256 to, uint256 what, uint256 amount) external {
        uint256 assetId = _asset(what);
        if (assetId == 0) return;
        address seller = _actor(from).addr;
        amount = bound(amount, 0, SHARES.balanceOf(seller, assetId));
        vm.prank(seller);
        SHARES.transfer(_actor(to).addr, assetId, amount);
        ghostDistributed[assetId] = ghostNet[assetId];
    }

    /// @dev Some assets, some of them twice.
    function claim(uint256 who, uint256 what, uint8 count) external {
        if (_assets.length == 0) return;
        uint256[] memory assetIds = new uint256[](bound(count, 1, 5));
        for (uint256 i; i < assetIds.length; ++i) {
            assetIds[i] = _asset(what >> (i * 8));
        }
        _claim(_actor(who).addr, assetIds);
    }

    function claimTreasury() external {
        uint256 before = TOKEN.balanceOf(address(TIMELOCK));
        REVENUE.claimTreasury();
        ghostTreasuryClaimed += TOKEN.balanceOf(address(TIMELOCK)) - before;
    }

    function retire(uint256 what, uint8 chance) external {
        uint256 assetId = _asset(what);
        if (assetId == 0 || _retired[assetId] || chance % 4 != 0) return;
        vm.prank(REGISTRY.ownerOf(assetId));
        REGISTRY.retire(assetId);
        _retired[assetId] = true;
        vm.warp(block.timestamp + BOND_DELAY);
        REGISTRY.releaseBond(assetId);
    }

    function withdrawBonds(uint256 who) external {
        _withdraw(_actor(who).addr);
    }

    /// @notice Everyone leaves with what is theirs.
    function exitEverything() external {
        while (_pending.length > 0) {
            _settle(_pending.length - 1);
        }
        for (uint256 i; i < _assets.length; ++i) {
            _distribute(_assets[i]);
        }
        for (uint256 i; i < _actors.length; ++i) {
            _claim(_actors[i].addr, _assets);
        }
        for (uint256 i; i < _assets.length; ++i) {
            if (_retired[_assets[i]]) continue;
            vm.prank(REGISTRY.ownerOf(_assets[i]));
            REGISTRY.retire(_assets[i]);
        }
        vm.warp(block.timestamp + BOND_DELAY);
        for (uint256 i; i < _assets.length; ++i) {
            if (!_retired[_assets[i]]) REGISTRY.releaseBond(_assets[i]);
        }
        for (uint256 i; i < _actors.length; ++i) {
            _withdraw(_actors[i].addr);
        }
        ghostTreasuryClaimed += REVENUE.claimTreasury();
    }

    /// @dev For handlers beside this one: someone paid an asset.
    function notePaid(uint256 assetId, uint256 amount) external {
        _paid(assetId, amount);
    }

    /// @dev For handlers beside this one: shares moved, and with that the asset's own pot was credited.
    function noteDistributed(uint256 assetId) external {
        ghostDistributed[assetId] = ghostNet[assetId];
    }

    function _chooseParents(address publisher, uint256 seed, uint256 count) private returns (Parent[] memory parents) {
        if (_assets.length == 0) return parents;
        parents = new Parent[](count);
        uint256 sum;
        for (uint256 i; i < count; ++i) {
            uint256 parent = _asset(seed >> (i * 8));
            sum += ghostRateSum[parent] + _offers[parent][1].royalty;
            if (_retired[parent] || sum > ROYALTY_CAP) return new Parent[](0);
            bytes32 offerId = LICENCES.offerIdOf(parent, 1);
            parents[i] = Parent(parent, offerId, Relation.FinetunedFrom);
            Purchase memory purchase = purchaseOf(offerId, publisher);
            vm.recordLogs();
            vm.prank(publisher);
            REVENUE.buy(purchase);
            _sold(publisher, parent, 1, purchase);
        }
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

    function _settle(uint256 place) private {
        Pending memory pending = _pending[place];
        _pending[place] = _pending[_pending.length - 1];
        _pending.pop();
        ghostHeld -= pending.amount;
        if (_provenBad[pending.purchase.assetId]) {
            uint256 before = TOKEN.balanceOf(pending.purchase.payer);
            REVENUE.refund(pending.purchase);
            assertEq(TOKEN.balanceOf(pending.purchase.payer), before + pending.amount, "refund");
        } else {
            if (block.timestamp < pending.until) vm.warp(pending.until);
            REVENUE.release(pending.purchase);
            _earned(pending.purchase.assetId, pending.amount, pending.fee);
        }
    }

    /// @dev Every second asset gets key shares that do not give its key.
    function _commit(uint256 assetId, bool bad) private returns (bytes32) {
        _badKey[assetId] = bad;
        return bad ? _badPlan(assetId).root() : COMMITMENT;
    }

    function _badPlan(uint256 assetId) private pure returns (KeyTree.Plan memory) {
        return KeyTree.Plan(assetId, 1, 2, "another key", KeyTree.split("key", 2, 2));
    }

    function _distribute(uint256 assetId) private {
        REVENUE.distribute(assetId);
        ghostDistributed[assetId] = ghostNet[assetId];
    }

    function _claim(address account, uint256[] memory assetIds) private {
        uint256 before = TOKEN.balanceOf(account);
        SHARES.claim(account, assetIds);
        ghostClaimed += TOKEN.balanceOf(account) - before;
    }

    function _withdraw(address account) private {
        uint256 before = TOKEN.balanceOf(account);
        ESCROW.withdraw(account);
        ghostBondsOut += TOKEN.balanceOf(account) - before;
    }

    function _price(uint256 seed) private pure returns (uint128) {
        if (seed % 8 == 0) return 0;
        return uint128(seed % 2 == 0 ? 1 + seed % 1000 : 1 + seed % 100 ether);
    }

    function _actor(uint256 seed) private view returns (Account memory) {
        return _actors[uint8(seed) % _actors.length];
    }

    function _asset(uint256 seed) private view returns (uint256) {
        return _assets.length == 0 ? 0 : _assets[uint8(seed) % _assets.length];
    }
}

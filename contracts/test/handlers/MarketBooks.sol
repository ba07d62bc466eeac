// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAssetRegistry, Publication, Status} from "../../src/interfaces/IAssetRegistry.sol";
import {OfferTerms} from "../../src/interfaces/ILicences.sol";
import {HeldPurchase, IRevenue, Purchase} from "../../src/interfaces/IRevenue.sol";
import {KeyTree} from "../KeyTree.sol";
import {AccessBooks} from "./AccessBooks.sol";
import {Handler} from "./Handler.sol";
import {World} from "./World.sol";

/// @notice A second set of books: kept from what callers paid and received, never read back from the contracts under test.
abstract contract MarketBooks is Handler {
    using KeyTree for KeyTree.Plan;

    /// @dev A payment in its refund window, as this side remembers it.
    struct Pending {
        HeldPurchase purchase;
        uint256 amount;
        uint256 fee; // at the rate of the purchase
        uint256 until;
        uint256 place; // in the books of access
    }

    struct Asset {
        address publisher;
        bool bonded;
        bool suspended;
        uint256 retiredAt;
        uint32 versions;
        uint256 longestRefund; // hours
    }

    uint256 internal constant OFFERS = 3;

    AccessBooks internal immutable _access;
    Pending[] internal _pending;
    mapping(uint256 assetId => Asset) internal _facts;
    mapping(uint256 assetId => mapping(uint32 version => bytes32)) internal _commitments;
    mapping(uint256 assetId => mapping(uint32 version => uint256)) internal _followedAt;
    mapping(bytes32 commitment => bool) internal _badKey;
    mapping(bytes32 commitment => bool) internal _provenBad;
    mapping(bytes32 offerId => OfferTerms) internal _offers;
    uint256 internal _pausedUntil;

    uint256 public ghostPaid;
    uint256 public ghostHeld; // payments in their refund window
    uint256 public ghostFees;
    uint256 public ghostClaimed;
    uint256 public ghostTreasuryClaimed;
    mapping(bytes32 offerId => uint256) public ghostSold; // less what was refunded
    mapping(uint256 assetId => uint256) public ghostNet;
    mapping(uint256 assetId => uint256) public ghostDistributed;
    mapping(uint256 assetId => mapping(uint256 ancestor => uint256)) public ghostRate;
    mapping(uint256 assetId => uint256) public ghostRateSum;

    constructor(World world, AccessBooks access) Handler(world) {
        _access = access;
    }

    // For the handlers beside this one.

    function offerOf(bytes32 offerId) external view returns (OfferTerms memory) {
        return _offers[offerId];
    }

    function versionsOf(uint256 assetId) external view returns (uint32) {
        return _facts[assetId].versions;
    }

    function isSuspended(uint256 assetId) external view returns (bool) {
        return _facts[assetId].suspended;
    }

    /// @notice Somebody paid an asset.
    function notePaid(uint256 assetId, uint256 amount) public {
        _earned(assetId, amount, _feeOf(amount));
    }

    /// @notice Shares moved, and with that the asset's own pot was credited.
    function noteDistributed(uint256 assetId) public {
        ghostDistributed[assetId] = ghostNet[assetId];
    }

    function notePause(uint256 until) external {
        _pausedUntil = until;
    }

    function noteSuspended(uint256 assetId, bool suspended) external {
        _facts[assetId].suspended = suspended;
    }

    function noteOffer(uint256 assetId, bytes32 offerId, OfferTerms memory offer) public {
        _offers[offerId] = offer;
        Asset storage asset = _facts[assetId];
        if (offer.refundHours > asset.longestRefund) asset.longestRefund = offer.refundHours;
    }

    /// @notice A purchase went through.
    /// @param held What the events say is held, if anything.
    function noteSale(address payer, uint256 assetId, Purchase memory purchase, HeldPurchase memory held) public {
        OfferTerms memory offer = _offers[purchase.offerId];
        uint256 place = _access.noteSale(purchase.beneficiary, assetId, purchase.offerId, offer);
        ++ghostSold[purchase.offerId];
        bool isHeld = offer.refundHours > 0 && offer.price > 0;
        assertEq(held.payer, isHeld ? payer : address(0), "held of whom");
        if (!isHeld) return notePaid(assetId, offer.price);
        assertEq(held.commitment, _commitments[assetId][_facts[assetId].versions], "held for which key");
        uint256 until = block.timestamp + uint256(offer.refundHours) * 1 hours;
        _pending.push(Pending(held, offer.price, _feeOf(offer.price), until, place));
        ghostHeld += offer.price;
    }

    /// @notice Why nothing of an asset can be bought now; 0: it can.
    function saleRefusal(uint256 assetId) public view returns (bytes4) {
        if (isPaused()) return IRevenue.RevenuePaused.selector;
        return statusOf(assetId) == Status.Active ? bytes4(0) : IAssetRegistry.AssetRegistryNotActive.selector;
    }

    function isPaused() public view returns (bool) {
        return block.timestamp < _pausedUntil;
    }

    function statusOf(uint256 assetId) public view returns (Status) {
        if (_facts[assetId].suspended) return Status.Suspended;
        return _facts[assetId].retiredAt == 0 ? Status.Active : Status.Retired;
    }

    /// @notice From when the key shares of a version may be shredded; 0: it is sold still.
    function shreddableAt(uint256 assetId, uint32 version) external view returns (uint256) {
        uint256 soldUntil = _followedAt[assetId][version];
        if (soldUntil == 0) soldUntil = _facts[assetId].retiredAt;
        if (soldUntil == 0) return 0;
        uint256 window = _facts[assetId].longestRefund * 1 hours;
        uint256 period = _now("keeperChallengePeriod");
        return soldUntil + (window > period ? window : period);
    }

    // For the invariants.

    /// @dev What the shares of an asset must have earned: one floor for each source, of a total.
    function expectedCumulative(uint256 assetId) public view returns (uint256 cumulative) {
        uint256[] memory assets = _world.assets();
        cumulative = ghostDistributed[assetId] * (10_000 - ghostRateSum[assetId]) / 10_000;
        for (uint256 i; i < assets.length; ++i) {
            cumulative += ghostDistributed[assets[i]] * ghostRate[assets[i]][assetId] / 10_000;
        }
    }

    function undistributed() public view returns (uint256 sum) {
        uint256[] memory assets = _world.assets();
        for (uint256 i; i < assets.length; ++i) {
            sum += ghostNet[assets[i]] - ghostDistributed[assets[i]];
        }
    }

    /// @dev How many fractions below one wei may be kept: one for each (account, asset), one for each part of a split.
    function fractions() public view returns (uint256 count) {
        uint256[] memory assets = _world.assets();
        count = assets.length * _actors.length;
        for (uint256 i; i < assets.length; ++i) {
            if (ghostRateSum[assets[i]] == 0) continue;
            ++count;
            for (uint256 j; j < assets.length; ++j) {
                if (ghostRate[assets[i]][assets[j]] > 0) ++count;
            }
        }
    }

    function assertSplit(uint256 assetId) external view {
        assertEq(REVENUE.totals(assetId).net, ghostNet[assetId], "net");
        assertEq(REVENUE.totals(assetId).distributed, ghostDistributed[assetId], "distributed");
        assertEq(SHARES.cumulativeOf(assetId), expectedCumulative(assetId), "cumulative");
        uint256 shares;
        for (uint256 i; i < _actors.length; ++i) {
            shares += SHARES.balanceOf(_actors[i].addr, assetId);
        }
        assertEq(shares, 10_000, "shares");
        assertEq(uint8(REGISTRY.statusOf(assetId)), uint8(statusOf(assetId)), "status");
        assertEq(REGISTRY.versionCount(assetId), _facts[assetId].versions, "versions");
        assertEq(
            ESCROW.depositOf(bondOf(_facts[assetId].publisher, assetId)).locked > 0, _facts[assetId].bonded, "bond"
        );
    }

    function _notePublished(uint256 assetId, address publisher, Publication memory publication) internal {
        _world.addAsset(assetId);
        (_facts[assetId].publisher, _facts[assetId].versions) = (publisher, 1);
        _facts[assetId].bonded = _now("publishBond") > 0;
        _commitments[assetId][1] = publication.commitment;
        for (uint256 i; i < OFFERS; ++i) {
            noteOffer(assetId, LICENCES.offerIdOf(assetId, i), publication.offers[i]);
        }
    }

    /// @dev Rates add up, over every way to an ancestor.
    function _inherit(uint256 assetId, uint256 parent, uint256 rate) internal {
        uint256[] memory assets = _world.assets();
        for (uint256 i; i < assets.length; ++i) {
            ghostRate[assetId][assets[i]] += ghostRate[parent][assets[i]];
        }
        ghostRate[assetId][parent] += rate;
        ghostRateSum[assetId] += ghostRateSum[parent] + rate;
    }

    /// @dev Some versions get key shares that do not give their key.
    function _commit(uint256 assetId, uint32 version, bool bad) internal returns (bytes32 commitment) {
        if (!bad) return COMMITMENT;
        commitment = _badPlan(assetId, version).root();
        _badKey[commitment] = true;
    }

    function _badPlan(uint256 assetId, uint32 version) internal pure returns (KeyTree.Plan memory) {
        return KeyTree.Plan(assetId, version, 2, "another key", KeyTree.split("key", 2, 2));
    }

    function _earned(uint256 assetId, uint256 amount, uint256 fee) internal {
        ghostPaid += amount;
        ghostFees += fee;
        ghostNet[assetId] += amount - fee;
    }

    function _feeOf(uint256 amount) internal view returns (uint256) {
        return amount * _now("feeBasisPoints") / 10_000;
    }
}

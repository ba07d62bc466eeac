// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {OfferTerms} from "../../src/interfaces/ILicences.sol";
import {HeldPurchase, Purchase} from "../../src/interfaces/IRevenue.sol";
import {Fixture} from "../Fixture.sol";

/// @notice A second set of books: kept from what callers paid and received, never read back from the contracts under test.
abstract contract MarketBooks is Fixture {
    /// @dev A payment in its refund window, as this side remembers it.
    struct Pending {
        HeldPurchase purchase;
        uint256 amount;
        uint256 fee; // at the rate of the purchase
        uint256 until;
    }

    uint256 internal constant MAX_ASSETS = 24;
    uint256 internal constant OFFERS = 3;
    uint256 internal constant ROYALTY_CAP = 7000;

    Account[] internal _actors;
    uint256[] internal _assets;
    mapping(uint256 assetId => bool) internal _retired;
    mapping(uint256 assetId => address) internal _publisher;
    mapping(uint256 assetId => mapping(uint256 index => OfferTerms)) internal _offers;
    mapping(uint256 assetId => bytes32) internal _commitment;
    mapping(uint256 assetId => bool) internal _badKey;
    mapping(uint256 assetId => bool) internal _provenBad;
    Pending[] internal _pending;
    mapping(address account => mapping(uint256 assetId => uint256)) internal _everSold;
    mapping(address account => mapping(uint256 assetId => uint256)) internal _lasting;

    uint256 internal _fee = FEE_BASIS_POINTS;
    uint256 public ghostPaid;
    uint256 public ghostHeld; // payments in their refund window
    uint256 public ghostFees;
    uint256 public ghostClaimed;
    uint256 public ghostTreasuryClaimed;
    uint256 public ghostBondsIn;
    uint256 public ghostBondsOut;
    mapping(uint256 assetId => uint256) public ghostNet;
    mapping(uint256 assetId => uint256) public ghostDistributed;
    mapping(uint256 assetId => mapping(uint256 ancestor => uint256)) public ghostRate;
    mapping(uint256 assetId => uint256) public ghostRateSum;

    function assets() external view returns (uint256[] memory) {
        return _assets;
    }

    /// @dev What the shares of an asset must have earned: one floor for each source, of a total.
    function expectedCumulative(uint256 assetId) public view returns (uint256 cumulative) {
        cumulative = ghostDistributed[assetId] * (10_000 - ghostRateSum[assetId]) / 10_000;
        for (uint256 i; i < _assets.length; ++i) {
            cumulative += ghostDistributed[_assets[i]] * ghostRate[_assets[i]][assetId] / 10_000;
        }
    }

    /// @dev Access comes from sales and from nothing else, and what was sold without a refund window lasts.
    function assertAccess() external view {
        for (uint256 i; i < _assets.length; ++i) {
            for (uint256 j; j < _actors.length; ++j) {
                address account = _actors[j].addr;
                uint256 access = LICENCES.accessOf(account, _assets[i]);
                for (uint256 right; right < 4; ++right) {
                    bool sold = _everSold[account][_assets[i]] & (1 << right) != 0;
                    assertTrue(sold || uint32(access >> (32 * right)) == 0, "a right that nobody sold");
                }
                assertGe(uint32(access), _lasting[account][_assets[i]], "less than was sold for good");
                assertEq(access >> 128, 0, "nobody granted anything");
            }
        }
    }

    function undistributed() public view returns (uint256 sum) {
        for (uint256 i; i < _assets.length; ++i) {
            sum += ghostNet[_assets[i]] - ghostDistributed[_assets[i]];
        }
    }

    function claimable() public view returns (uint256 sum) {
        for (uint256 i; i < _assets.length; ++i) {
            for (uint256 j; j < _actors.length; ++j) {
                sum += SHARES.claimable(_actors[j].addr, _assets[i]);
            }
        }
    }

    /// @dev How many fractions below one wei may be kept: one for each (account, asset), one for each part of a split.
    function fractions() public view returns (uint256 count) {
        for (uint256 i; i < _assets.length; ++i) {
            count += _actors.length;
            if (ghostRateSum[_assets[i]] == 0) continue;
            ++count;
            for (uint256 j; j < _assets.length; ++j) {
                if (ghostRate[_assets[i]][_assets[j]] > 0) ++count;
            }
        }
    }

    function sharesOf(uint256 assetId) public view returns (uint256 sum) {
        for (uint256 i; i < _actors.length; ++i) {
            sum += SHARES.balanceOf(_actors[i].addr, assetId);
        }
    }

    function heldInEscrow() public view returns (uint256 sum) {
        for (uint256 i; i < _actors.length; ++i) {
            sum += ESCROW.withdrawable(_actors[i].addr);
        }
        for (uint256 i; i < _assets.length; ++i) {
            sum += ESCROW.depositOf(bondOf(_publisher[_assets[i]], _assets[i])).locked;
        }
    }

    /// @dev Rates add up, over every way to an ancestor.
    function _inherit(uint256 assetId, uint256 parent) internal {
        for (uint256 i; i < _assets.length; ++i) {
            ghostRate[assetId][_assets[i]] += ghostRate[parent][_assets[i]];
        }
        ghostRate[assetId][parent] += _offers[parent][1].royalty;
        ghostRateSum[assetId] += ghostRateSum[parent] + _offers[parent][1].royalty;
    }

    function _paid(uint256 assetId, uint256 amount) internal {
        _earned(assetId, amount, amount * _fee / 10_000);
    }

    function _earned(uint256 assetId, uint256 amount, uint256 fee) internal {
        ghostPaid += amount;
        ghostFees += fee;
        ghostNet[assetId] += amount - fee;
    }

    function _sold(address payer, uint256 assetId, uint256 index, Purchase memory purchase) internal {
        OfferTerms memory offer = _offers[assetId][index];
        (address account, uint256 amount) = (purchase.beneficiary, offer.price);
        _everSold[account][assetId] |= offer.rights;
        if (offer.refundHours == 0 || amount == 0) {
            _paid(assetId, amount);
            if (offer.rights & DOWNLOAD == 0) return;
            uint256 hour = (block.timestamp + 3599) / 3600;
            uint256 start = _lasting[account][assetId] > hour ? _lasting[account][assetId] : hour;
            bool perpetual = offer.durationHours == 0 || _lasting[account][assetId] == type(uint32).max;
            _lasting[account][assetId] = perpetual ? type(uint32).max : start + offer.durationHours;
            return;
        }
        HeldPurchase memory held = heldIn(vm.getRecordedLogs(), purchase);
        assertEq(held.payer, payer, "held of whom");
        assertEq(held.commitment, _commitment[assetId], "held for which key");
        uint256 until = block.timestamp + uint256(offer.refundHours) * 1 hours;
        _pending.push(Pending(held, amount, amount * _fee / 10_000, until));
        ghostHeld += amount;
    }
}

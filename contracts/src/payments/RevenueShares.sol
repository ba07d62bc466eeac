// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Contributor} from "../interfaces/IAssetRegistry.sol";
import {IRevenue} from "../interfaces/IRevenue.sol";
import {IRevenueShares} from "../interfaces/IRevenueShares.sol";

/// @notice See {IRevenueShares}. Immutable.
contract RevenueShares is IRevenueShares, ERC6909 {
    using SafeCast for uint256;

    uint256 private constant TOTAL_SHARES = 10_000;

    /// @dev What an account earned with one asset. `accrued` counts ten-thousandths of a wei, so that shares ×
    /// revenue is exact: no rounding ever happens but at payment, and there the fraction is kept.
    struct Account {
        uint128 settledAt; // the asset's cumulative revenue up to which `accrued` is complete, in wei
        uint128 accrued;
    }

    address private immutable _registry;
    IRevenue private immutable _revenue;

    mapping(uint256 assetId => uint256) private _cumulative;
    mapping(uint256 assetId => mapping(address account => Account)) private _accounts;
    mapping(uint256 assetId => bool) private _issued;

    constructor(address registry, IRevenue revenue) {
        _registry = registry;
        _revenue = revenue;
    }

    /// @inheritdoc IRevenueShares
    function issue(uint256 assetId, Contributor[] calldata contributors) external {
        if (msg.sender != _registry) revert RevenueSharesNotRegistry(msg.sender);
        if (_issued[assetId]) revert RevenueSharesAlreadyIssued(assetId);
        _issued[assetId] = true;
        uint256 total;
        for (uint256 i; i < contributors.length; ++i) {
            total += contributors[i].shares;
            _mint(contributors[i].account, assetId, contributors[i].shares);
        }
        if (total != TOTAL_SHARES) revert RevenueSharesWrongTotal(total, TOTAL_SHARES);
        emit SharesIssued(assetId, contributors);
    }

    /// @inheritdoc IRevenueShares
    function credit(uint256 source, uint256[] calldata assetIds, uint256[] calldata amounts) external {
        if (msg.sender != address(_revenue)) revert RevenueSharesNotRevenue(msg.sender);
        if (assetIds.length != amounts.length) revert RevenueSharesLengthMismatch(assetIds.length, amounts.length);
        for (uint256 i; i < assetIds.length; ++i) {
            if (amounts[i] == 0) continue;
            uint256 cumulative = _cumulative[assetIds[i]] + amounts[i];
            _cumulative[assetIds[i]] = cumulative;
            emit Credited(assetIds[i], source, amounts[i], cumulative);
        }
    }

    /// @inheritdoc IRevenueShares
    function claim(address account, uint256[] calldata assetIds) external returns (uint256 amount) {
        for (uint256 i; i < assetIds.length; ++i) {
            uint256 accrued = _accrued(account, assetIds[i]);
            uint256 whole = accrued / TOTAL_SHARES;
            if (whole == 0) continue;
            _accounts[assetIds[i]][account] =
                Account(_cumulative[assetIds[i]].toUint128(), (accrued % TOTAL_SHARES).toUint128());
            amount += whole;
            emit Claimed(account, assetIds[i], whole);
        }
        if (amount > 0) _revenue.payOut(account, amount);
    }

    /// @inheritdoc IRevenueShares
    function claimable(address account, uint256 assetId) external view returns (uint256) {
        return _accrued(account, assetId) / TOTAL_SHARES;
    }

    /// @inheritdoc IRevenueShares
    function cumulativeOf(uint256 assetId) external view returns (uint256) {
        return _cumulative[assetId];
    }

    /// @dev What the asset's own pot holds is credited before shares move, so that it stays with the seller.
    function _update(address from, address to, uint256 id, uint256 amount) internal override {
        if (from != address(0)) {
            _revenue.distribute(id);
            _settle(from, id);
            _settle(to, id);
        }
        super._update(from, to, id, amount);
    }

    function _settle(address account, uint256 assetId) private {
        _accounts[assetId][account] = Account(_cumulative[assetId].toUint128(), _accrued(account, assetId).toUint128());
    }

    function _accrued(address account, uint256 assetId) private view returns (uint256) {
        Account memory a = _accounts[assetId][account];
        return a.accrued + balanceOf(account, assetId) * (_cumulative[assetId] - a.settledAt);
    }
}

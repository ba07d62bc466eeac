// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC6909, IERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Contributor} from "../interfaces/IAssetRegistry.sol";
import {IRevenue} from "../interfaces/IRevenue.sol";
import {IRevenueShares} from "../interfaces/IRevenueShares.sol";

/// @notice See {IRevenueShares}. Immutable.
contract RevenueShares is IRevenueShares, ERC6909 {
    using SafeCast for uint256;

    uint256 private constant TOTAL_SHARES = 10_000;

    /// @dev What an account holds of one asset, in one slot. `accrued` counts ten-thousandths of a wei, so that shares ×
    /// revenue is exact: no rounding ever happens but at payment, and there the fraction is kept. All that is accrued
    /// lies in Revenue, so it is far below its 112 bits with any supply of less than 2^98 wei.
    struct Holding {
        uint16 shares;
        uint112 accrued;
        uint128 settledAt; // the asset's cumulative revenue up to which `accrued` is complete, in wei
    }

    IRevenue private immutable _revenue;

    /// @dev In one slot, so that the first credit finds it written.
    struct Pot {
        uint128 cumulative; // all that the shares were ever credited, in wei
        bool issued;
    }

    mapping(uint256 assetId => Pot) private _pots;
    mapping(uint256 assetId => mapping(address account => Holding)) private _holdings;

    constructor(IRevenue revenue) {
        _revenue = revenue;
    }

    /// @inheritdoc IRevenueShares
    function issue(uint256 assetId, Contributor[] calldata contributors) external {
        if (msg.sender != address(_revenue)) revert RevenueSharesNotRevenue(msg.sender);
        if (_pots[assetId].issued) revert RevenueSharesAlreadyIssued(assetId);
        _pots[assetId].issued = true;
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
            Pot storage pot = _pots[assetIds[i]];
            uint256 cumulative = pot.cumulative + amounts[i];
            pot.cumulative = cumulative.toUint128();
            emit Credited(assetIds[i], source, amounts[i], cumulative);
        }
    }

    /// @inheritdoc IRevenueShares
    function claim(address account, uint256[] calldata assetIds) external returns (uint256 amount) {
        for (uint256 i; i < assetIds.length; ++i) {
            Holding memory holding = _settled(account, assetIds[i], _pots[assetIds[i]].cumulative);
            uint256 whole = holding.accrued / TOTAL_SHARES;
            if (whole == 0) continue;
            // forge-lint: disable-next-line(unsafe-typecast)
            holding.accrued %= uint112(TOTAL_SHARES);
            _holdings[assetIds[i]][account] = holding;
            amount += whole;
            emit Claimed(account, assetIds[i], whole);
        }
        if (amount > 0) _revenue.payOut(account, amount);
    }

    /// @inheritdoc IRevenueShares
    function claimable(address account, uint256 assetId) external view returns (uint256) {
        return _settled(account, assetId, _pots[assetId].cumulative).accrued / TOTAL_SHARES;
    }

    /// @inheritdoc IRevenueShares
    function cumulativeOf(uint256 assetId) external view returns (uint256) {
        return _pots[assetId].cumulative;
    }

    /// @inheritdoc IERC6909
    function balanceOf(address account, uint256 assetId) public view override(ERC6909, IERC6909) returns (uint256) {
        return _holdings[assetId][account].shares;
    }

    /// @dev What the asset's own pot holds is credited before shares move, so that it stays with the seller.
    function _update(address from, address to, uint256 assetId, uint256 amount) internal override {
        if (from != address(0)) _revenue.distribute(assetId);
        uint256 cumulative = _pots[assetId].cumulative;
        if (from != address(0)) {
            Holding memory sender = _settled(from, assetId, cumulative);
            if (sender.shares < amount) revert ERC6909InsufficientBalance(from, sender.shares, amount, assetId);
            sender.shares -= amount.toUint16();
            _holdings[assetId][from] = sender;
        }
        Holding memory receiver = _settled(to, assetId, cumulative);
        receiver.shares += amount.toUint16();
        _holdings[assetId][to] = receiver;
        emit Transfer(msg.sender, from, to, assetId, amount);
    }

    function _settled(address account, uint256 assetId, uint256 cumulative)
        private
        view
        returns (Holding memory holding)
    {
        holding = _holdings[assetId][account];
        uint256 earned = holding.shares * (cumulative - holding.settledAt);
        holding.accrued = (holding.accrued + earned).toUint112();
        holding.settledAt = cumulative.toUint128();
    }
}

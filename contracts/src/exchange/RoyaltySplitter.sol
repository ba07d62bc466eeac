// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {SafeERC20, IERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IAssetRegistry} from "../interfaces/IAssetRegistry.sol";
import {INativeAdapter} from "../interfaces/INativeAdapter.sol";
import {IRevenue} from "../interfaces/IRevenue.sol";
import {IRoyaltySplitter} from "../interfaces/IRoyaltySplitter.sol";
import {ISaharaToken} from "../interfaces/ISaharaToken.sol";

/// @notice See {IRoyaltySplitter}. Immutable; each asset has a clone of it, whose argument is the asset's id.
contract RoyaltySplitter is IRoyaltySplitter {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    ISaharaToken private immutable _token;
    INativeAdapter private immutable _adapter; // zero on a chain whose native coin is not SAHARA
    IAssetRegistry private immutable _registry;
    IRevenue private immutable _revenue;

    constructor(ISaharaToken token, INativeAdapter adapter, IAssetRegistry registry, IRevenue revenue) {
        _token = token;
        _adapter = adapter;
        _registry = registry;
        _revenue = revenue;
    }

    receive() external payable {}

    /// @inheritdoc IRoyaltySplitter
    function release() external returns (uint256 amount) {
        if (address(this).balance > 0 && address(_adapter) != address(0)) {
            _adapter.deposit{value: address(this).balance}();
        }
        amount = _token.balanceOf(address(this));
        if (amount == 0) return 0;
        IERC20(_token).forceApprove(address(_revenue), amount);
        _revenue.pay(_assetId(), amount.toUint128());
    }

    /// @inheritdoc IRoyaltySplitter
    function rescue(address token) external returns (uint256 amount) {
        address owner = _registry.ownerOf(_assetId());
        if (token == address(_token)) revert RoyaltySplitterNotRescued(token);
        if (token != address(0)) {
            amount = IERC20(token).balanceOf(address(this));
            IERC20(token).safeTransfer(owner, amount);
            return amount;
        }
        if (address(_adapter) != address(0)) revert RoyaltySplitterNotRescued(token);
        amount = address(this).balance;
        (bool sent,) = owner.call{value: amount}("");
        if (!sent) revert RoyaltySplitterTransferFailed(owner);
    }

    function _assetId() private view returns (uint256) {
        return abi.decode(Clones.fetchCloneArgs(address(this)), (uint256));
    }
}

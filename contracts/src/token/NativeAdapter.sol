// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeERC20, IERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {INativeAdapter} from "../interfaces/INativeAdapter.sol";
import {ISaharaToken} from "../interfaces/ISaharaToken.sol";

/// @notice See {INativeAdapter}. Immutable.
contract NativeAdapter is INativeAdapter {
    using SafeERC20 for IERC20;

    ISaharaToken private immutable _token;

    constructor(ISaharaToken token) {
        _token = token;
    }

    /// @inheritdoc INativeAdapter
    function deposit() external payable {
        _deposit(msg.sender);
    }

    /// @inheritdoc INativeAdapter
    function depositFor(address account) external payable {
        _deposit(account);
    }

    /// @inheritdoc INativeAdapter
    function withdraw(uint256 amount) external {
        emit Withdrawn(msg.sender, msg.sender, amount);
        IERC20(_token).safeTransferFrom(msg.sender, address(this), amount);
        _token.burn(amount);
        (bool sent,) = msg.sender.call{value: amount}("");
        if (!sent) revert NativeAdapterTransferFailed(msg.sender, amount);
    }

    function _deposit(address account) private {
        emit Deposited(msg.sender, account, msg.value);
        _token.mint(account, msg.value);
    }
}

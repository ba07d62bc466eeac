// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20, IERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {SaharaToken} from "../../src/token/SaharaToken.sol";

/// @notice A unit of another chain, with 6 decimals as stablecoins have them.
contract SixDecimals is SaharaToken {
    constructor(address minter) SaharaToken(minter) {}

    function decimals() public pure override returns (uint8) {
        return 6;
    }
}

/// @notice A unit that keeps a hundredth of every transfer, which nobody can be paid in.
contract TaxedToken is SaharaToken {
    constructor(address minter) SaharaToken(minter) {}

    function _update(address from, address to, uint256 value) internal override {
        if (from == address(0) || to == address(0)) return super._update(from, to, value);
        super._update(from, address(0), value / 100);
        super._update(from, to, value - value / 100);
    }
}

/// @notice A unit that returns nothing, as the oldest ones do.
contract SilentToken is SaharaToken {
    constructor(address minter) SaharaToken(minter) {}

    function transfer(address to, uint256 value) public override(ERC20, IERC20) returns (bool) {
        super.transfer(to, value);
        _end();
    }

    function transferFrom(address from, address to, uint256 value) public override(ERC20, IERC20) returns (bool) {
        super.transferFrom(from, to, value);
        _end();
    }

    function _end() private pure {
        assembly ("memory-safe") {
            return(0, 0)
        }
    }
}

/// @notice A unit that says no in place of reverting.
contract FalseToken is SaharaToken {
    constructor(address minter) SaharaToken(minter) {}

    function transfer(address, uint256) public pure override(ERC20, IERC20) returns (bool) {
        return false;
    }

    function transferFrom(address, address, uint256) public pure override(ERC20, IERC20) returns (bool) {
        return false;
    }
}

/// @notice A unit whose issuer keeps a list of accounts that neither pay nor are paid.
contract BlockingToken is SaharaToken {
    mapping(address account => bool) private _blocked;

    error BlockingTokenBlocked(address account);

    constructor(address minter) SaharaToken(minter) {}

    function blockAccount(address account) external {
        _blocked[account] = true;
    }

    function _update(address from, address to, uint256 value) internal override {
        if (_blocked[from]) revert BlockingTokenBlocked(from);
        if (_blocked[to]) revert BlockingTokenBlocked(to);
        super._update(from, to, value);
    }
}

/// @notice A unit that changes balances without a transfer, as rebasing ones do.
contract ShrinkingToken is SaharaToken {
    constructor(address minter) SaharaToken(minter) {}

    function shrink(address account, uint256 value) external {
        _burn(account, value);
    }
}

/// @notice A unit that calls somebody in the middle of each transfer, as ERC-777 does; what comes of it is kept.
contract HookedToken is SaharaToken {
    address private _target;
    bytes private _call;
    uint256 public succeeded;
    uint256 public failed;

    constructor(address minter) SaharaToken(minter) {}

    function onTransfer(address target, bytes calldata data) external {
        (_target, _call) = (target, data);
    }

    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value);
        address target = _target;
        if (target == address(0)) return;
        _target = address(0); // once in each transfer
        (bool success,) = target.call(_call);
        if (success) ++succeeded;
        else ++failed;
        _target = target;
    }
}

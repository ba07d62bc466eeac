// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

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

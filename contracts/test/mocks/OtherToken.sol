// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice Some token that is not SAHARA.
contract OtherToken is ERC20("Other", "OTHER") {
    constructor(address account, uint256 amount) {
        _mint(account, amount);
    }
}

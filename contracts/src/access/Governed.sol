// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    AccessManagedUpgradeable
} from "@openzeppelin/contracts-upgradeable/access/manager/AccessManagedUpgradeable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";

/// @notice What every contract that votes can change has in common: the AccessManager decides who may upgrade it and
/// who may call its restricted functions. Its only admin is the timelock.
abstract contract Governed is AccessManagedUpgradeable, UUPSUpgradeable {
    constructor() {
        _disableInitializers();
    }

    function _authorizeUpgrade(address) internal override restricted {}
}

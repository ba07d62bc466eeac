// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC1967Utils} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Utils.sol";

/// @notice What a captured vote could put in place of Parameters: a fee above everything that was paid.
contract GreedyParameters {
    function feeBasisPoints() external pure returns (uint16) {
        return 10_001;
    }

    function proxiableUUID() external pure returns (bytes32) {
        return ERC1967Utils.IMPLEMENTATION_SLOT;
    }
}

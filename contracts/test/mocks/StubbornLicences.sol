// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC1967Utils} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Utils.sol";
import {Sale} from "../../src/interfaces/ILicences.sol";

/// @notice What a captured vote could put in place of Licences: it holds payments for ever, and takes nothing back.
contract StubbornLicences {
    error StubbornLicencesRefused();

    function recordPurchase(bytes32, address) external pure returns (Sale memory) {
        return Sale(1 ether, type(uint32).max, type(uint16).max, "commitment", 0);
    }

    function recordRefund(bytes32, address, uint32) external pure {
        revert StubbornLicencesRefused();
    }

    function proxiableUUID() external pure returns (bytes32) {
        return ERC1967Utils.IMPLEMENTATION_SLOT;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IAssetRegistry} from "../interfaces/IAssetRegistry.sol";

/// @notice OpenZeppelin's AccessManager with its powers given at construction, so that no deployer ever has one: the
/// timelock is the only admin, and the guardian may pause new business in the registry.
contract Authority is AccessManager {
    /// @notice Who may call {IAssetRegistry-pause} and {IAssetRegistry-unpause}.
    uint64 public constant GUARDIAN_ROLE = 1;

    constructor(address timelock, address guardian, IAssetRegistry registry) AccessManager(timelock) {
        _setTargetFunctionRole(address(registry), IAssetRegistry.pause.selector, GUARDIAN_ROLE);
        _setTargetFunctionRole(address(registry), IAssetRegistry.unpause.selector, GUARDIAN_ROLE);
        _grantRole(GUARDIAN_ROLE, guardian, 0, 0);
    }
}

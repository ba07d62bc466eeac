// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAssetRegistry} from "../interfaces/IAssetRegistry.sol";
import {IEscrow} from "../interfaces/IEscrow.sol";
import {IKeeperChecks} from "../interfaces/IKeeperChecks.sol";
import {IParameters} from "../interfaces/IParameters.sol";
import {KeeperFees} from "./KeeperFees.sol";
import {KeeperStakes} from "./KeeperStakes.sol";

/// @notice See {IKeepers}, {IKeeperChallenges} and {IKeeperFees}. Upgradeable by vote; it holds no money, and of what Escrow holds for
/// it, it can do no more than the terms say.
contract Keepers is KeeperFees {
    constructor(IParameters parameters, IEscrow escrow, IAssetRegistry registry, IKeeperChecks checks)
        KeeperStakes(parameters, escrow)
        KeeperFees(registry, checks)
    {}

    /// @notice Begins behind a proxy, once.
    /// @param authority The AccessManager.
    function initialize(address authority) external initializer {
        __AccessManaged_init(authority);
    }
}

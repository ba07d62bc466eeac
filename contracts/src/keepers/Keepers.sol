// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAssetRegistry} from "../interfaces/IAssetRegistry.sol";
import {IEscrow} from "../interfaces/IEscrow.sol";
import {ILicences} from "../interfaces/ILicences.sol";
import {IParameters} from "../interfaces/IParameters.sol";
import {KeeperChallenges} from "./KeeperChallenges.sol";
import {KeeperFees} from "./KeeperFees.sol";
import {KeeperStakes} from "./KeeperStakes.sol";

/// @notice See {IKeepers}, {IKeeperChallenges} and {IKeeperFees}. Upgradeable by vote; it holds no money, and of what Escrow holds for
/// it, it can do no more than the terms say.
contract Keepers is KeeperFees {
    constructor(IParameters parameters, IEscrow escrow, IAssetRegistry registry, ILicences licences)
        KeeperStakes(parameters, escrow)
        KeeperChallenges(registry, licences)
    {}

    /// @notice Begins behind a proxy, once.
    /// @param authority The AccessManager.
    function initialize(address authority) external initializer {
        __AccessManaged_init(authority);
    }
}

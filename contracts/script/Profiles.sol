// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IParameters} from "../src/interfaces/IParameters.sol";
import {ISaharaGovernor} from "../src/interfaces/ISaharaGovernor.sol";

/// @notice What an account has from the first block on, in wei.
struct Allocation {
    address account;
    uint256 coin; // native, for gas
    uint256 tokens; // wrapped
}

/// @notice In what two networks differ. Times in seconds.
struct Profile {
    uint256 chainId;
    address foundation; // whose the guardian is
    uint256 sunset; // Unix seconds, when the guardian ends
    address developerProposer; // queues in the timelock beside the Governor; none on a public network
    uint256 timelockDelay; // a vote can only make it longer
    uint256 timelockMaximumDelay;
    uint48 unlockDelay; // of votes
    uint32 minRecoveryDelay; // of Sahara IDs
    ISaharaGovernor.Settings governor;
    IParameters.Setting[] settings;
}

/// @notice The values networks begin with.
abstract contract Profiles {
    uint16 internal constant FEE_BASIS_POINTS = 250;
    uint16 internal constant EXCHANGE_FEE_BASIS_POINTS = 100;
    uint16 internal constant RESALE_ROYALTY_BASIS_POINTS = 500;

    /// @dev A network of strangers: an upgrade takes effect three weeks after it was proposed at the earliest, which is
    /// longer than any way out of the contracts it could change takes.
    /// @param one A whole of the unit, in wei.
    /// @param supply All there is of the unit, of which the quorum is a part, in wei.
    function publicProfile(uint256 chainId, address foundation, uint256 sunset, uint256 one, uint256 supply)
        internal
        pure
        returns (Profile memory profile)
    {
        profile.chainId = chainId;
        profile.foundation = foundation;
        profile.sunset = sunset;
        profile.timelockDelay = 7 days;
        profile.timelockMaximumDelay = 14 days;
        profile.unlockDelay = 35 days;
        profile.minRecoveryDelay = 3 days;
        profile.governor = ISaharaGovernor.Settings({
            votingDelay: 2 days,
            votingPeriod: 12 days,
            lateQuorumExtension: 3 days,
            proposalThreshold: supply / 10_000,
            quorum: supply * 400 / 10_000
        });
        profile.settings = settingsOf({
            publishBond: 10 * one,
            bondDelay: 3 days,
            keeperStake: 10_000 * one,
            keeperUnbondDelay: 14 days,
            keeperChallengePeriod: 1 days,
            keeperFee: one / 10
        });
    }

    /// @dev A value for every parameter; rates are the same everywhere.
    function settingsOf(
        uint256 publishBond,
        uint256 bondDelay,
        uint256 keeperStake,
        uint256 keeperUnbondDelay,
        uint256 keeperChallengePeriod,
        uint256 keeperFee
    ) internal pure returns (IParameters.Setting[] memory settings) {
        settings = new IParameters.Setting[](9);
        settings[0] = IParameters.Setting("feeBasisPoints", FEE_BASIS_POINTS);
        settings[1] = IParameters.Setting("exchangeFeeBasisPoints", EXCHANGE_FEE_BASIS_POINTS);
        settings[2] = IParameters.Setting("publishBond", publishBond);
        settings[3] = IParameters.Setting("bondDelay", bondDelay);
        settings[4] = IParameters.Setting("keeperStake", keeperStake);
        settings[5] = IParameters.Setting("keeperUnbondDelay", keeperUnbondDelay);
        settings[6] = IParameters.Setting("keeperChallengePeriod", keeperChallengePeriod);
        settings[7] = IParameters.Setting("keeperFee", keeperFee);
        settings[8] = IParameters.Setting("resaleRoyaltyBasisPoints", RESALE_ROYALTY_BASIS_POINTS);
    }
}

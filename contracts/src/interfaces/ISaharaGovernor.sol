// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title How holders of locked votes decide
/// @notice OpenZeppelin's Governor: proposals are carried out by the timelock; a vote that reaches its quorum late is
/// prolonged. The quorum is a fixed number of votes, a part of all SAHARA and not of what happens to be locked. Votes
/// can tune the other settings within bounds of the code.
/// @dev Immutable. Another quorum or timelock is another Governor, which a vote appoints in the timelock.
interface ISaharaGovernor {
    /// @notice What a Governor begins with. Times in seconds, votes in wei of SAHARA.
    struct Settings {
        uint48 votingDelay; // from proposing to the count of everyone's votes
        uint32 votingPeriod; // a vote can only make it longer
        uint48 lateQuorumExtension; // a vote goes on at least so long after the quorum is reached
        uint256 proposalThreshold; // votes needed to propose
        uint256 quorum; // votes for and abstaining that a decision needs
    }

    /// @notice Settings under which a decision could not be trusted, or not be made.
    error SaharaGovernorSettingsOutOfBounds();

    /// @notice Votes could be money again before their decision takes effect.
    /// @param decisionTime The longest time from counting votes to taking effect, in seconds.
    /// @param unlockDelay Seconds from unlocking votes to their money; must be more.
    error SaharaGovernorUnlockTooSoon(uint256 decisionTime, uint256 unlockDelay);

    /// @notice The timelock of a Governor is for ever.
    error SaharaGovernorTimelockFixed();
}

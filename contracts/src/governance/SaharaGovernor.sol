// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {GovernorCountingSimple} from "@openzeppelin/contracts/governance/extensions/GovernorCountingSimple.sol";
import {GovernorPreventLateQuorum} from "@openzeppelin/contracts/governance/extensions/GovernorPreventLateQuorum.sol";
import {GovernorSettings} from "@openzeppelin/contracts/governance/extensions/GovernorSettings.sol";
import {GovernorTimelockControl} from "@openzeppelin/contracts/governance/extensions/GovernorTimelockControl.sol";
import {GovernorVotes} from "@openzeppelin/contracts/governance/extensions/GovernorVotes.sol";
import {ILockedVotes} from "../interfaces/ILockedVotes.sol";
import {ISaharaGovernor} from "../interfaces/ISaharaGovernor.sol";
import {Timelock} from "./Timelock.sol";

/// @notice See {ISaharaGovernor}. Immutable.
contract SaharaGovernor is
    ISaharaGovernor,
    GovernorSettings,
    GovernorCountingSimple,
    GovernorVotes,
    GovernorPreventLateQuorum,
    GovernorTimelockControl
{
    uint256 private constant MAX_VOTING_DELAY = 30 days;

    ILockedVotes private immutable _votes;
    Timelock private immutable _boundedTimelock;
    uint256 private immutable _minimumVotingPeriod;
    uint256 private immutable _quorum;

    constructor(ILockedVotes votes, Timelock timelock_, Settings memory settings)
        Governor("SaharaGovernor")
        GovernorSettings(settings.votingDelay, settings.votingPeriod, settings.proposalThreshold)
        GovernorVotes(votes)
        GovernorPreventLateQuorum(settings.lateQuorumExtension)
        GovernorTimelockControl(timelock_)
    {
        _votes = votes;
        _boundedTimelock = timelock_;
        _minimumVotingPeriod = settings.votingPeriod;
        _quorum = settings.quorum;
        _checkSettings();
    }

    /// @notice Changes the seconds from proposing to counting votes; at most 30 days. Only by proposal.
    function setVotingDelay(uint48 newVotingDelay) public override {
        super.setVotingDelay(newVotingDelay);
        _checkSettings();
    }

    /// @notice Changes how long a vote takes, in seconds; never shorter than at deployment. Only by proposal.
    function setVotingPeriod(uint32 newVotingPeriod) public override {
        super.setVotingPeriod(newVotingPeriod);
        _checkSettings();
    }

    /// @notice Changes the votes needed to propose; at most the quorum. Only by proposal.
    function setProposalThreshold(uint256 newProposalThreshold) public override {
        super.setProposalThreshold(newProposalThreshold);
        _checkSettings();
    }

    /// @notice Changes how long a vote goes on after its quorum, in seconds. Only by proposal.
    function setLateQuorumVoteExtension(uint48 newVoteExtension) public override {
        super.setLateQuorumVoteExtension(newVoteExtension);
        _checkSettings();
    }

    /// @notice Reverts: the unlock delay of votes was measured against this timelock.
    function updateTimelock(TimelockController) public pure override {
        revert SaharaGovernorTimelockFixed();
    }

    /// @notice Votes for and abstaining that a decision needs, in wei of SAHARA. The same at every time.
    function quorum(uint256) public view override returns (uint256) {
        return _quorum;
    }

    function votingDelay() public view override(Governor, GovernorSettings) returns (uint256) {
        return super.votingDelay();
    }

    function votingPeriod() public view override(Governor, GovernorSettings) returns (uint256) {
        return super.votingPeriod();
    }

    function proposalThreshold() public view override(Governor, GovernorSettings) returns (uint256) {
        return super.proposalThreshold();
    }

    function proposalDeadline(uint256 proposalId)
        public
        view
        override(Governor, GovernorPreventLateQuorum)
        returns (uint256)
    {
        return super.proposalDeadline(proposalId);
    }

    function state(uint256 proposalId) public view override(Governor, GovernorTimelockControl) returns (ProposalState) {
        return super.state(proposalId);
    }

    function proposalNeedsQueuing(uint256 proposalId)
        public
        view
        override(Governor, GovernorTimelockControl)
        returns (bool)
    {
        return super.proposalNeedsQueuing(proposalId);
    }

    function _tallyUpdated(uint256 proposalId) internal override(Governor, GovernorPreventLateQuorum) {
        super._tallyUpdated(proposalId);
    }

    function _queueOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) returns (uint48) {
        return super._queueOperations(proposalId, targets, values, calldatas, descriptionHash);
    }

    function _executeOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) {
        super._executeOperations(proposalId, targets, values, calldatas, descriptionHash);
    }

    function _cancel(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) returns (uint256) {
        return super._cancel(targets, values, calldatas, descriptionHash);
    }

    function _executor() internal view override(Governor, GovernorTimelockControl) returns (address) {
        return super._executor();
    }

    function _checkSettings() private view {
        if (
            votingDelay() > MAX_VOTING_DELAY || votingPeriod() < _minimumVotingPeriod || proposalThreshold() > _quorum
                || _quorum == 0
        ) revert SaharaGovernorSettingsOutOfBounds();
        // Votes are counted as of a moment; from then on their money can be on its way out.
        uint256 decisionTime = votingPeriod() + lateQuorumVoteExtension() + _boundedTimelock.maximumDelay();
        uint256 unlockDelay = _votes.unlockDelay();
        if (decisionTime >= unlockDelay) revert SaharaGovernorUnlockTooSoon(decisionTime, unlockDelay);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {GovernorPreventLateQuorum} from "@openzeppelin/contracts/governance/extensions/GovernorPreventLateQuorum.sol";
import {ERC1967Utils} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Utils.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {Parameters} from "../../src/access/Parameters.sol";
import {LockedVotes} from "../../src/governance/LockedVotes.sol";
import {SaharaGovernor} from "../../src/governance/SaharaGovernor.sol";
import {Timelock} from "../../src/governance/Timelock.sol";
import {IParameters} from "../../src/interfaces/IParameters.sol";
import {ISaharaGovernor} from "../../src/interfaces/ISaharaGovernor.sol";
import {ITimelock} from "../../src/interfaces/ITimelock.sol";
import {Profile} from "../../script/Profiles.sol";
import {Base} from "../Base.t.sol";

/// @notice From locked votes to a changed protocol, with nobody's key in between.
contract SaharaGovernorTest is Base {
    uint8 private constant AGAINST = 0;
    uint8 private constant FOR = 1;
    uint8 private constant ABSTAIN = 2;

    struct Proposal {
        uint256 id;
        address[] targets;
        uint256[] values;
        bytes[] calls;
        bytes32 descriptionHash;
    }

    function setUp() public override {
        super.setUp();
        _lock(alice.addr, QUORUM);
        _lock(bob.addr, QUORUM / 2);
        _lock(carol.addr, QUORUM / 2);
        skip(1);
    }

    function test_settings() public view {
        assertEq(GOVERNOR.quorum(0), QUORUM);
        assertEq(GOVERNOR.votingDelay(), VOTING_DELAY);
        assertEq(GOVERNOR.votingPeriod(), VOTING_PERIOD);
        assertEq(GOVERNOR.proposalThreshold(), PROPOSAL_THRESHOLD);
        assertEq(GOVERNOR.lateQuorumVoteExtension(), LATE_QUORUM_EXTENSION);
        assertEq(GOVERNOR.clock(), block.timestamp);
        assertEq(GOVERNOR.timelock(), address(TIMELOCK));
    }

    /// @dev The acceptance of the wiring: locked votes change the fee, and the next payment obeys.
    function test_vote_changesTheFee() public {
        _carryOut(_propose(address(PARAMETERS), abi.encodeCall(IParameters.set, ("feeBasisPoints", 500))));
        assertEq(PARAMETERS.feeBasisPoints(), 500);
        (uint256 assetId, bytes32 offerId) = publish(alice.addr, terms(DOWNLOAD, 0, 0, 100));
        buy(dave.addr, offerId);
        assertEq(REVENUE.totals(assetId).net, 95);
    }

    function test_cancel_byItsProposerWhilePending() public {
        Proposal memory proposal = _submit(address(PARAMETERS), "");
        assertTrue(GOVERNOR.proposalNeedsQueuing(proposal.id));
        vm.prank(bob.addr);
        GOVERNOR.cancel(proposal.targets, proposal.values, proposal.calls, proposal.descriptionHash);
        assertEq(uint8(GOVERNOR.state(proposal.id)), uint8(IGovernor.ProposalState.Canceled));
    }

    function test_vote_upgradesAContract() public {
        address implementation = address(new Parameters(REVENUE, REGISTRY, EXCHANGE));
        _carryOut(_propose(address(PARAMETERS), abi.encodeCall(UUPSUpgradeable.upgradeToAndCall, (implementation, ""))));
        bytes32 slot = vm.load(address(PARAMETERS), ERC1967Utils.IMPLEMENTATION_SLOT);
        assertEq(address(uint160(uint256(slot))), implementation);
        assertEq(PARAMETERS.feeBasisPoints(), FEE_BASIS_POINTS);
    }

    function test_vote_spendsFromTheTreasury() public {
        _carryOut(_propose(address(TOKEN), abi.encodeCall(TOKEN.transfer, (erin.addr, 7 ether))));
        assertEq(TOKEN.balanceOf(erin.addr), FUNDS + 7 ether);
    }

    function test_vote_RevertIf_quorumNotReached() public {
        Proposal memory proposal = _propose(address(PARAMETERS), "");
        _vote(bob.addr, proposal, FOR);
        skip(VOTING_PERIOD);
        assertEq(uint8(GOVERNOR.state(proposal.id)), uint8(IGovernor.ProposalState.Defeated));
        vm.expectPartialRevert(IGovernor.GovernorUnexpectedProposalState.selector);
        _queue(proposal);
    }

    function test_vote_abstainingCountsForTheQuorum() public {
        Proposal memory proposal = _propose(address(PARAMETERS), "");
        _vote(bob.addr, proposal, FOR);
        _vote(carol.addr, proposal, ABSTAIN);
        skip(VOTING_PERIOD);
        assertEq(uint8(GOVERNOR.state(proposal.id)), uint8(IGovernor.ProposalState.Succeeded));
    }

    function test_vote_defeatedByMoreAgainst() public {
        Proposal memory proposal = _propose(address(PARAMETERS), "");
        _vote(alice.addr, proposal, AGAINST);
        _vote(bob.addr, proposal, FOR);
        skip(VOTING_PERIOD);
        assertEq(uint8(GOVERNOR.state(proposal.id)), uint8(IGovernor.ProposalState.Defeated));
    }

    function test_vote_lateQuorumProlongsIt() public {
        Proposal memory proposal = _propose(address(PARAMETERS), "");
        skip(VOTING_PERIOD - 2);
        _vote(alice.addr, proposal, FOR);
        assertEq(GOVERNOR.proposalDeadline(proposal.id), block.timestamp + LATE_QUORUM_EXTENSION);
    }

    /// @dev Whoever was counted still waits for their money when the decision takes effect.
    function test_vote_unlockingAfterTheCountIsStillHeldWhenItTakesEffect() public {
        Proposal memory proposal = _propose(address(PARAMETERS), abi.encodeCall(IParameters.set, ("bondDelay", 1)));
        vm.prank(alice.addr);
        VOTES.unlock(QUORUM);
        skip(VOTING_PERIOD - 2);
        _vote(alice.addr, proposal, FOR);
        skip(LATE_QUORUM_EXTENSION + 1);
        _queue(proposal);
        skip(TIMELOCK_DELAY);
        _execute(proposal);
        assertEq(PARAMETERS.bondDelay(), 1);
        assertEq(VOTES.withdraw(alice.addr), 0);
    }

    function test_vote_lockingAfterTheCountHasNoVote() public {
        Proposal memory proposal = _propose(address(PARAMETERS), "");
        _lock(dave.addr, QUORUM);
        _vote(dave.addr, proposal, FOR);
        (, uint256 votesFor,) = GOVERNOR.proposalVotes(proposal.id);
        assertEq(votesFor, 0);
    }

    function test_propose_RevertIf_belowTheThreshold() public {
        vm.expectRevert(
            abi.encodeWithSelector(
                IGovernor.GovernorInsufficientProposerVotes.selector, dave.addr, 0, PROPOSAL_THRESHOLD
            )
        );
        vm.prank(dave.addr);
        GOVERNOR.propose(new address[](1), new uint256[](1), new bytes[](1), "");
    }

    function test_settings_changeByVoteWithinBounds() public {
        _carryOut(_propose(address(GOVERNOR), abi.encodeCall(GOVERNOR.setVotingPeriod, (VOTING_PERIOD + 1))));
        _carryOut(_propose(address(GOVERNOR), abi.encodeCall(GOVERNOR.setVotingDelay, (VOTING_DELAY + 1))));
        _carryOut(_propose(address(GOVERNOR), abi.encodeCall(GOVERNOR.setLateQuorumVoteExtension, (7))));
        _carryOut(_propose(address(GOVERNOR), abi.encodeCall(GOVERNOR.setProposalThreshold, (QUORUM))));
        assertEq(GOVERNOR.votingPeriod(), VOTING_PERIOD + 1);
        assertEq(GOVERNOR.votingDelay(), VOTING_DELAY + 1);
        assertEq(GOVERNOR.lateQuorumVoteExtension(), 7);
        assertEq(GOVERNOR.proposalThreshold(), QUORUM);
    }

    function test_settings_RevertIf_outOfBounds() public {
        _expectRefused(abi.encodeCall(GOVERNOR.setVotingPeriod, (VOTING_PERIOD - 1)), _outOfBounds());
        _expectRefused(abi.encodeCall(GOVERNOR.setVotingDelay, (30 days + 1)), _outOfBounds());
        _expectRefused(abi.encodeCall(GOVERNOR.setProposalThreshold, (QUORUM + 1)), _outOfBounds());
        uint256 longest = UNLOCK_DELAY - LATE_QUORUM_EXTENSION - TIMELOCK.maximumDelay();
        _expectRefused(abi.encodeCall(GOVERNOR.setVotingPeriod, (uint32(longest))), _unlockTooSoon(UNLOCK_DELAY));
        _expectRefused(
            abi.encodeCall(GOVERNOR.updateTimelock, (TIMELOCK)),
            abi.encodeWithSelector(ISaharaGovernor.SaharaGovernorTimelockFixed.selector)
        );
    }

    /// @dev Votes on the next proposal are counted after exactly what was set.
    function testFuzz_setVotingDelay(uint48 delay, bool near) public {
        if (near) delay = uint48(bound(delay, 30 days - 2, 30 days + 2));
        bytes memory reason = delay <= 30 days ? bytes("") : _outOfBounds();
        _change(0, delay, abi.encodeCall(GOVERNOR.setVotingDelay, (delay)), reason);
        uint256 snapshot = GOVERNOR.proposalSnapshot(_submit(address(PARAMETERS), "").id);
        assertEq(snapshot, block.timestamp + (reason.length == 0 ? delay : VOTING_DELAY));
    }

    /// @dev From the shortest at deployment to the longest after which votes are still locked at the latest effect.
    function testFuzz_setVotingPeriod(uint32 period, bool near) public {
        if (near) period = uint32(bound(period, 0, UNLOCK_DELAY));
        uint256 decisionTime = uint256(period) + LATE_QUORUM_EXTENSION + TIMELOCK.maximumDelay();
        bytes memory reason;
        if (period == 0) reason = abi.encodeWithSelector(IGovernor.GovernorInvalidVotingPeriod.selector, 0);
        else if (period < VOTING_PERIOD) reason = _outOfBounds();
        else if (decisionTime >= UNLOCK_DELAY) reason = _unlockTooSoon(decisionTime);
        _change(1, period, abi.encodeCall(GOVERNOR.setVotingPeriod, (period)), reason);
        Proposal memory proposal = _submit(address(PARAMETERS), "");
        assertEq(
            GOVERNOR.proposalDeadline(proposal.id) - GOVERNOR.proposalSnapshot(proposal.id),
            reason.length == 0 ? period : VOTING_PERIOD
        );
    }

    /// @dev Up to the quorum; who has fewer votes than that proposes no more.
    function testFuzz_setProposalThreshold(uint256 threshold, uint8 near) public {
        uint256 votes = QUORUM / 2; // Bob's, who proposes
        if (near % 3 == 1) threshold = bound(threshold, QUORUM - 1, QUORUM + 1);
        if (near % 3 == 2) threshold = bound(threshold, votes - 1, votes + 1);
        bytes memory reason = threshold <= QUORUM ? bytes("") : _outOfBounds();
        _change(2, threshold, abi.encodeCall(GOVERNOR.setProposalThreshold, (threshold)), reason);
        if (reason.length == 0 && votes < threshold) {
            vm.expectRevert(
                abi.encodeWithSelector(IGovernor.GovernorInsufficientProposerVotes.selector, bob.addr, votes, threshold)
            );
        }
        vm.prank(bob.addr);
        GOVERNOR.propose(new address[](1), new uint256[](1), new bytes[](1), "");
    }

    /// @dev At any voting period, up to that period and while votes stay locked: a quorum reached at any moment leaves at
    /// least that much time, and never less than there was.
    function testFuzz_setLateQuorumVoteExtension(uint48 extension, bool near, uint32 period, uint256 passed) public {
        if (near) extension = uint48(bound(extension, 0, VOTING_PERIOD + 2 * LATE_QUORUM_EXTENSION));
        uint256 longest = UNLOCK_DELAY - 1 - TIMELOCK.maximumDelay() - LATE_QUORUM_EXTENSION;
        period = uint32(bound(period, VOTING_PERIOD, longest));
        _carryOut(_propose(address(GOVERNOR), abi.encodeCall(GOVERNOR.setVotingPeriod, (period))));
        bytes memory reason;
        if (extension > period) {
            reason = abi.encodeWithSelector(
                GovernorPreventLateQuorum.GovernorPreventLateQuorumVoteExtensionTooLarge.selector, extension, period
            );
        } else if (period + extension > longest + LATE_QUORUM_EXTENSION) {
            reason = _unlockTooSoon(period + extension + TIMELOCK.maximumDelay());
        }
        _change(3, extension, abi.encodeCall(GOVERNOR.setLateQuorumVoteExtension, (extension)), reason);
        Proposal memory proposal = _propose(address(PARAMETERS), "");
        uint256 deadline = GOVERNOR.proposalDeadline(proposal.id);
        skip(bound(passed, 0, deadline - block.timestamp));
        _vote(alice.addr, proposal, FOR);
        uint256 late = block.timestamp + (reason.length == 0 ? extension : LATE_QUORUM_EXTENSION);
        assertEq(GOVERNOR.proposalDeadline(proposal.id), late > deadline ? late : deadline);
    }

    function test_settings_RevertIf_notByProposal() public {
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorOnlyExecutor.selector, alice.addr));
        vm.prank(alice.addr);
        GOVERNOR.setVotingPeriod(VOTING_PERIOD + 1);
    }

    function test_constructor_RevertIf_votesUnlockTooSoon() public {
        ISaharaGovernor.Settings memory settings = localProfile().governor;
        LockedVotes votes = new LockedVotes(TOKEN, 80);
        vm.expectRevert(abi.encodeWithSelector(ISaharaGovernor.SaharaGovernorUnlockTooSoon.selector, 80, 80));
        new SaharaGovernor(votes, TIMELOCK, settings);
        settings.quorum = 0;
        vm.expectRevert(ISaharaGovernor.SaharaGovernorSettingsOutOfBounds.selector);
        new SaharaGovernor(VOTES, TIMELOCK, settings);
    }

    /// @dev In each profile, with the longest delay a vote can set: from the count to the effect nobody has money back.
    function test_profiles_votesStayLockedUntilTheEffect() public pure {
        _assertLockedUntilTheEffect(localProfile());
        _assertLockedUntilTheEffect(publicProfile(1000, address(1), SUNSET, 1 ether, SUPPLY));
    }

    function test_timelock_delayChangesByVoteWithinBounds() public {
        _carryOut(_propose(address(TIMELOCK), abi.encodeCall(TIMELOCK.updateDelay, (60))));
        assertEq(TIMELOCK.getMinDelay(), 60);
        assertEq(TIMELOCK.minimumDelay(), TIMELOCK_DELAY);
        vm.startPrank(address(TIMELOCK));
        vm.expectRevert(abi.encodeWithSelector(ITimelock.TimelockDelayOutOfBounds.selector, 0, TIMELOCK_DELAY, 60));
        TIMELOCK.updateDelay(0);
        vm.expectRevert(abi.encodeWithSelector(ITimelock.TimelockDelayOutOfBounds.selector, 61, TIMELOCK_DELAY, 60));
        TIMELOCK.updateDelay(61);
        vm.stopPrank();
    }

    /// @dev What is within the bounds is waited for from then on, to the second; what is not changes nothing.
    function testFuzz_timelock_updateDelay(uint256 delay, bool near, address stranger) public {
        vm.assume(stranger != address(TIMELOCK));
        uint256 maximum = TIMELOCK.maximumDelay();
        if (near) delay = bound(delay, 0, maximum + 2);
        vm.expectRevert(abi.encodeWithSelector(TimelockController.TimelockUnauthorizedCaller.selector, stranger));
        vm.prank(stranger);
        TIMELOCK.updateDelay(delay);
        uint256 expected = TIMELOCK_DELAY <= delay && delay <= maximum ? delay : TIMELOCK_DELAY;
        bytes4 outOfBounds = ITimelock.TimelockDelayOutOfBounds.selector;
        if (delay != expected) {
            vm.expectRevert(abi.encodeWithSelector(outOfBounds, delay, TIMELOCK_DELAY, maximum));
        }
        vm.prank(address(TIMELOCK));
        TIMELOCK.updateDelay(delay);
        assertEq(TIMELOCK.getMinDelay(), expected);

        bytes memory call = abi.encodeCall(IParameters.set, ("bondDelay", 7));
        vm.startPrank(developer(PROPOSER));
        vm.expectRevert(
            abi.encodeWithSelector(TimelockController.TimelockInsufficientDelay.selector, expected - 1, expected)
        );
        TIMELOCK.schedule(address(PARAMETERS), 0, call, 0, 0, expected - 1);
        TIMELOCK.schedule(address(PARAMETERS), 0, call, 0, 0, expected);
        vm.stopPrank();
        skip(expected - 1);
        vm.expectPartialRevert(TimelockController.TimelockUnexpectedOperationState.selector);
        TIMELOCK.execute(address(PARAMETERS), 0, call, 0, 0);
        skip(1);
        TIMELOCK.execute(address(PARAMETERS), 0, call, 0, 0);
        assertEq(PARAMETERS.bondDelay(), 7);
    }

    function test_timelock_RevertIf_delayChangedByStranger() public {
        vm.expectRevert(abi.encodeWithSelector(TimelockController.TimelockUnauthorizedCaller.selector, alice.addr));
        vm.prank(alice.addr);
        TIMELOCK.updateDelay(1);
    }

    function _assertLockedUntilTheEffect(Profile memory profile) private pure {
        uint256 decision = uint256(profile.governor.votingPeriod) + profile.governor.lateQuorumExtension
            + profile.timelockMaximumDelay;
        assertGt(profile.unlockDelay, decision);
        assertGe(profile.unlockDelay, profile.governor.votingDelay + decision, "also if unlocked when it is proposed");
    }

    function _lock(address account, uint256 amount) private {
        vm.prank(account);
        VOTES.lock(amount);
    }

    /// @dev By Bob; voting is open when it returns.
    function _propose(address target, bytes memory call) private returns (Proposal memory proposal) {
        proposal = _submit(target, call);
        skip(GOVERNOR.votingDelay() + 1);
    }

    function _submit(address target, bytes memory call) private returns (Proposal memory proposal) {
        proposal.targets = new address[](1);
        proposal.targets[0] = target;
        proposal.values = new uint256[](1);
        proposal.calls = new bytes[](1);
        proposal.calls[0] = call;
        string memory description = vm.toString(unique());
        proposal.descriptionHash = keccak256(bytes(description));
        vm.prank(bob.addr);
        proposal.id = GOVERNOR.propose(proposal.targets, proposal.values, proposal.calls, description);
    }

    function _vote(address voter, Proposal memory proposal, uint8 support) private {
        vm.prank(voter);
        GOVERNOR.castVote(proposal.id, support);
    }

    function _queue(Proposal memory p) private {
        GOVERNOR.queue(p.targets, p.values, p.calls, p.descriptionHash);
    }

    function _execute(Proposal memory p) private {
        GOVERNOR.execute(p.targets, p.values, p.calls, p.descriptionHash);
    }

    function _carryOut(Proposal memory proposal) private {
        _pass(proposal);
        _execute(proposal);
        assertEq(uint8(GOVERNOR.state(proposal.id)), uint8(IGovernor.ProposalState.Executed));
    }

    function _pass(Proposal memory proposal) private {
        _vote(alice.addr, proposal, FOR);
        skip(GOVERNOR.votingPeriod());
        _queue(proposal);
        skip(TIMELOCK.getMinDelay());
    }

    /// @dev Carried out by vote, or refused for this reason; never by who only asks, and the other settings stay.
    function _change(uint256 which, uint256 value, bytes memory call, bytes memory reason) private {
        uint256[4] memory expected = _settings();
        vm.prank(erin.addr);
        (, bytes memory answer) = address(GOVERNOR).call(call);
        assertEq(answer, abi.encodeWithSelector(IGovernor.GovernorOnlyExecutor.selector, erin.addr));
        if (reason.length > 0) {
            _expectRefused(call, reason);
        } else {
            _carryOut(_propose(address(GOVERNOR), call));
            expected[which] = value;
        }
        assertEq(abi.encode(_settings()), abi.encode(expected));
    }

    function _settings() private view returns (uint256[4] memory) {
        (uint256 threshold, uint256 extension) = (GOVERNOR.proposalThreshold(), GOVERNOR.lateQuorumVoteExtension());
        return [GOVERNOR.votingDelay(), GOVERNOR.votingPeriod(), threshold, extension];
    }

    function _outOfBounds() private pure returns (bytes memory) {
        return abi.encodeWithSelector(ISaharaGovernor.SaharaGovernorSettingsOutOfBounds.selector);
    }

    function _unlockTooSoon(uint256 decisionTime) private pure returns (bytes memory) {
        return abi.encodeWithSelector(
            ISaharaGovernor.SaharaGovernorUnlockTooSoon.selector, decisionTime, uint256(UNLOCK_DELAY)
        );
    }

    function _expectRefused(bytes memory call, bytes memory reason) private {
        Proposal memory proposal = _propose(address(GOVERNOR), call);
        _pass(proposal);
        vm.expectRevert(reason);
        _execute(proposal);
    }
}

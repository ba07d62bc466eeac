// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAssetRegistry} from "../../src/interfaces/IAssetRegistry.sol";
import {IGuardian} from "../../src/interfaces/IGuardian.sol";
import {IParameters} from "../../src/interfaces/IParameters.sol";
import {Handler} from "./Handler.sol";
import {MarketHandler} from "./MarketHandler.sol";
import {VotesHandler} from "./VotesHandler.sol";
import {World} from "./World.sol";

/// @notice Votes that change parameters, suspend and resume, and a guardian who pauses and vetoes.
contract GovernanceHandler is Handler {
    struct Bounds {
        bytes32 name;
        uint256 minimum;
        uint256 maximum;
    }

    MarketHandler private immutable _market;
    VotesHandler private immutable _votes;
    Bounds[] private _bounds;
    uint256 private _nextPauseAt;

    constructor(World world, MarketHandler market, VotesHandler votes) Handler(world) {
        (_market, _votes) = (market, votes);
        _bounds.push(Bounds("feeBasisPoints", 0, 1000));
        _bounds.push(Bounds("exchangeFeeBasisPoints", 0, 500));
        _bounds.push(Bounds("resaleRoyaltyBasisPoints", 0, 1000));
        // Of these, what people can afford and a run can wait for.
        _bounds.push(Bounds("publishBond", 0, 100 ether));
        _bounds.push(Bounds("bondDelay", 0, 1000));
        _bounds.push(Bounds("keeperStake", 0, 1000 ether));
        _bounds.push(Bounds("keeperUnbondDelay", 0, 1000));
        _bounds.push(Bounds("keeperChallengePeriod", 10, 300));
        _bounds.push(Bounds("keeperFee", 0, 1 ether));
    }

    /// @dev By a developer's key of local chains.
    function change(uint256 which, uint256 value) external action {
        (bytes32 name, uint256 chosen) = _choose(which, value);
        govern(address(PARAMETERS), abi.encodeCall(IParameters.set, (name, chosen)));
        _world.setParameter(name, chosen);
        _done();
    }

    /// @dev By locked votes, from the proposal to the effect.
    function vote(uint256 who, uint256 which, uint256 value) external action {
        address voter = _payer(who).addr;
        if (TOKEN.balanceOf(voter) < QUORUM + PURSE) return;
        (bytes32 name, uint256 chosen) = _choose(which, value);
        _votes.lockFor(voter, QUORUM);
        skip(1);
        address[] memory targets = new address[](1);
        uint256[] memory values = new uint256[](1);
        bytes[] memory calls = new bytes[](1);
        (targets[0], calls[0]) = (address(PARAMETERS), abi.encodeCall(IParameters.set, (name, chosen)));
        string memory description = vm.toString(unique());
        address delegate = _votes.delegateOf(voter);
        vm.prank(delegate);
        uint256 id = GOVERNOR.propose(targets, values, calls, description);
        skip(VOTING_DELAY + 1);
        vm.prank(delegate);
        GOVERNOR.castVote(id, 1);
        skip(VOTING_PERIOD + LATE_QUORUM_EXTENSION);
        GOVERNOR.queue(targets, values, calls, keccak256(bytes(description)));
        skip(TIMELOCK_DELAY);
        GOVERNOR.execute(targets, values, calls, keccak256(bytes(description)));
        _votes.unlockFor(voter, QUORUM);
        _world.setParameter(name, chosen);
        _done();
    }

    /// @notice What was vetoed does not happen.
    function veto(uint256 which, uint256 value) external action {
        (bytes32 name, uint256 chosen) = _choose(which, value);
        bytes memory call = abi.encodeCall(IParameters.set, (name, chosen));
        bytes32 salt = unique();
        vm.prank(developer(PROPOSER));
        TIMELOCK.schedule(address(PARAMETERS), 0, call, 0, salt, TIMELOCK_DELAY);
        bytes32 operation = TIMELOCK.hashOperation(address(PARAMETERS), 0, call, 0, salt);
        vm.prank(developer(FOUNDATION));
        GUARDIAN.veto(operation, "reason");
        skip(TIMELOCK_DELAY);
        vm.expectRevert();
        TIMELOCK.execute(address(PARAMETERS), 0, call, 0, salt);
        _done();
    }

    function pause(uint256 chance) external action {
        if (chance % 4 != 0) return;
        bool possible = block.timestamp >= _nextPauseAt;
        vm.prank(developer(FOUNDATION));
        if (!possible) vm.expectPartialRevert(IGuardian.GuardianPausedTooRecently.selector);
        GUARDIAN.pause("reason");
        if (!possible) return;
        _nextPauseAt = block.timestamp + 30 days;
        _market.notePause(block.timestamp + 7 days);
        _done();
    }

    function unpause() external action {
        if (_market.isPaused()) _done();
        vm.prank(developer(FOUNDATION));
        GUARDIAN.unpause();
        _market.notePause(block.timestamp);
    }

    function suspend(uint256 what, uint256 chance) external action {
        uint256 assetId = _asset(what);
        if (assetId == 0 || chance % 2 != 0 || _market.isSuspended(assetId)) return;
        govern(address(REGISTRY), abi.encodeCall(IAssetRegistry.suspend, (assetId, "reason")));
        _market.noteSuspended(assetId, true);
        _done();
    }

    function resume(uint256 what) external action {
        uint256 assetId = _asset(what);
        for (uint256 i = 1; i < 16 && assetId != 0 && !_market.isSuspended(assetId); ++i) {
            assetId = _asset(uint8(what) + i);
        }
        if (assetId == 0 || !_market.isSuspended(assetId)) return;
        govern(address(REGISTRY), abi.encodeCall(IAssetRegistry.resume, (assetId)));
        _market.noteSuspended(assetId, false);
        _done();
    }

    /// @notice Parameters are what votes set, also where a copy is kept.
    function assertBooks() external view {
        assertEq(PARAMETERS.feeBasisPoints(), _now("feeBasisPoints"), "fee");
        assertEq(REVENUE.feeBasisPoints(), _now("feeBasisPoints"), "fee of Revenue");
        assertEq(EXCHANGE.ratesNow().feeBasisPoints, _now("exchangeFeeBasisPoints"), "fee of the Exchange");
        assertEq(EXCHANGE.ratesNow().royaltyBasisPoints, _now("resaleRoyaltyBasisPoints"), "royalty");
        assertEq(REGISTRY.publishBond(), _now("publishBond"), "bond");
        assertEq(PARAMETERS.bondDelay(), _now("bondDelay"), "bond delay");
        assertEq(PARAMETERS.keeperStake(), _now("keeperStake"), "stake");
        assertEq(PARAMETERS.keeperUnbondDelay(), _now("keeperUnbondDelay"), "unbond delay");
        assertEq(PARAMETERS.keeperChallengePeriod(), _now("keeperChallengePeriod"), "challenge period");
        assertEq(PARAMETERS.keeperFee(), _now("keeperFee"), "keeper fee");
        assertEq(block.timestamp < REVENUE.pausedUntil(), _market.isPaused(), "paused");
    }

    function _choose(uint256 which, uint256 value) private view returns (bytes32, uint256) {
        Bounds memory bounds = _bounds[which % _bounds.length];
        return (bounds.name, bound(value, bounds.minimum, bounds.maximum));
    }
}

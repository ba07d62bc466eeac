// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Base} from "../Base.t.sol";
import {AccessBooks} from "../handlers/AccessBooks.sol";
import {ContributionHandler} from "../handlers/ContributionHandler.sol";
import {EscrowHandler} from "../handlers/EscrowHandler.sol";
import {ExchangeHandler} from "../handlers/ExchangeHandler.sol";
import {GovernanceHandler} from "../handlers/GovernanceHandler.sol";
import {IdentityHandler} from "../handlers/IdentityHandler.sol";
import {JobHandler} from "../handlers/JobHandler.sol";
import {KeeperHandler} from "../handlers/KeeperHandler.sol";
import {LicenceHandler} from "../handlers/LicenceHandler.sol";
import {MarketHandler} from "../handlers/MarketHandler.sol";
import {VotesHandler} from "../handlers/VotesHandler.sol";
import {World} from "../handlers/World.sol";

/// @notice Whatever anyone does in whatever order, with all contracts at once: the money adds up, access has a reason,
/// nobody loses by what others do, and everyone can leave with what is theirs.
contract ProtocolInvariants is Base {
    struct Action {
        address handler;
        bytes4 selector;
        uint256 weight;
    }

    uint256 private constant ROUNDS = 8;
    uint256 private constant STEPS = 400;

    World private world;
    IdentityHandler private identity;
    AccessBooks private access;
    MarketHandler private market;
    LicenceHandler private licences;
    JobHandler private jobs;
    EscrowHandler private escrow;
    KeeperHandler private keepers;
    VotesHandler private votes;
    ExchangeHandler private exchange;
    GovernanceHandler private governance;
    ContributionHandler private contributions;
    Action[] private actions;
    address[] private handlers;

    function setUp() public override {
        super.setUp();
        deployCodeTo("Jobs.sol:Jobs", address(COMPUTE_JOBS));
        Account[] memory actors = new Account[](6);
        (actors[0], actors[1], actors[2], actors[3], actors[4]) = (alice, bob, carol, dave, erin);
        actors[5] = makeAccount("frank");
        endow(actors[5].addr);
        world = new World(actors);
        identity = new IdentityHandler(world);
        access = new AccessBooks(world, identity);
        market = new MarketHandler(world, access);
        licences = new LicenceHandler(world, market, identity, access);
        jobs = new JobHandler(world, market, access);
        escrow = new EscrowHandler(world);
        keepers = new KeeperHandler(world, market);
        votes = new VotesHandler(world);
        exchange = new ExchangeHandler(world, market);
        governance = new GovernanceHandler(world, market, votes);
        contributions = new ContributionHandler(world, market, identity);
        world.check();
        _listMarket();
        _listPeople();
        _listKeepers();
        for (uint256 i; i < handlers.length; ++i) {
            targetContract(handlers[i]);
            targetSelector(FuzzSelector({addr: handlers[i], selectors: _selectorsOf(handlers[i])}));
        }
    }

    function invariant_whatIsOwedIsHeld() public view {
        _assertMoney();
        access.assertLast();
        escrow.assertBooks();
        keepers.assertBooks();
        votes.assertBooks();
        governance.assertBooks();
        uint256[] memory assets = world.assets();
        if (assets.length > 0) market.assertSplit(assets[block.timestamp % assets.length]);
    }

    /// @notice Runs after every sequence: everyone takes what is theirs, and nothing but fractions of a wei may stay.
    function afterInvariant() public {
        _assertEverything();
        votes.exitEverything();
        keepers.exitEverything();
        escrow.exitEverything();
        exchange.exitEverything();
        market.exitEverything();
        world.exitEverything();
        _assertEverything();
        uint256 left = TOKEN.balanceOf(address(REVENUE));
        assertTrue(left == 0 || left < market.fractions(), "a wei or more for each holding was left behind");
        assertEq(TOKEN.balanceOf(address(ESCROW)), 0, "a deposit was left behind");
        assertEq(TOKEN.balanceOf(address(VOTES)), 0, "votes were left behind");
        assertEq(exchange.ghostRoyalties(), 0, "a royalty was left behind");
    }

    /// @dev Books that agree about nothing would agree too: every action does what it is for at some time.
    function test_sequencesReachEverything() public {
        uint256[] memory counts = new uint256[](actions.length);
        uint256[2] memory sales;
        uint256 start = vm.snapshotState();
        for (uint256 round; round < ROUNDS; ++round) {
            for (uint256 i; i < STEPS; ++i) {
                _callSome(uint256(keccak256(abi.encode(round, i))));
            }
            for (uint256 i; i < actions.length; ++i) {
                counts[i] += world.done(actions[i].handler, actions[i].selector);
            }
            sales[0] += licences.ghostSalesToOrganisations();
            sales[1] += licences.ghostRefusals();
            afterInvariant();
            vm.revertToState(start);
        }
        for (uint256 i; i < actions.length; ++i) {
            assertGt(counts[i], 0, string.concat("never done: ", vm.toString(abi.encodePacked(actions[i].selector))));
        }
        assertGt(sales[0], 3, "sales to organisations");
        assertGt(sales[1], 3, "refusals");
    }

    function _assertEverything() private view {
        _assertMoney();
        access.assertAccess();
        jobs.assertAccess();
        identity.assertBooks();
        contributions.assertBooks();
        exchange.assertBooks();
        uint256[] memory assets = world.assets();
        for (uint256 i; i < assets.length; ++i) {
            market.assertSplit(assets[i]);
        }
    }

    function _assertMoney() private view {
        uint256 accounted = market.ghostClaimed() + market.ghostFees() + world.claimable() + market.undistributed();
        assertLe(accounted, market.ghostPaid(), "more is owed than was paid");
        uint256 kept = market.ghostPaid() - accounted;
        assertTrue(kept == 0 || kept < market.fractions(), "a whole wei went missing");

        uint256 held = TOKEN.balanceOf(address(REVENUE));
        uint256 taken = market.ghostClaimed() + market.ghostTreasuryClaimed();
        assertEq(held, market.ghostPaid() + market.ghostHeld() - taken, "held");
        assertEq(REVENUE.treasuryOwed(), market.ghostFees() - market.ghostTreasuryClaimed(), "fees");
        uint256 owed = REVENUE.treasuryOwed() + world.claimable() + market.undistributed() + market.ghostHeld();
        assertGe(held, owed, "held covers owed");

        uint256 inEscrow = TOKEN.balanceOf(address(ESCROW));
        assertEq(inEscrow, world.ghostEscrowIn() - world.ghostEscrowOut(), "in minus out");
        uint256 slashed = ESCROW.withdrawable(address(TIMELOCK));
        assertEq(inEscrow, world.inEscrow() + slashed, "deposits and withdrawable");

        uint256 inVotes = TOKEN.balanceOf(address(VOTES));
        assertEq(inVotes, votes.ghostIn() - votes.ghostOut(), "locked minus withdrawn");
        assertEq(inVotes, world.inVotes(), "locked and unlocking");

        assertEq(TOKEN.balanceOf(address(EXCHANGE)), 0, "the Exchange keeps nothing");
        uint256 treasury = TOKEN.balanceOf(address(TIMELOCK));
        uint256 gained = exchange.ghostFees() + market.ghostTreasuryClaimed() + world.ghostSlashed() - slashed;
        assertEq(treasury, SUPPLY - DEVELOPERS * DEVELOPER_PART + gained, "the treasury's fees");

        uint256 inAll = world.tokens() + held + inEscrow + inVotes + exchange.ghostRoyalties() + treasury;
        assertEq(inAll + DEVELOPERS * DEVELOPER_PART, TOKEN.totalSupply(), "all there is");
        assertEq(TOKEN.totalSupply(), address(ADAPTER).balance, "every token is backed");
    }

    function _listMarket() private {
        handlers.push(address(market));
        _does(MarketHandler.publish.selector, 2);
        _does(MarketHandler.buy.selector, 4); // four ways of paying, three offers
        _does(MarketHandler.addVersion.selector, 1);
        _does(MarketHandler.pay.selector, 1);
        _does(MarketHandler.distribute.selector, 2);
        _does(MarketHandler.transferShares.selector, 2);
        _does(MarketHandler.claim.selector, 1);
        _does(MarketHandler.claimTreasury.selector, 1);
        _does(MarketHandler.retire.selector, 1);
        _does(MarketHandler.releaseBond.selector, 1);
        _does(MarketHandler.withdraw.selector, 1);
        _does(MarketHandler.proveKeyFault.selector, 2);
        _does(MarketHandler.refund.selector, 2);
        _does(MarketHandler.release.selector, 2);
        _does(MarketHandler.wait.selector, 3);
        handlers.push(address(licences));
        _does(LicenceHandler.addOffer.selector, 2);
        _does(LicenceHandler.buy.selector, 4);
        _does(LicenceHandler.grant.selector, 1);
        _does(LicenceHandler.revoke.selector, 1);
        _does(LicenceHandler.closeOffer.selector, 1);
        _does(LicenceHandler.setMember.selector, 1);
        _does(LicenceHandler.spend.selector, 1);
        handlers.push(address(jobs));
        _does(JobHandler.open.selector, 1);
        _does(JobHandler.reassign.selector, 1);
        _does(JobHandler.publish.selector, 1);
        handlers.push(address(exchange));
        _does(ExchangeHandler.trade.selector, 3);
        _does(ExchangeHandler.fill.selector, 2);
        _does(ExchangeHandler.cancel.selector, 1);
        _does(ExchangeHandler.cancelAll.selector, 1);
        _does(ExchangeHandler.releaseRoyalty.selector, 2);
    }

    function _listPeople() private {
        handlers.push(address(identity));
        _does(IdentityHandler.register.selector, 2);
        _does(IdentityHandler.link.selector, 2);
        _does(IdentityHandler.unlink.selector, 2);
        _does(IdentityHandler.setGuardians.selector, 1);
        _does(IdentityHandler.approve.selector, 4); // more often than what makes approvals void
        _does(IdentityHandler.veto.selector, 1);
        _does(IdentityHandler.accept.selector, 3);
        handlers.push(address(contributions));
        _does(ContributionHandler.attest.selector, 1);
        _does(ContributionHandler.accept.selector, 1);
        handlers.push(address(votes));
        _does(VotesHandler.lock.selector, 1);
        _does(VotesHandler.delegate.selector, 1);
        _does(VotesHandler.unlock.selector, 2);
        _does(VotesHandler.withdraw.selector, 1);
        handlers.push(address(governance));
        _does(GovernanceHandler.change.selector, 1);
        _does(GovernanceHandler.vote.selector, 1);
        _does(GovernanceHandler.veto.selector, 1);
        _does(GovernanceHandler.suspend.selector, 1);
        _does(GovernanceHandler.resume.selector, 1);
        _does(GovernanceHandler.pause.selector, 1);
        _does(GovernanceHandler.unpause.selector, 2);
    }

    function _listKeepers() private {
        handlers.push(address(keepers));
        _does(KeeperHandler.register.selector, 2);
        _does(KeeperHandler.leave.selector, 2);
        _does(KeeperHandler.release.selector, 1);
        _does(KeeperHandler.nameSuccessor.selector, 1);
        _does(KeeperHandler.publish.selector, 2);
        _does(KeeperHandler.addVersion.selector, 1);
        _does(KeeperHandler.challenge.selector, 3);
        _does(KeeperHandler.answer.selector, 2);
        _does(KeeperHandler.settle.selector, 2);
        _does(KeeperHandler.lie.selector, 1);
        _does(KeeperHandler.beginFee.selector, 2);
        _does(KeeperHandler.drawFee.selector, 3);
        _does(KeeperHandler.shred.selector, 3);
        handlers.push(address(escrow));
        _does(EscrowHandler.fund.selector, 2);
        _does(EscrowHandler.lock.selector, 1);
        _does(EscrowHandler.unlock.selector, 1);
        _does(EscrowHandler.reclaim.selector, 1);
    }

    /// @dev Of the last handler.
    function _does(bytes4 selector, uint256 weight) private {
        actions.push(Action(handlers[handlers.length - 1], selector, weight));
    }

    /// @dev Each as often as it weighs.
    function _selectorsOf(address handler) private view returns (bytes4[] memory selectors) {
        uint256 count;
        selectors = new bytes4[](64);
        for (uint256 i; i < actions.length; ++i) {
            for (uint256 j; actions[i].handler == handler && j < actions[i].weight; ++j) {
                selectors[count++] = actions[i].selector;
            }
        }
        assembly ("memory-safe") {
            mstore(selectors, count)
        }
    }

    /// @dev With more words than any action takes.
    function _callSome(uint256 seed) private {
        uint256 tickets;
        for (uint256 i; i < actions.length; ++i) {
            tickets += actions[i].weight;
        }
        uint256 ticket = seed % tickets;
        uint256 place;
        while (ticket >= actions[place].weight) ticket -= actions[place++].weight;
        bytes memory data = abi.encodePacked(actions[place].selector);
        for (uint256 i; i < 6; ++i) {
            data = abi.encodePacked(data, keccak256(abi.encode(seed, i)));
        }
        (bool done, bytes memory reason) = actions[place].handler.call(data);
        if (done) return;
        assembly ("memory-safe") {
            revert(add(reason, 32), mload(reason))
        }
    }
}

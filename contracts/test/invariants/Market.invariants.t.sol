// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Base} from "../Base.t.sol";
import {EscrowHandler} from "../handlers/EscrowHandler.sol";
import {ExchangeHandler} from "../handlers/ExchangeHandler.sol";
import {KeeperHandler} from "../handlers/KeeperHandler.sol";
import {MarketHandler} from "../handlers/MarketHandler.sol";
import {VotesHandler} from "../handlers/VotesHandler.sol";

/// @notice Whatever buyers, owners and holders do in whatever order, the money adds up and everyone can leave with theirs.
contract MarketInvariants is Base {
    MarketHandler private handler;
    EscrowHandler private escrowHandler;
    KeeperHandler private keeperHandler;
    VotesHandler private votesHandler;
    ExchangeHandler private exchangeHandler;

    function setUp() public override {
        super.setUp();
        Account[] memory actors = new Account[](5);
        (actors[0], actors[1], actors[2], actors[3], actors[4]) = (alice, bob, carol, dave, erin);
        handler = new MarketHandler(actors);

        bytes4[] memory selectors = new bytes4[](18);
        selectors[0] = MarketHandler.publish.selector;
        selectors[1] = MarketHandler.publish.selector; // twice: depth of lineage
        selectors[2] = MarketHandler.buy.selector;
        selectors[3] = MarketHandler.buy.selector; // thrice: four ways of paying, three offers
        selectors[4] = MarketHandler.buy.selector;
        selectors[5] = MarketHandler.pay.selector;
        selectors[6] = MarketHandler.changeFee.selector;
        selectors[7] = MarketHandler.distribute.selector;
        selectors[8] = MarketHandler.distribute.selector;
        selectors[9] = MarketHandler.transferShares.selector;
        selectors[10] = MarketHandler.claim.selector;
        selectors[11] = MarketHandler.claimTreasury.selector;
        selectors[12] = MarketHandler.retire.selector;
        selectors[13] = MarketHandler.withdrawBonds.selector;
        selectors[14] = MarketHandler.settle.selector;
        selectors[15] = MarketHandler.settle.selector;
        selectors[16] = MarketHandler.proveKeyFault.selector;
        selectors[17] = MarketHandler.wait.selector;
        targetSelector(FuzzSelector({addr: address(handler), selectors: selectors}));
        targetContract(address(handler));
        escrowHandler = new EscrowHandler(actors);
        targetContract(address(escrowHandler));
        bytes4[] memory escrowSelectors = new bytes4[](5);
        escrowSelectors[0] = EscrowHandler.fund.selector;
        escrowSelectors[1] = EscrowHandler.lock.selector;
        escrowSelectors[2] = EscrowHandler.unlock.selector;
        escrowSelectors[3] = EscrowHandler.reclaim.selector;
        escrowSelectors[4] = EscrowHandler.passTime.selector;
        targetSelector(FuzzSelector({addr: address(escrowHandler), selectors: escrowSelectors}));

        keeperHandler = new KeeperHandler(actors);
        bytes4[] memory keeperSelectors = new bytes4[](11);
        keeperSelectors[0] = KeeperHandler.register.selector;
        keeperSelectors[1] = KeeperHandler.publish.selector;
        keeperSelectors[2] = KeeperHandler.challenge.selector;
        keeperSelectors[3] = KeeperHandler.answer.selector;
        keeperSelectors[4] = KeeperHandler.settle.selector;
        keeperSelectors[5] = KeeperHandler.leave.selector;
        keeperSelectors[6] = KeeperHandler.release.selector;
        keeperSelectors[7] = KeeperHandler.lie.selector;
        keeperSelectors[8] = KeeperHandler.payFee.selector;
        keeperSelectors[9] = KeeperHandler.wait.selector;
        keeperSelectors[10] = KeeperHandler.challenge.selector; // twice: it needs a keeper with a key share
        targetContract(address(keeperHandler));
        targetSelector(FuzzSelector({addr: address(keeperHandler), selectors: keeperSelectors}));

        votesHandler = new VotesHandler(actors);
        bytes4[] memory votesSelectors = new bytes4[](4);
        votesSelectors[0] = VotesHandler.lock.selector;
        votesSelectors[1] = VotesHandler.delegate.selector;
        votesSelectors[2] = VotesHandler.unlock.selector;
        votesSelectors[3] = VotesHandler.withdraw.selector;
        targetContract(address(votesHandler));
        targetSelector(FuzzSelector({addr: address(votesHandler), selectors: votesSelectors}));

        exchangeHandler = new ExchangeHandler(handler, actors);
        bytes4[] memory exchangeSelectors = new bytes4[](9);
        exchangeSelectors[0] = ExchangeHandler.offer.selector;
        exchangeSelectors[1] = ExchangeHandler.trade.selector;
        exchangeSelectors[2] = ExchangeHandler.fill.selector;
        exchangeSelectors[3] = ExchangeHandler.fill.selector; // twice: by allowance and by signed transfer
        exchangeSelectors[4] = ExchangeHandler.cancel.selector;
        exchangeSelectors[5] = ExchangeHandler.cancelAll.selector;
        exchangeSelectors[6] = ExchangeHandler.changeFee.selector;
        exchangeSelectors[7] = ExchangeHandler.releaseRoyalty.selector;
        exchangeSelectors[8] = ExchangeHandler.trade.selector;
        targetContract(address(exchangeHandler));
        targetSelector(FuzzSelector({addr: address(exchangeHandler), selectors: exchangeSelectors}));
    }

    function invariant_paidEqualsClaimedPlusFeesPlusOwed() public view {
        uint256 accounted = handler.ghostClaimed() + handler.ghostFees() + handler.claimable() + handler.undistributed();
        assertLe(accounted, handler.ghostPaid(), "more is owed than was paid");
        uint256 kept = handler.ghostPaid() - accounted;
        assertTrue(kept == 0 || kept < handler.fractions(), "a whole wei went missing");

        uint256 out = handler.ghostClaimed() + handler.ghostTreasuryClaimed();
        uint256 held = TOKEN.balanceOf(address(REVENUE));
        assertEq(held, handler.ghostPaid() + handler.ghostHeld() - out, "held");
        assertEq(REVENUE.treasuryOwed(), handler.ghostFees() - handler.ghostTreasuryClaimed(), "fees");
        uint256 owed = REVENUE.treasuryOwed() + handler.claimable() + handler.undistributed() + handler.ghostHeld();
        assertGe(held, owed, "held covers owed");
        assertEq(TOKEN.totalSupply(), address(ADAPTER).balance, "every token is backed");
    }

    function invariant_everySplitIsAFunctionOfTotals() public view {
        uint256[] memory assets = handler.assets();
        for (uint256 i; i < assets.length; ++i) {
            assertEq(REVENUE.totals(assets[i]).net, handler.ghostNet(assets[i]), "net");
            assertEq(REVENUE.totals(assets[i]).distributed, handler.ghostDistributed(assets[i]), "distributed");
            assertEq(SHARES.cumulativeOf(assets[i]), handler.expectedCumulative(assets[i]), "cumulative");
            assertEq(handler.sharesOf(assets[i]), 10_000, "shares");
        }
    }

    function invariant_accessComesFromSales() public view {
        handler.assertAccess();
    }

    function invariant_escrowHoldsWhatWasPutIn() public view {
        uint256 held = TOKEN.balanceOf(address(ESCROW));
        uint256 came = handler.ghostBondsIn() + escrowHandler.ghostIn() + keeperHandler.ghostIn();
        assertEq(held, came - handler.ghostBondsOut(), "in minus out");
        uint256 slashed = ESCROW.withdrawable(address(TIMELOCK));
        assertEq(slashed, escrowHandler.ghostSlashed() + keeperHandler.ghostSlashed(), "slashed");
        uint256 deposits = escrowHandler.held() + keeperHandler.held();
        assertEq(held, handler.heldInEscrow() + deposits + slashed, "deposits and withdrawable");
        escrowHandler.assertBooks();
        keeperHandler.assertBooks();
    }

    function invariant_votesAreLockedMoney() public view {
        uint256 held = TOKEN.balanceOf(address(VOTES));
        assertEq(held, votesHandler.ghostIn() - votesHandler.ghostOut(), "in minus out");
        assertEq(held, votesHandler.owed(), "locked and unlocking");
        votesHandler.assertBooks();
    }

    function invariant_exchangeKeepsNothing() public view {
        assertEq(TOKEN.balanceOf(address(EXCHANGE)), 0, "money");
        uint256[] memory assets = handler.assets();
        for (uint256 i; i < assets.length; ++i) {
            address splitter = SPLITTERS.splitterOf(assets[i]);
            assertEq(TOKEN.balanceOf(splitter), exchangeHandler.ghostRoyalty(assets[i]), "royalties");
            assertEq(SHARES.balanceOf(address(EXCHANGE), assets[i]), 0, "shares");
        }
        uint256 gained = TOKEN.balanceOf(address(TIMELOCK)) - (SUPPLY - DEVELOPERS * DEVELOPER_PART);
        assertEq(gained, exchangeHandler.ghostFees() + handler.ghostTreasuryClaimed(), "the treasury's fees");
    }

    /// @notice Runs after every sequence: everyone takes what is theirs, and nothing but fractions of a wei may stay.
    function afterInvariant() public {
        votesHandler.exitEverything();
        keeperHandler.exitEverything();
        escrowHandler.exitEverything();
        exchangeHandler.exitEverything();
        handler.exitEverything();
        uint256 left = TOKEN.balanceOf(address(REVENUE));
        assertTrue(left == 0 || left < handler.fractions(), "a wei or more for each holding was left behind");
        assertEq(TOKEN.balanceOf(address(ESCROW)), 0, "a bond was left behind");
        assertEq(TOKEN.balanceOf(address(VOTES)), 0, "votes were left behind");
    }
}

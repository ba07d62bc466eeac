// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Authorization} from "../../src/interfaces/Authorization.sol";
import {Publication} from "../../src/interfaces/IAssetRegistry.sol";
import {Agreement, Terms} from "../../src/interfaces/IEscrow.sol";
import {Item, Order, Side} from "../../src/interfaces/IExchange.sol";
import {OfferTerms} from "../../src/interfaces/ILicences.sol";
import {HeldPurchase, Purchase} from "../../src/interfaces/IRevenue.sol";
import {Base} from "../Base.t.sol";
import {KeyTree} from "../KeyTree.sol";
import {Caller} from "../mocks/Caller.sol";
import {BlockingToken, HookedToken, ShrinkingToken} from "../mocks/Units.sol";

/// @notice What the unit of another chain may do, also after the protocol was deployed for it. One that keeps a part of a
/// transfer is refused at deployment ({DeployTest}); one that changes balances by itself cannot be told from a good one.
contract OddUnitsTest is Base {
    using KeyTree for KeyTree.Plan;

    uint128 private constant PRICE = 10 ether;
    uint256 private constant NET = 9.75 ether;

    uint256 private asset;
    bytes32 private offer;

    function setUp() public override {
        super.setUp();
        (asset, offer) = publish(alice.addr, terms(DOWNLOAD, 0, 0, PRICE));
    }

    function test_unitThatReturnsNothing_works() public {
        _become("SilentToken");
        buy(carol.addr, offer);
        REVENUE.distribute(asset);
        assertEq(claim(alice.addr, asset), NET);
        assertEq(TOKEN.balanceOf(alice.addr), FUNDS - PUBLISH_BOND + NET);
        assertEq(REVENUE.claimTreasury(), PRICE - NET);
        _unlockAndWithdraw();
        _tradeShares();
        _retireAndWithdraw();
    }

    function test_unitThatSaysNo_movesNothing() public {
        buy(carol.addr, offer);
        REVENUE.distribute(asset);
        _become("FalseToken");
        Purchase memory purchase = purchaseOf(offer, dave.addr);
        bytes memory no = abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, TOKEN);
        vm.expectRevert(no);
        vm.prank(dave.addr);
        REVENUE.buy(purchase);
        assertFalse(REVENUE.purchased(dave.addr, purchase.purchaseId));
        vm.expectRevert(no);
        SHARES.claim(alice.addr, one(asset));
        assertEq(SHARES.claimable(alice.addr, asset), NET, "still hers");
        vm.expectRevert(no);
        REVENUE.claimTreasury();
        assertEq(REVENUE.treasuryOwed(), PRICE - NET);
    }

    /// @dev Nothing is pushed, so who is blocked holds up nobody else.
    function test_unitThatBlocksAnAccount_holdsUpNobodyElse() public {
        vm.prank(alice.addr);
        SHARES.transfer(bob.addr, asset, 5000);
        buy(carol.addr, offer);
        _become("BlockingToken");
        BlockingToken(address(TOKEN)).blockAccount(alice.addr);

        REVENUE.distribute(asset);
        assertEq(claim(bob.addr, asset), NET / 2);
        assertEq(REVENUE.claimTreasury(), PRICE - NET);
        bytes memory blocked = abi.encodeWithSelector(BlockingToken.BlockingTokenBlocked.selector, alice.addr);
        vm.expectRevert(blocked);
        SHARES.claim(alice.addr, one(asset));
        // What is hers can still go to whom she says: her shares and her asset.
        vm.startPrank(alice.addr);
        SHARES.transfer(dave.addr, asset, 5000);
        REGISTRY.transferFrom(alice.addr, dave.addr, asset);
        vm.stopPrank();
        buy(carol.addr, offer);
        REVENUE.distribute(asset);
        assertEq(claim(dave.addr, asset), NET / 2);
        assertEq(SHARES.claimable(alice.addr, asset), NET / 2, "kept for her");
    }

    /// @dev Nothing can help those who come last, but it is told, and each contract's loss is its own.
    function test_unitThatShrinks_leavesTheLastShort() public {
        buy(carol.addr, offer);
        REVENUE.distribute(asset);
        _become("ShrinkingToken");
        ShrinkingToken(address(TOKEN)).shrink(address(REVENUE), 0.1 ether);

        assertEq(claim(alice.addr, asset), NET);
        vm.expectPartialRevert(IERC20Errors.ERC20InsufficientBalance.selector);
        REVENUE.claimTreasury();
        assertEq(REVENUE.treasuryOwed(), PRICE - NET, "still owed");
        _retireAndWithdraw();
        _unlockAndWithdraw();
    }

    /// @dev As one that is refused at deployment, but begins afterwards.
    function test_unitThatBeginsToTakeAFee_leavesTheLastShort() public {
        buy(carol.addr, offer);
        _become("TaxedToken");
        buy(dave.addr, offer);
        assertEq(TOKEN.balanceOf(address(REVENUE)), 2 * PRICE - PRICE / 100);
        REVENUE.distribute(asset);
        assertEq(claim(alice.addr, asset), 2 * NET);
        vm.expectPartialRevert(IERC20Errors.ERC20InsufficientBalance.selector);
        REVENUE.claimTreasury();
        assertEq(REVENUE.treasuryOwed(), 2 * (PRICE - NET), "still owed");
        _retireAndWithdraw();
    }

    function test_unitThatCallsBack_cannotBuyTwiceForOnePayment() public {
        HookedToken unit = _hooked();
        Caller buyer = _caller();
        Purchase memory purchase = purchaseOf(offer, address(buyer));
        bytes memory again = abi.encodeCall(REVENUE.buy, (purchase));
        unit.onTransfer(address(buyer), abi.encodeCall(Caller.run, (address(REVENUE), 0, again)));
        buyer.run(address(REVENUE), 0, again);
        assertEq(unit.failed(), 1);
        assertEq(unit.succeeded(), 0);
        assertEq(REVENUE.totals(asset).net, NET);
        assertEq(TOKEN.balanceOf(address(buyer)), FUNDS - PRICE);
    }

    function test_unitThatCallsBack_paysAClaimOnce() public {
        buy(carol.addr, offer);
        buy(dave.addr, offer);
        REVENUE.distribute(asset);
        HookedToken unit = _hooked();
        unit.onTransfer(address(SHARES), abi.encodeCall(SHARES.claim, (alice.addr, one(asset))));
        assertEq(claim(alice.addr, asset), 2 * NET);
        assertEq(unit.succeeded(), 1, "which claimed nothing");
        assertEq(TOKEN.balanceOf(address(REVENUE)), REVENUE.treasuryOwed());
        unit.onTransfer(address(REVENUE), abi.encodeCall(REVENUE.claimTreasury, ()));
        assertEq(REVENUE.claimTreasury(), 2 * (PRICE - NET));
        assertEq(TOKEN.balanceOf(address(REVENUE)), 0);
    }

    function test_unitThatCallsBack_withdrawsOnce() public {
        buy(carol.addr, offer); // somebody else's money is there
        HookedToken unit = _hooked();
        vm.prank(alice.addr);
        REGISTRY.retire(asset);
        skip(BOND_DELAY);
        REGISTRY.releaseBond(asset);
        unit.onTransfer(address(ESCROW), abi.encodeCall(ESCROW.withdraw, (alice.addr)));
        assertEq(ESCROW.withdraw(alice.addr), PUBLISH_BOND);
        assertEq(TOKEN.balanceOf(alice.addr), FUNDS);

        vm.prank(bob.addr);
        VOTES.lock(5 ether);
        vm.prank(carol.addr);
        VOTES.lock(5 ether);
        vm.prank(bob.addr);
        VOTES.unlock(5 ether);
        skip(UNLOCK_DELAY);
        unit.onTransfer(address(VOTES), abi.encodeCall(VOTES.withdraw, (bob.addr)));
        VOTES.withdraw(bob.addr);
        assertEq(TOKEN.balanceOf(bob.addr), FUNDS);
        assertEq(TOKEN.balanceOf(address(VOTES)), 5 ether);
    }

    function test_unitThatCallsBack_refundsOnce() public {
        OfferTerms memory refundable = terms(DOWNLOAD, 0, 0, PRICE);
        refundable.refundHours = 48;
        Publication memory publication = publicationWith(refundable);
        uint256 bad = REGISTRY.assetIdOf(alice.addr, publication.salt);
        KeyTree.Plan memory plan = KeyTree.Plan(bad, 1, 2, "another key", KeyTree.split("key", 2, 2));
        publication.commitment = plan.root();
        publish(alice.addr, publication);
        bytes32 offerId = LICENCES.offerIdOf(bad, 0);
        HeldPurchase memory held = buyHeld(carol.addr, purchaseOf(offerId, carol.addr));
        buyHeld(dave.addr, purchaseOf(offerId, dave.addr)); // whose money is there too
        uint256[] memory all = new uint256[](2);
        all[1] = 1;
        KEY_FAULTS.prove(publication.commitment, plan.open(all));
        HookedToken unit = _hooked();
        unit.onTransfer(address(REVENUE), abi.encodeCall(REVENUE.refund, (held)));
        REVENUE.refund(held);
        assertEq(unit.failed(), 1);
        assertEq(unit.succeeded(), 0);
        assertEq(TOKEN.balanceOf(carol.addr), FUNDS);
        assertEq(TOKEN.balanceOf(address(REVENUE)), PRICE);
    }

    /// @dev The buyer signed for twice what the seller did, and brings the second in the middle of the first.
    function test_unitThatCallsBack_fillsNoMoreThanWasOffered() public {
        HookedToken unit = _hooked();
        Order memory order = orderOf(alice.addr, Side.Sell, Item.Shares, asset, 100, 1 ether);
        bytes memory signature = signOrder(alice, order);
        Authorization memory second = authorizeFill(bob, order, 100, "second");
        bytes memory again = abi.encodeCall(
            EXCHANGE.fillWithAuthorization, (order, signature, 100, bob.addr, bytes32("second"), second)
        );
        unit.onTransfer(address(EXCHANGE), again);
        EXCHANGE.fillWithAuthorization(order, signature, 100, bob.addr, "one", authorizeFill(bob, order, 100, "one"));
        assertEq(unit.failed(), 3, "as bob paid, and as alice and the DAO were paid");
        assertEq(unit.succeeded(), 0);
        assertEq(SHARES.balanceOf(bob.addr, asset), 100);
        assertEq(TOKEN.balanceOf(bob.addr), FUNDS - 100 ether);
        assertEq(TOKEN.balanceOf(address(EXCHANGE)), 0);
    }

    function test_unitThatCallsBack_countsEachPaymentOnce() public {
        HookedToken unit = _hooked();
        Caller payer = _caller();
        bytes memory again = abi.encodeCall(REVENUE.pay, (asset, 3 * PRICE));
        unit.onTransfer(address(payer), abi.encodeCall(Caller.run, (address(REVENUE), 0, again)));
        payer.run(address(REVENUE), 0, abi.encodeCall(REVENUE.pay, (asset, PRICE)));
        assertEq(unit.succeeded(), 1);
        assertEq(REVENUE.totals(asset).net, 4 * NET);
        assertEq(TOKEN.balanceOf(address(payer)), FUNDS - 4 * PRICE);
        unit.onTransfer(address(SHARES), abi.encodeCall(SHARES.claim, (alice.addr, one(asset))));
        REVENUE.distribute(asset);
        assertEq(claim(alice.addr, asset), 4 * NET);
        assertEq(TOKEN.balanceOf(address(REVENUE)), REVENUE.treasuryOwed());
    }

    /// @dev What is taken back while it comes in is taken back once, and never from what others brought.
    function test_unitThatCallsBack_takesBackWhatItBroughtOnce() public {
        HookedToken unit = _hooked();
        Caller payer = _caller();
        Agreement memory agreement = Agreement(erin.addr, "job", address(payer), Terms.Payable, 0);
        bytes memory back = abi.encodeCall(ESCROW.reclaim, (agreement));
        unit.onTransfer(address(payer), abi.encodeCall(Caller.run, (address(ESCROW), 0, back)));
        payer.run(address(ESCROW), 0, abi.encodeCall(ESCROW.fund, (agreement, 5 ether)));
        assertEq(unit.succeeded(), 1);
        assertEq(ESCROW.depositOf(agreement).free, 0);
        assertEq(ESCROW.withdraw(address(payer)), 5 ether);
        assertEq(TOKEN.balanceOf(address(ESCROW)), PUBLISH_BOND, "another's");

        vm.prank(carol.addr);
        VOTES.lock(5 ether);
        back = abi.encodeCall(VOTES.unlock, (5 ether));
        unit.onTransfer(address(payer), abi.encodeCall(Caller.run, (address(VOTES), 0, back)));
        payer.run(address(VOTES), 0, abi.encodeCall(VOTES.lock, (5 ether)));
        assertEq(unit.succeeded(), 2);
        assertEq(VOTES.getVotes(address(payer)), 0);
        skip(UNLOCK_DELAY);
        VOTES.withdraw(address(payer));
        assertEq(TOKEN.balanceOf(address(payer)), FUNDS);
        assertEq(TOKEN.balanceOf(address(VOTES)), 5 ether, "another's");
    }

    function test_unitThatCallsBack_releasesRoyaltiesOnce() public {
        HookedToken unit = _hooked();
        address splitter = SPLITTERS.splitterOf(asset);
        vm.deal(splitter, PRICE);
        vm.prank(carol.addr);
        TOKEN.transfer(splitter, PRICE);
        unit.onTransfer(address(SPLITTERS), abi.encodeCall(SPLITTERS.release, (asset)));
        assertEq(SPLITTERS.release(asset), 0, "while the coin was wrapped all of it was released");
        assertEq(unit.succeeded(), 1);
        assertEq(REVENUE.totals(asset).net, 2 * NET);
        assertEq(TOKEN.balanceOf(address(REVENUE)), 2 * PRICE);
        unit.onTransfer(address(0), "");
        vm.prank(carol.addr);
        TOKEN.transfer(splitter, PRICE);
        unit.onTransfer(address(SPLITTERS), abi.encodeCall(SPLITTERS.release, (asset)));
        assertEq(SPLITTERS.release(asset), PRICE);
        assertEq(unit.succeeded(), 2, "which released nothing");
        assertEq(REVENUE.totals(asset).net, 3 * NET);
    }

    function _become(string memory unit) private {
        deployCodeTo(string.concat("Units.sol:", unit), abi.encode(ADAPTER), address(TOKEN));
    }

    function _hooked() private returns (HookedToken) {
        _become("HookedToken");
        return HookedToken(address(TOKEN));
    }

    function _caller() private returns (Caller caller) {
        caller = new Caller();
        endow(address(caller));
    }

    function _unlockAndWithdraw() private {
        vm.startPrank(bob.addr);
        VOTES.lock(5 ether);
        VOTES.unlock(5 ether);
        vm.stopPrank();
        skip(UNLOCK_DELAY);
        assertEq(VOTES.withdraw(bob.addr), 5 ether);
    }

    function _tradeShares() private {
        Order memory order = orderOf(alice.addr, Side.Sell, Item.Shares, asset, 100, 0.01 ether);
        bytes memory signature = signOrder(alice, order);
        vm.prank(bob.addr);
        EXCHANGE.fill(order, signature, 100);
        assertEq(SHARES.balanceOf(bob.addr, asset), 100);
    }

    function _retireAndWithdraw() private {
        vm.prank(alice.addr);
        REGISTRY.retire(asset);
        skip(BOND_DELAY);
        REGISTRY.releaseBond(asset);
        assertEq(ESCROW.withdraw(alice.addr), PUBLISH_BOND);
    }
}

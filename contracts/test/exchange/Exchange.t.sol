// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Vm} from "forge-std/Vm.sol";
import {Exchange} from "../../src/exchange/Exchange.sol";
import {Authorization} from "../../src/interfaces/Authorization.sol";
import {Status} from "../../src/interfaces/IAssetRegistry.sol";
import {IExchange, Item, Order, Side} from "../../src/interfaces/IExchange.sol";
import {IParameters} from "../../src/interfaces/IParameters.sol";
import {ISaharaToken} from "../../src/interfaces/ISaharaToken.sol";
import {ExchangeBase} from "./ExchangeBase.sol";
import {Caller} from "../mocks/Caller.sol";
import {ReentrantToken} from "../mocks/ReentrantToken.sol";
import {Wallet} from "../mocks/Wallet.sol";

/// @notice What a fill moves, and to whom.
contract ExchangeTest is ExchangeBase {
    function test_fill_sellsOwnership() public {
        Order memory order = _sellOrder(Item.Ownership, 1);
        bytes memory signature = signOrder(alice, order);
        (uint256 fee, uint256 royalty) = (_fee(PRICE), _royalty(PRICE));
        vm.expectEmit(address(EXCHANGE));
        emit IExchange.OrderFilled(
            EXCHANGE.hashOrder(order), alice.addr, bob.addr, Item.Ownership, asset, 1, PRICE, fee, royalty
        );
        vm.prank(bob.addr);
        assertEq(EXCHANGE.fill(order, signature, 1), PRICE);

        assertEq(REGISTRY.ownerOf(asset), bob.addr);
        assertEq(TOKEN.balanceOf(bob.addr), FUNDS - PRICE);
        assertEq(_aliceGain(), PRICE - fee - royalty);
        assertEq(_treasuryGain(), fee);
        assertEq(TOKEN.balanceOf(splitter), royalty);
        assertEq(TOKEN.balanceOf(address(EXCHANGE)), 0);
    }

    function test_fill_answersABidForOwnership() public {
        Order memory order = orderOf(bob.addr, Side.Bid, Item.Ownership, asset, 1, PRICE);
        bytes memory signature = signOrder(bob, order);
        vm.prank(alice.addr);
        EXCHANGE.fill(order, signature, 1);
        assertEq(REGISTRY.ownerOf(asset), bob.addr);
        assertEq(TOKEN.balanceOf(bob.addr), FUNDS - PRICE);
        assertEq(_aliceGain(), PRICE - _fee(PRICE) - _royalty(PRICE));
    }

    /// @dev What is retired meanwhile is not what the bid was for. Shares of it still earn, and are still sold.
    function test_fill_RevertIf_aBidIsForWhatIsNotActive() public {
        Order memory order = orderOf(bob.addr, Side.Bid, Item.Ownership, asset, 1, PRICE);
        bytes memory signature = signOrder(bob, order);
        vm.prank(alice.addr);
        REGISTRY.retire(asset);
        _expectFill(
            alice,
            order,
            signature,
            1,
            abi.encodeWithSelector(IExchange.ExchangeAssetNotActive.selector, asset, Status.Retired)
        );
        Order memory forShares = orderOf(bob.addr, Side.Bid, Item.Shares, asset, 1, PRICE);
        signature = signOrder(bob, forShares);
        vm.prank(alice.addr);
        assertEq(EXCHANGE.fill(forShares, signature, 1), PRICE);
    }

    function test_fill_sharesInParts() public {
        Order memory order = _sellOrder(Item.Shares, 300);
        bytes memory signature = signOrder(alice, order);
        vm.prank(bob.addr);
        assertEq(EXCHANGE.fill(order, signature, 100), 100 * PRICE);
        vm.prank(carol.addr);
        EXCHANGE.fill(order, signature, 199);
        assertEq(SHARES.balanceOf(bob.addr, asset), 100);
        assertEq(SHARES.balanceOf(carol.addr, asset), 199);
        assertEq(_aliceGain(), 299 * PRICE - _fee(100 * PRICE) - _fee(199 * PRICE));
        assertEq(TOKEN.balanceOf(splitter), 0, "shares pay no royalty");
        (uint16 filled, bool cancelled) = EXCHANGE.stateOf(alice.addr, order.nonce);
        assertEq(filled, 299);
        assertFalse(cancelled);

        _expectFill(bob, order, signature, 2, _notLeft(2, 1));
        _expectFill(bob, order, signature, 0, _notLeft(0, 1));
        vm.prank(bob.addr);
        EXCHANGE.fill(order, signature, 1);
        _expectFill(bob, order, signature, 1, _notLeft(1, 0));
    }

    function test_fill_bidForSharesInParts() public {
        Order memory order = orderOf(bob.addr, Side.Bid, Item.Shares, asset, 500, PRICE);
        bytes memory signature = signOrder(bob, order);
        vm.startPrank(alice.addr);
        EXCHANGE.fill(order, signature, 200);
        SHARES.transfer(carol.addr, asset, 50);
        vm.stopPrank();
        vm.prank(carol.addr);
        EXCHANGE.fill(order, signature, 50);
        assertEq(SHARES.balanceOf(bob.addr, asset), 250);
        assertEq(TOKEN.balanceOf(bob.addr), FUNDS - 250 * PRICE);
    }

    /// @notice What was paid before the trade is the seller's, what comes after it the buyer's.
    function test_fill_earlierIncomeStaysWithTheSeller() public {
        pay(carol.addr, asset, 100 ether);
        Order memory order = _sellOrder(Item.Shares, 10_000);
        bytes memory signature = signOrder(alice, order);
        vm.prank(bob.addr);
        EXCHANGE.fill(order, signature, 10_000);
        pay(carol.addr, asset, 40 ether);
        REVENUE.distribute(asset);
        assertEq(SHARES.claimable(alice.addr, asset), 97.5 ether);
        assertEq(SHARES.claimable(bob.addr, asset), 39 ether);
    }

    function test_fillWithAuthorization_isBroughtByAnyone() public {
        Order memory order = _sellOrder(Item.Ownership, 1);
        bytes memory signature = signOrder(alice, order);
        Authorization memory money = authorizeFill(bob, order, 1, 0);
        vm.prank(erin.addr);
        assertEq(EXCHANGE.fillWithAuthorization(order, signature, 1, bob.addr, 0, money), PRICE);
        assertEq(REGISTRY.ownerOf(asset), bob.addr);
        assertEq(TOKEN.balanceOf(bob.addr), FUNDS - PRICE);
        assertEq(_aliceGain(), PRICE - _fee(PRICE) - _royalty(PRICE));
        assertEq(_treasuryGain(), _fee(PRICE));
        assertEq(TOKEN.balanceOf(splitter), _royalty(PRICE));
        assertEq(TOKEN.balanceOf(address(EXCHANGE)), 0);
    }

    function test_fillWithAuthorization_fillsABid() public {
        Order memory order = orderOf(bob.addr, Side.Bid, Item.Shares, asset, 20, PRICE);
        bytes memory signature = signOrder(bob, order);
        Authorization memory money = authorizeFill(bob, order, 20, 0);
        vm.prank(alice.addr);
        EXCHANGE.fillWithAuthorization(order, signature, 20, bob.addr, 0, money);
        assertEq(SHARES.balanceOf(bob.addr, asset), 20);
        assertEq(TOKEN.balanceOf(bob.addr), FUNDS - 20 * PRICE);
    }

    function test_fillWithAuthorization_tellsEqualFillsApart() public {
        Order memory order = _sellOrder(Item.Shares, 300);
        bytes memory signature = signOrder(alice, order);
        Authorization memory first = authorizeFill(bob, order, 100, 0);
        Authorization memory second = authorizeFill(bob, order, 100, "2");
        EXCHANGE.fillWithAuthorization(order, signature, 100, bob.addr, 0, first);
        EXCHANGE.fillWithAuthorization(order, signature, 100, bob.addr, "2", second);
        assertEq(SHARES.balanceOf(bob.addr, asset), 200);
    }

    function test_fillWithAuthorization_RevertIf_signedForSomethingElse() public {
        Order memory order = _sellOrder(Item.Shares, 300);
        bytes memory signature = signOrder(alice, order);
        Authorization memory money = authorizeFill(bob, order, 100, 0);
        bytes memory invalid = abi.encodeWithSelector(ISaharaToken.SaharaTokenInvalidSignature.selector, bob.addr);
        vm.expectRevert(invalid);
        EXCHANGE.fillWithAuthorization(order, signature, 101, bob.addr, 0, money);
        vm.expectRevert(invalid);
        EXCHANGE.fillWithAuthorization(order, signature, 100, bob.addr, "2", money);

        Order memory another = _sellOrder(Item.Shares, 300);
        signature = signOrder(alice, another);
        vm.expectRevert(invalid);
        EXCHANGE.fillWithAuthorization(another, signature, 100, bob.addr, 0, money);
    }

    function test_fillWithAuthorization_RevertIf_bidWithMoneyOfAnother() public {
        Order memory order = orderOf(bob.addr, Side.Bid, Item.Shares, asset, 20, PRICE);
        bytes memory signature = signOrder(bob, order);
        Authorization memory money = authorizeFill(carol, order, 20, 0);
        vm.expectRevert(abi.encodeWithSelector(IExchange.ExchangeBuyerNotMaker.selector, bob.addr, carol.addr));
        vm.prank(alice.addr);
        EXCHANGE.fillWithAuthorization(order, signature, 20, carol.addr, 0, money);
    }

    /// @notice A bid takes nothing from who has not called: whoever brings it is the seller.
    function test_fillWithAuthorization_RevertIf_callerHasNothingToSell() public {
        Order memory order = orderOf(bob.addr, Side.Bid, Item.Ownership, asset, 1, PRICE);
        bytes memory signature = signOrder(bob, order);
        Authorization memory money = authorizeFill(bob, order, 1, 0);
        vm.expectRevert(_notOwner(erin.addr, alice.addr));
        vm.prank(erin.addr);
        EXCHANGE.fillWithAuthorization(order, signature, 1, bob.addr, 0, money);
    }

    function test_fill_acceptsSmartAccounts() public {
        Wallet wallet = new Wallet(alice.addr);
        vm.prank(alice.addr);
        SHARES.transfer(address(wallet), asset, 100);
        vm.prank(address(wallet));
        SHARES.setOperator(address(EXCHANGE), true);
        Order memory order = orderOf(address(wallet), Side.Sell, Item.Shares, asset, 100, PRICE);
        bytes memory signature = signOrder(alice, order);
        _expectFill(bob, order, signOrder(bob, order), 1, _invalidSignature(address(wallet)));
        vm.prank(bob.addr);
        EXCHANGE.fill(order, signature, 100);
        assertEq(SHARES.balanceOf(bob.addr, asset), 100);
    }

    function test_fill_deliversToContractsWithoutCallingThem() public {
        Caller buyer = new Caller();
        buyer.refuse();
        vm.prank(bob.addr);
        TOKEN.transfer(address(buyer), PRICE);
        Order memory order = _sellOrder(Item.Ownership, 1);
        bytes memory signature = signOrder(alice, order);
        buyer.run(address(TOKEN), 0, abi.encodeCall(TOKEN.approve, (address(EXCHANGE), PRICE)));
        buyer.run(address(EXCHANGE), 0, abi.encodeCall(EXCHANGE.fill, (order, signature, 1)));
        assertEq(REGISTRY.ownerOf(asset), address(buyer));
    }

    /// @notice Even under a unit that calls back in the middle of a fill, no order is filled beyond its amount.
    function test_fill_isWrittenDownBeforeMoneyMoves() public {
        ReentrantToken unit = new ReentrantToken(bob.addr, FUNDS);
        IExchange exchange = new Exchange(
            ISaharaToken(address(unit)), REGISTRY, SHARES, PARAMETERS, address(TIMELOCK), address(SPLITTERS), address(0)
        );
        vm.prank(bob.addr);
        unit.approve(address(exchange), FUNDS);
        vm.prank(alice.addr);
        SHARES.setOperator(address(exchange), true);
        Order memory order = orderOf(alice.addr, Side.Sell, Item.Shares, asset, 300, 1);
        bytes32 structHash = keccak256(abi.encode(ORDER_TYPEHASH, order));
        bytes memory signature = sign(alice, "Exchange", address(exchange), structHash);
        Caller thief = new Caller();
        vm.prank(bob.addr);
        unit.transfer(address(thief), 1 ether);
        thief.run(address(unit), 0, abi.encodeCall(unit.approve, (address(exchange), 1 ether)));
        bytes memory again = abi.encodeCall(IExchange.fill, (order, signature, 200));
        unit.reenter(address(thief), abi.encodeCall(Caller.run, (address(exchange), 0, again)));
        vm.prank(bob.addr);
        exchange.fill(order, signature, 200);
        assertFalse(unit.reentered());
        assertEq(SHARES.balanceOf(bob.addr, asset), 200);
        (uint16 filled,) = exchange.stateOf(alice.addr, order.nonce);
        assertEq(filled, 200);
    }

    /// @dev As if a vote had changed the code of Parameters.
    function test_fill_boundsFeeAndRoyaltyItself() public {
        bytes memory ask = abi.encodeCall(IParameters.exchangeFeeBasisPoints, ());
        vm.mockCall(address(PARAMETERS), ask, abi.encode(uint16(9000)));
        ask = abi.encodeCall(IParameters.resaleRoyaltyBasisPoints, ());
        vm.mockCall(address(PARAMETERS), ask, abi.encode(uint16(9000)));
        vm.expectEmit(address(EXCHANGE));
        emit IExchange.RatesUpdated(500, 1000);
        EXCHANGE.updateRates();
        Order memory order = _sellOrder(Item.Ownership, 1);
        bytes memory signature = signOrder(alice, order);
        vm.prank(bob.addr);
        EXCHANGE.fill(order, signature, 1);
        assertEq(_aliceGain(), PRICE * 85 / 100);
        assertEq(_treasuryGain(), PRICE * 5 / 100);
        assertEq(TOKEN.balanceOf(splitter), PRICE * 10 / 100);
    }

    function test_fill_withoutFeeAndRoyalty() public {
        govern(address(PARAMETERS), abi.encodeCall(IParameters.set, ("exchangeFeeBasisPoints", 0)));
        govern(address(PARAMETERS), abi.encodeCall(IParameters.set, ("resaleRoyaltyBasisPoints", 0)));
        Order memory order = _sellOrder(Item.Ownership, 1);
        bytes memory signature = signOrder(alice, order);
        Authorization memory money = authorizeFill(bob, order, 1, 0);
        uint256 snapshot = vm.snapshotState();
        EXCHANGE.fillWithAuthorization(order, signature, 1, bob.addr, 0, money);
        assertEq(_aliceGain(), PRICE);
        vm.revertToState(snapshot);
        vm.prank(bob.addr);
        EXCHANGE.fill(order, signature, 1);
        assertEq(_aliceGain(), PRICE);
    }

    /// @dev A price of which neither part is a whole number of wei: 99.99 and 499.95.
    function test_fill_roundsFeeAndRoyaltyDown() public {
        Order memory order = orderOf(alice.addr, Side.Sell, Item.Ownership, asset, 1, 9999);
        bytes memory signature = signOrder(alice, order);
        uint256 snapshot = vm.snapshotState();
        vm.prank(bob.addr);
        EXCHANGE.fill(order, signature, 1);
        assertEq(_treasuryGain(), 99);
        assertEq(TOKEN.balanceOf(splitter), 499);
        assertEq(_aliceGain(), 9999 - 99 - 499);
        vm.revertToState(snapshot);
        Authorization memory money = authorizeFill(bob, order, 1, 0);
        EXCHANGE.fillWithAuthorization(order, signature, 1, bob.addr, 0, money);
        assertEq(_treasuryGain(), 99);
        assertEq(TOKEN.balanceOf(splitter), 499);
        assertEq(_aliceGain(), 9999 - 99 - 499);
    }

    function test_fill_theLeastFeeIsPaid_andNoneIsNotSent() public {
        uint128 least = uint128(10_000 / EXCHANGE_FEE_BASIS_POINTS);
        for (uint128 fee; fee < 2; ++fee) {
            Order memory order = orderOf(alice.addr, Side.Sell, Item.Shares, asset, 2, least - 1 + fee);
            bytes memory signature = signOrder(alice, order);
            Authorization memory money = authorizeFill(bob, order, 1, 0);
            uint256 before = _treasuryGain();
            vm.recordLogs();
            vm.prank(bob.addr);
            EXCHANGE.fill(order, signature, 1);
            assertEq(_tokenTransfers(), 1 + fee);
            EXCHANGE.fillWithAuthorization(order, signature, 1, bob.addr, 0, money);
            assertEq(_tokenTransfers(), 2 + fee);
            assertEq(_treasuryGain() - before, 2 * fee);
        }
        assertEq(TOKEN.balanceOf(address(EXCHANGE)), 0);
    }

    /// @notice Whatever the price, its parts add up to it, and nothing stays behind.
    function testFuzz_fill_partsAddUp(uint16 amount, uint128 priceEach, uint16 fee, bool authorized) public {
        amount = uint16(bound(amount, 1, 10_000));
        priceEach = uint128(bound(priceEach, 1, FUNDS / amount));
        fee = uint16(bound(fee, 0, 500));
        govern(address(PARAMETERS), abi.encodeCall(IParameters.set, ("exchangeFeeBasisPoints", fee)));
        Order memory order = orderOf(alice.addr, Side.Sell, Item.Shares, asset, amount, priceEach);
        bytes memory signature = signOrder(alice, order);
        uint256 price = uint256(amount) * priceEach;
        if (authorized) {
            Authorization memory money = authorizeFill(bob, order, amount, 0);
            EXCHANGE.fillWithAuthorization(order, signature, amount, bob.addr, 0, money);
        } else {
            vm.prank(bob.addr);
            EXCHANGE.fill(order, signature, amount);
        }
        assertEq(TOKEN.balanceOf(bob.addr), FUNDS - price);
        assertEq(_treasuryGain(), price * fee / 10_000);
        assertEq(_aliceGain() + _treasuryGain(), price);
        assertEq(TOKEN.balanceOf(address(EXCHANGE)), 0);
    }

    function _tokenTransfers() private returns (uint256 count) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].emitter == address(TOKEN) && logs[i].topics[0] == IERC20.Transfer.selector) ++count;
        }
    }
}

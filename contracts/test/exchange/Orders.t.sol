// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Authorization} from "../../src/interfaces/Authorization.sol";
import {IExchange, Item, Order, Side} from "../../src/interfaces/IExchange.sol";
import {ExchangeBase} from "./ExchangeBase.sol";

/// @notice Which orders can be filled, and how their makers end them.
contract OrdersTest is ExchangeBase {
    function testFuzz_fill_RevertIf_anyFieldIsAnother(uint256 field, uint256 value) public {
        Order memory order = _sellOrder(Item.Shares, 300);
        bytes memory signature = signOrder(alice, order);
        bytes32 signed = EXCHANGE.hashOrder(order);
        field %= 5;
        if (field == 0) order.assetId = value;
        else if (field == 1) order.amount = uint16(bound(value, 1, 10_000));
        else if (field == 2) order.priceEach = uint128(bound(value, 1, type(uint128).max));
        else if (field == 3) order.expiry = uint40(bound(value, block.timestamp, type(uint40).max));
        else order.nonce = value;
        vm.assume(EXCHANGE.hashOrder(order) != signed);
        _expectFill(bob, order, signature, 1, _invalidSignature(alice.addr));
    }

    function test_fill_RevertIf_signedForAnotherChain() public {
        Order memory order = _sellOrder(Item.Shares, 300);
        bytes memory signature = signOrder(alice, order);
        vm.chainId(1);
        _expectFill(bob, order, signature, 1, _invalidSignature(alice.addr));
    }

    function test_fill_RevertIf_invalidOrder() public {
        bytes memory invalid = abi.encodeWithSelector(IExchange.ExchangeInvalidOrder.selector);
        Order memory order = _sellOrder(Item.Shares, 0);
        _expectFill(bob, order, signOrder(alice, order), 1, invalid);
        order = _sellOrder(Item.Shares, 10_001);
        _expectFill(bob, order, signOrder(alice, order), 1, invalid);
        order = _sellOrder(Item.Ownership, 2);
        _expectFill(bob, order, signOrder(alice, order), 1, invalid);
        order = orderOf(alice.addr, Side.Sell, Item.Ownership, asset, 1, 0);
        _expectFill(bob, order, signOrder(alice, order), 1, invalid);
    }

    function test_fill_RevertIf_selfTrade() public {
        bytes memory selfTrade = abi.encodeWithSelector(IExchange.ExchangeSelfTrade.selector, alice.addr);
        Order memory order = _sellOrder(Item.Ownership, 1);
        bytes memory signature = signOrder(alice, order);
        _expectFill(alice, order, signature, 1, selfTrade);
        Authorization memory money = authorizeFill(alice, order, 1, 0);
        vm.expectRevert(selfTrade);
        vm.prank(bob.addr);
        EXCHANGE.fillWithAuthorization(order, signature, 1, alice.addr, 0, money);
    }

    function test_fill_inItsLastSecond() public {
        Order memory order = _sellOrder(Item.Shares, 2);
        bytes memory signature = signOrder(alice, order);
        vm.warp(order.expiry);
        vm.prank(bob.addr);
        EXCHANGE.fill(order, signature, 1);
        vm.warp(order.expiry + 1);
        bytes memory expired = abi.encodeWithSelector(IExchange.ExchangeOrderExpired.selector, order.expiry);
        _expectFill(bob, order, signature, 1, expired);
    }

    function test_cancel_endsOrdersOfANonce() public {
        Order memory order = _sellOrder(Item.Shares, 300);
        bytes memory signature = signOrder(alice, order);
        vm.prank(bob.addr);
        EXCHANGE.fill(order, signature, 1);
        vm.expectEmit(address(EXCHANGE));
        emit IExchange.OrderCancelled(alice.addr, order.nonce);
        vm.prank(alice.addr);
        EXCHANGE.cancel(one(order.nonce));
        (uint16 filled, bool cancelled) = EXCHANGE.stateOf(alice.addr, order.nonce);
        assertEq(filled, 0);
        assertTrue(cancelled);
        _expectFill(bob, order, signature, 1, _cancelled(order));
    }

    function testFuzz_cancel_leavesNeighboursAlone(uint256 nonce, uint8 other) public {
        Order memory order = _sellOrder(Item.Shares, 300);
        order.nonce = nonce ^ (1 << (other % 8));
        bytes memory signature = signOrder(alice, order);
        vm.prank(bob.addr);
        EXCHANGE.fill(order, signature, 7);
        vm.prank(alice.addr);
        EXCHANGE.cancel(one(nonce));
        vm.prank(bob.addr);
        EXCHANGE.cancel(one(order.nonce)); // of another maker
        (uint16 filled, bool cancelled) = EXCHANGE.stateOf(alice.addr, order.nonce);
        assertEq(filled, 7);
        assertFalse(cancelled);
        vm.prank(bob.addr);
        EXCHANGE.fill(order, signature, 293);
    }

    function test_cancelAll_endsWhatWasSignedSoFar() public {
        Order memory order = _sellOrder(Item.Shares, 300);
        bytes memory signature = signOrder(alice, order);
        vm.expectEmit(address(EXCHANGE));
        emit IExchange.AllOrdersCancelled(alice.addr, 1);
        vm.prank(alice.addr);
        EXCHANGE.cancelAll();
        assertEq(EXCHANGE.counterOf(alice.addr), 1);
        _expectFill(bob, order, signature, 1, _cancelled(order));

        order = _sellOrder(Item.Shares, 300);
        signature = signOrder(alice, order);
        vm.prank(bob.addr);
        EXCHANGE.fill(order, signature, 1);
    }

    /// @notice Who signs anew under the same nonce, for another price, cannot sell more than either order says.
    function test_fill_ordersOfOneNonceShareWhatIsFilled() public {
        Order memory dear = _sellOrder(Item.Shares, 300);
        Order memory cheap = _sellOrder(Item.Shares, 200);
        (cheap.nonce, cheap.priceEach) = (dear.nonce, PRICE / 2);
        bytes memory dearSignature = signOrder(alice, dear);
        bytes memory cheapSignature = signOrder(alice, cheap);
        vm.prank(bob.addr);
        EXCHANGE.fill(dear, dearSignature, 150);
        vm.prank(bob.addr);
        EXCHANGE.fill(cheap, cheapSignature, 50);
        _expectFill(bob, cheap, cheapSignature, 1, _notLeft(1, 0));
        vm.prank(bob.addr);
        EXCHANGE.fill(dear, dearSignature, 100);
        _expectFill(bob, cheap, cheapSignature, 1, _notLeft(1, 0));
    }

    function test_fill_RevertIf_theMakerNoLongerOwns() public {
        Order memory order = _sellOrder(Item.Ownership, 1);
        bytes memory signature = signOrder(alice, order);
        vm.prank(alice.addr);
        REGISTRY.transferFrom(alice.addr, carol.addr, asset);
        _expectFill(bob, order, signature, 1, _notOwner(alice.addr, carol.addr));
    }
}

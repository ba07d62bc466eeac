// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IExchange, Item, Order, Side} from "../../src/interfaces/IExchange.sol";
import {Base} from "../Base.t.sol";

/// @notice Alice sells an asset or its shares to Bob, or Bob bids for them.
abstract contract ExchangeBase is Base {
    uint128 internal constant PRICE = 10 ether;

    uint256 internal asset;
    address internal splitter;

    function setUp() public override {
        super.setUp();
        (asset,) = publish(alice.addr, terms(DOWNLOAD, 0, 0, 5 ether));
        splitter = SPLITTERS.splitterOf(asset);
    }

    function _sellOrder(Item item, uint16 amount) internal returns (Order memory) {
        return orderOf(alice.addr, Side.Sell, item, asset, amount, PRICE);
    }

    function _expectFill(
        Account memory taker,
        Order memory order,
        bytes memory signature,
        uint16 amount,
        bytes memory reason
    ) internal {
        vm.expectRevert(reason);
        vm.prank(taker.addr);
        EXCHANGE.fill(order, signature, amount);
    }

    function _notLeft(uint256 amount, uint256 left) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IExchange.ExchangeAmountNotLeft.selector, amount, left);
    }

    function _invalidSignature(address maker) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IExchange.ExchangeInvalidSignature.selector, maker);
    }

    function _cancelled(Order memory order) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IExchange.ExchangeOrderCancelled.selector, order.maker, order.nonce);
    }

    function _notOwner(address from, address owner) internal view returns (bytes memory) {
        return abi.encodeWithSelector(IERC721Errors.ERC721IncorrectOwner.selector, from, asset, owner);
    }

    function _aliceGain() internal view returns (uint256) {
        return TOKEN.balanceOf(alice.addr) + PUBLISH_BOND - FUNDS;
    }

    function _treasuryGain() internal view returns (uint256) {
        return TOKEN.balanceOf(address(TIMELOCK)) - (SUPPLY - DEVELOPERS * DEVELOPER_PART);
    }

    function _fee(uint256 price) internal pure returns (uint256) {
        return price * EXCHANGE_FEE_BASIS_POINTS / 10_000;
    }

    function _royalty(uint256 price) internal pure returns (uint256) {
        return price * RESALE_ROYALTY_BASIS_POINTS / 10_000;
    }
}

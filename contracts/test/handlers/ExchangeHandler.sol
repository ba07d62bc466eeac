// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Authorization} from "../../src/interfaces/Authorization.sol";
import {Status} from "../../src/interfaces/IAssetRegistry.sol";
import {Item, Order, Side} from "../../src/interfaces/IExchange.sol";
import {Handler} from "./Handler.sol";
import {MarketHandler} from "./MarketHandler.sol";
import {World} from "./World.sol";

/// @notice Makers and takers of assets and revenue shares. It knows by its own books whether a fill must go through, and
/// holds the Exchange to that in both directions.
contract ExchangeHandler is Handler {
    uint256 private constant MAX_ORDERS = 64;
    uint256 private constant NONCES = 40; // few, so that orders share them and their words

    struct Signed {
        Order order;
        bytes signature;
    }

    MarketHandler private immutable _market;
    Signed[] private _orders;

    mapping(address maker => uint256) private _counter;
    mapping(address maker => mapping(uint256 nonce => uint256)) private _filled;
    mapping(address maker => mapping(uint256 nonce => bool)) private _cancelled;
    mapping(uint256 assetId => uint256) public ghostRoyalty;
    uint256 public ghostRoyalties; // of all assets
    uint256 public ghostFees;

    constructor(World world, MarketHandler market) Handler(world) {
        _market = market;
    }

    function trade(uint256 who, uint256 what, uint256 kind, uint256 terms_, uint256 amount, uint256 way)
        external
        action
    {
        if (_offer(who, what, uint8(kind), terms_)) _fill(_orders.length - 1, who >> 8, amount, way);
    }

    function fill(uint256 which, uint256 who, uint256 amount, uint256 way) external action {
        if (_orders.length == 0) return;
        // Mostly one of the last, since they end within an hour.
        uint256 last = _orders.length - 1;
        _fill(which % 4 == 0 ? which % _orders.length : last - which % (last < 3 ? last + 1 : 3), who, amount, way);
    }

    function cancel(uint256 who, uint256 nonce) external action {
        address maker = _actor(who).addr;
        nonce %= NONCES;
        vm.prank(maker);
        EXCHANGE.cancel(one(nonce));
        _cancelled[maker][nonce] = true;
        _done();
    }

    function cancelAll(uint256 who, uint256 chance) external action {
        if (chance % 4 != 0) return;
        address maker = _actor(who).addr;
        vm.prank(maker);
        EXCHANGE.cancelAll();
        ++_counter[maker];
        _done();
    }

    function releaseRoyalty(uint256 what) external action {
        uint256 assetId = _asset(what);
        if (assetId == 0) return;
        if (ghostRoyalty[assetId] > 0) _done();
        _release(assetId);
    }

    /// @notice Royalties become revenue, from which everyone then leaves.
    function exitEverything() external {
        uint256[] memory assets = _world.assets();
        for (uint256 i; i < assets.length; ++i) {
            _release(assets[i]);
        }
    }

    /// @notice What lies in splitters.
    function assertBooks() external view {
        uint256[] memory assets = _world.assets();
        for (uint256 i; i < assets.length; ++i) {
            assertEq(TOKEN.balanceOf(SPLITTERS.splitterOf(assets[i])), ghostRoyalty[assets[i]], "royalties");
            assertEq(SHARES.balanceOf(address(EXCHANGE), assets[i]), 0, "shares");
        }
    }

    function _offer(uint256 who, uint256 what, uint8 kind, uint256 terms_) private returns (bool) {
        uint256 assetId = _asset(what);
        if (assetId == 0 || _orders.length == MAX_ORDERS) return false;
        Item item = kind % 4 == 0 ? Item.Ownership : Item.Shares;
        Side side = (kind >> 2) % 2 == 0 ? Side.Sell : Side.Bid;
        // Mostly somebody who has it.
        Account memory maker = side == Side.Sell && kind < 224 ? _holder(who, assetId, item) : _actor(who);
        Order memory order = orderOf(maker.addr, side, item, assetId, 1, 1);
        if (item == Item.Shares) order.amount = uint16(1 + terms_ % 10_000);
        // Single wei find rounding.
        order.priceEach = uint128(terms_ % 3 == 0 ? 1 + (terms_ >> 16) % 50 : 1 + (terms_ >> 16) % 1 ether);
        order.nonce = (terms_ >> 128) % NONCES;
        order.expiry = uint40(block.timestamp + (terms_ >> 192) % 1 hours);
        order.counter = _counter[maker.addr];
        _orders.push(Signed(order, signOrder(maker, order)));
        return true;
    }

    function _fill(uint256 which, uint256 who, uint256 seed, uint256 way) private {
        Signed memory signed = _orders[which];
        Order memory order = signed.order;
        // Mostly somebody who has it, and not more than that.
        Account memory taker =
            order.side == Side.Bid && who % 8 != 0 ? _holder(who, order.assetId, order.item) : _actor(who);
        uint16 amount = order.item == Item.Ownership ? 1 : uint16(1 + seed % order.amount);
        if (order.item == Item.Shares && who % 8 != 1) {
            uint256 held = SHARES.balanceOf(order.side == Side.Sell ? order.maker : taker.addr, order.assetId);
            if (held > 0 && amount > held) amount = uint16(held);
        }
        bool possible = _isPossible(order, taker.addr, amount);
        // A seller has shares left, and the money.
        _world.mayFall(order.side == Side.Sell ? taker.addr : order.maker);
        (bool sent, uint256 price) =
            way % 2 == 0 ? _fillAuthorized(signed, taker, amount) : _fillAllowed(signed, taker.addr, amount);
        assertEq(sent, possible, "filled when and only when it may be");
        if (!sent) return;
        _note(order, amount, price);
        _done();
    }

    function _release(uint256 assetId) private {
        uint256 amount = SPLITTERS.release(assetId);
        assertEq(amount, ghostRoyalty[assetId], "all royalties, and nothing else");
        ghostRoyalty[assetId] = 0;
        ghostRoyalties -= amount;
        if (amount > 0) _market.notePaid(assetId, amount);
    }

    function _isPossible(Order memory order, address taker, uint16 amount) private view returns (bool) {
        (address seller, address buyer) = order.side == Side.Sell ? (order.maker, taker) : (taker, order.maker);
        if (seller == buyer || block.timestamp > order.expiry) return false;
        if (order.counter != _counter[order.maker] || _cancelled[order.maker][order.nonce]) return false;
        if (_filled[order.maker][order.nonce] + amount > order.amount) return false;
        bool isBidForOwnership = order.side == Side.Bid && order.item == Item.Ownership;
        if (isBidForOwnership && _market.statusOf(order.assetId) != Status.Active) return false;
        if (TOKEN.balanceOf(buyer) < uint256(order.priceEach) * amount) return false;
        return order.item == Item.Ownership
            ? REGISTRY.ownerOf(order.assetId) == seller
            : SHARES.balanceOf(seller, order.assetId) >= amount;
    }

    function _fillAllowed(Signed memory signed, address taker, uint16 amount) private returns (bool, uint256) {
        vm.prank(taker);
        try EXCHANGE.fill(signed.order, signed.signature, amount) returns (uint256 price) {
            return (true, price);
        } catch {
            return (false, 0);
        }
    }

    /// @dev A sell order is brought by anyone, a bid by its seller.
    function _fillAuthorized(Signed memory signed, Account memory taker, uint16 amount)
        private
        returns (bool, uint256)
    {
        Account memory buyer = signed.order.side == Side.Sell ? taker : _named(signed.order.maker);
        bytes32 salt = unique();
        Authorization memory money = authorizeFill(buyer, signed.order, amount, salt);
        if (signed.order.side == Side.Bid) vm.prank(taker.addr);
        try EXCHANGE.fillWithAuthorization(signed.order, signed.signature, amount, buyer.addr, salt, money) returns (
            uint256 price
        ) {
            return (true, price);
        } catch {
            return (false, 0);
        }
    }

    function _note(Order memory order, uint16 amount, uint256 price) private {
        assertEq(price, uint256(order.priceEach) * amount, "price");
        _filled[order.maker][order.nonce] += amount;
        ghostFees += price * _now("exchangeFeeBasisPoints") / 10_000;
        if (order.item == Item.Shares) return _market.noteDistributed(order.assetId);
        uint256 royalty = price * _now("resaleRoyaltyBasisPoints") / 10_000;
        ghostRoyalty[order.assetId] += royalty;
        ghostRoyalties += royalty;
    }

    /// @dev The first from a random one on who has any of it.
    function _holder(uint256 seed, uint256 assetId, Item item) private view returns (Account memory) {
        for (uint256 i; i < _actors.length; ++i) {
            Account memory account = _actors[(uint8(seed) + i) % _actors.length];
            bool holds = item == Item.Ownership
                ? REGISTRY.ownerOf(assetId) == account.addr
                : SHARES.balanceOf(account.addr, assetId) > 0;
            if (holds) return account;
        }
        return _actor(seed);
    }
}

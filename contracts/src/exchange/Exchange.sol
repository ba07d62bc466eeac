// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeERC20, IERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Authorization} from "../interfaces/Authorization.sol";
import {IAssetRegistry, Status} from "../interfaces/IAssetRegistry.sol";
import {IExchange, Item, Order, Rates, Side} from "../interfaces/IExchange.sol";
import {IParameters} from "../interfaces/IParameters.sol";
import {IRevenueShares} from "../interfaces/IRevenueShares.sol";
import {ISaharaToken} from "../interfaces/ISaharaToken.sol";
import {SplitterAddress} from "./SplitterAddress.sol";

/// @notice See {IExchange}. Immutable.
contract Exchange is IExchange, EIP712 {
    using SafeERC20 for IERC20;

    uint256 private constant BASIS_POINTS = 10_000;
    uint16 private constant MAX_SHARES = 10_000;
    // Bounds of this code, whatever votes and upgrades say elsewhere.
    uint256 private constant MAX_FEE_BASIS_POINTS = 500;
    uint256 private constant MAX_ROYALTY_BASIS_POINTS = 1000;
    /// @dev Stands where the filled amount would be, and is above all amounts.
    uint16 private constant CANCELLED = type(uint16).max;
    bytes32 private constant ORDER_TYPEHASH = keccak256(
        "Order(address maker,uint8 side,uint8 item,uint256 assetId,uint16 amount,uint128 priceEach,uint40 expiry,uint256 nonce,uint256 counter)"
    );

    ISaharaToken private immutable _token;
    IAssetRegistry private immutable _registry;
    IRevenueShares private immutable _shares;
    IParameters private immutable _parameters;
    address private immutable _treasury;
    address private immutable _splitters;
    address private immutable _splitter; // whose clones they are

    Rates private _rates;
    mapping(address maker => uint256) private _counters;
    /// @dev Sixteen nonces share a slot, so that all but the first of a maker's orders change one that is there.
    mapping(address maker => mapping(uint256 word => uint256)) private _filled;

    struct Trade {
        bytes32 orderHash;
        address seller;
        address buyer;
        uint256 price;
        uint256 fee;
        uint256 royalty;
        address royaltyReceiver;
    }

    constructor(
        ISaharaToken token,
        IAssetRegistry registry,
        IRevenueShares shares,
        IParameters parameters,
        address treasury,
        address splitters,
        address splitter
    ) EIP712("Exchange", "1") {
        _token = token;
        _registry = registry;
        _shares = shares;
        _parameters = parameters;
        _treasury = treasury;
        _splitters = splitters;
        _splitter = splitter;
    }

    /// @inheritdoc IExchange
    function fill(Order calldata order, bytes calldata signature, uint16 amount) external returns (uint256 price) {
        (address seller, address buyer) =
            order.side == Side.Sell ? (order.maker, msg.sender) : (msg.sender, order.maker);
        Trade memory trade = _record(order, signature, amount, seller, buyer);
        IERC20 token = IERC20(_token);
        token.safeTransferFrom(buyer, seller, _proceeds(trade));
        if (trade.fee > 0) token.safeTransferFrom(buyer, _treasury, trade.fee);
        if (trade.royalty > 0) token.safeTransferFrom(buyer, trade.royaltyReceiver, trade.royalty);
        _deliver(order, trade, amount);
        return trade.price;
    }

    /// @inheritdoc IExchange
    function fillWithAuthorization(
        Order calldata order,
        bytes calldata signature,
        uint16 amount,
        address buyer,
        bytes32 salt,
        Authorization calldata authorization
    ) external returns (uint256 price) {
        // The seller signed the order or is the caller: nobody sells unasked.
        address seller = order.side == Side.Sell ? order.maker : msg.sender;
        if (order.side == Side.Bid && buyer != order.maker) revert ExchangeBuyerNotMaker(order.maker, buyer);
        Trade memory trade = _record(order, signature, amount, seller, buyer);
        // The nonce binds the money to this order: whoever brings the signature cannot buy anything else with it.
        _collect(trade, keccak256(abi.encode(trade.orderHash, amount, salt)), authorization);
        IERC20 token = IERC20(_token);
        token.safeTransfer(seller, _proceeds(trade));
        if (trade.fee > 0) token.safeTransfer(_treasury, trade.fee);
        if (trade.royalty > 0) token.safeTransfer(trade.royaltyReceiver, trade.royalty);
        _deliver(order, trade, amount);
        return trade.price;
    }

    /// @inheritdoc IExchange
    function cancel(uint256[] calldata nonces) external {
        for (uint256 i; i < nonces.length; ++i) {
            _setFilled(msg.sender, nonces[i], CANCELLED);
            emit OrderCancelled(msg.sender, nonces[i]);
        }
    }

    /// @inheritdoc IExchange
    function cancelAll() external {
        emit AllOrdersCancelled(msg.sender, ++_counters[msg.sender]);
    }

    /// @inheritdoc IExchange
    function updateRates() external returns (Rates memory rates) {
        // Bounded here too: Parameters can be upgraded.
        // forge-lint: disable-start(unsafe-typecast)
        rates.feeBasisPoints = uint16(Math.min(_parameters.exchangeFeeBasisPoints(), MAX_FEE_BASIS_POINTS));
        rates.royaltyBasisPoints = uint16(Math.min(_parameters.resaleRoyaltyBasisPoints(), MAX_ROYALTY_BASIS_POINTS));
        // forge-lint: disable-end(unsafe-typecast)
        _rates = rates;
        emit RatesUpdated(rates.feeBasisPoints, rates.royaltyBasisPoints);
    }

    /// @inheritdoc IExchange
    function ratesNow() external view returns (Rates memory) {
        return _rates;
    }

    /// @inheritdoc IExchange
    function counterOf(address maker) external view returns (uint256) {
        return _counters[maker];
    }

    /// @inheritdoc IExchange
    function stateOf(address maker, uint256 nonce) external view returns (uint16 filled, bool cancelled) {
        filled = _filledOf(maker, nonce);
        return filled == CANCELLED ? (0, true) : (filled, false);
    }

    /// @inheritdoc IExchange
    function hashOrder(Order calldata order) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(ORDER_TYPEHASH, order)));
    }

    /// @dev Writes the fill down before any other contract is called.
    function _record(Order calldata order, bytes calldata signature, uint16 amount, address seller, address buyer)
        private
        returns (Trade memory trade)
    {
        uint16 available = order.item == Item.Ownership ? 1 : MAX_SHARES;
        if (order.amount == 0 || order.amount > available || order.priceEach == 0) revert ExchangeInvalidOrder();
        if (seller == buyer) revert ExchangeSelfTrade(seller);
        if (block.timestamp > order.expiry) revert ExchangeOrderExpired(order.expiry);
        uint16 filled = _filledOf(order.maker, order.nonce);
        if (filled == CANCELLED || order.counter != _counters[order.maker]) {
            revert ExchangeOrderCancelled(order.maker, order.nonce);
        }
        // Of orders that share a nonce, one may be for less than is filled already.
        uint16 left = order.amount > filled ? order.amount - filled : 0;
        if (amount == 0 || amount > left) revert ExchangeAmountNotLeft(amount, left);
        _setFilled(order.maker, order.nonce, filled + amount);

        trade.orderHash = hashOrder(order);
        if (!_isSigned(order.maker, trade.orderHash, signature)) revert ExchangeInvalidSignature(order.maker);
        (trade.seller, trade.buyer) = (seller, buyer);
        trade.price = uint256(order.priceEach) * amount;
        Rates memory rates = _rates;
        trade.fee = _part(trade.price, rates.feeBasisPoints);
        if (order.item == Item.Ownership) {
            if (buyer == order.maker) _requireActive(order.assetId);
            trade.royalty = _part(trade.price, rates.royaltyBasisPoints);
            trade.royaltyReceiver = SplitterAddress.splitterOf(_splitters, _splitter, order.assetId);
        }
        emit OrderFilled(
            trade.orderHash, seller, buyer, order.item, order.assetId, amount, trade.price, trade.fee, trade.royalty
        );
    }

    /// @dev Who sells may choose the moment, so a bid is not for what can be sold no more.
    function _requireActive(uint256 assetId) private view {
        Status status = _registry.statusOf(assetId);
        if (status != Status.Active) revert ExchangeAssetNotActive(assetId, status);
    }

    function _collect(Trade memory trade, bytes32 nonce, Authorization calldata authorization) private {
        _token.receiveWithAuthorization(
            trade.buyer,
            address(this),
            trade.price,
            authorization.validAfter,
            authorization.validBefore,
            nonce,
            authorization.signature
        );
    }

    /// @dev Not safeTransferFrom: no code of the buyer runs.
    function _deliver(Order calldata order, Trade memory trade, uint16 amount) private {
        if (order.item == Item.Ownership) _registry.transferFrom(trade.seller, trade.buyer, order.assetId);
        else _shares.transferFrom(trade.seller, trade.buyer, order.assetId, amount);
    }

    /// @dev By key first: most makers have one, and then need not be looked at for code.
    function _isSigned(address maker, bytes32 orderHash, bytes calldata signature) private view returns (bool) {
        (address signer, ECDSA.RecoverError failure,) = ECDSA.tryRecoverCalldata(orderHash, signature);
        return (failure == ECDSA.RecoverError.NoError && signer == maker)
            || SignatureChecker.isValidERC1271SignatureNowCalldata(maker, orderHash, signature);
    }

    function _setFilled(address maker, uint256 nonce, uint16 filled) private {
        mapping(uint256 word => uint256) storage words = _filled[maker];
        uint256 shift = (nonce & 15) * 16;
        words[nonce >> 4] = (words[nonce >> 4] & ~(uint256(type(uint16).max) << shift)) | (uint256(filled) << shift);
    }

    function _filledOf(address maker, uint256 nonce) private view returns (uint16) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint16(_filled[maker][nonce >> 4] >> ((nonce & 15) * 16));
    }

    function _proceeds(Trade memory trade) private pure returns (uint256) {
        return trade.price - trade.fee - trade.royalty;
    }

    function _part(uint256 price, uint256 rate) private pure returns (uint256) {
        return price * rate / BASIS_POINTS;
    }
}

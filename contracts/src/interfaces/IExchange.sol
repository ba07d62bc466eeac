// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Authorization} from "./Authorization.sol";
import {Status} from "./IAssetRegistry.sol";

/// @notice What the maker of an order wants to do.
enum Side {
    Sell,
    Bid
}

/// @notice What is traded: an asset itself (ERC-721), or shares of its revenue (ERC-6909).
enum Item {
    Ownership,
    Shares
}

/// @notice What a maker signs.
struct Order {
    address maker; // who signs: gives the item of a sell order, the money of a bid
    Side side; // which of the two the maker gives
    Item item; // what is traded
    uint256 assetId; // itself, or whose shares
    uint16 amount; // shares, at most 10,000; 1 for ownership
    uint128 priceEach; // wei of SAHARA for each share or for the asset; the buyer pays it, the seller gets it less fees
    uint40 expiry; // Unix seconds, inclusive
    uint256 nonce; // sixteen in a row cost less; orders of one nonce share what is filled and are cancelled together
    uint256 counter; // the maker's, see {counterOf}
}

/// @notice What a trade costs its seller, in basis points of 10,000.
struct Rates {
    uint16 feeBasisPoints; // the DAO's
    uint16 royaltyBasisPoints; // of an asset itself: to its revenue
}

/// @title Where ownership and revenue shares change hands
/// @notice Makers sign orders (EIP-712) and keep what they trade; whoever agrees fills them, in part if they are for
/// shares. The seller gives the DAO's fee, and for an asset its ERC-2981 royalty; the buyer pays the price and no more.
/// What was paid for an asset before its shares are traded stays with the seller; later income is the buyer's, also what is
/// still held for a refund or lies undistributed with its descendants.
/// @dev Immutable, and it keeps nothing: the buyer's money goes straight on. EIP-712 domain: {Exchange, 1}. Sellers make
/// it an operator of their assets or shares, buyers allow it their money or sign an EIP-3009 transfer.
interface IExchange {
    /// @notice An order was filled, wholly or in part.
    /// @param orderHash The EIP-712 hash of the order.
    /// @param seller Gave the item, received price - fee - royalty.
    /// @param buyer Received the item, paid the price.
    /// @param item What was traded.
    /// @param assetId Of which asset.
    /// @param amount Shares by this fill; 1 for ownership.
    /// @param price Paid in all, in wei.
    /// @param fee The DAO's part of it, in wei.
    /// @param royalty The part of it that goes to the asset's revenue, in wei.
    event OrderFilled(
        bytes32 indexed orderHash,
        address indexed seller,
        address indexed buyer,
        Item item,
        uint256 assetId,
        uint16 amount,
        uint256 price,
        uint256 fee,
        uint256 royalty
    );

    /// @notice A maker ended all orders with a nonce.
    /// @param maker Who signed them.
    /// @param nonce Of the orders.
    event OrderCancelled(address indexed maker, uint256 indexed nonce);

    /// @notice A maker ended all orders signed so far.
    /// @param maker Who signed them.
    /// @param counter What later orders have to name.
    event AllOrdersCancelled(address indexed maker, uint256 counter);

    /// @notice What trades cost from now on, in basis points of 10,000.
    /// @param feeBasisPoints The DAO's fee.
    /// @param royaltyBasisPoints What goes to an asset's revenue when it is sold itself.
    event RatesUpdated(uint16 feeBasisPoints, uint16 royaltyBasisPoints);

    /// @notice Nobody can want this order: no amount, more than there is, or no price.
    error ExchangeInvalidOrder();

    /// @notice Maker and taker are one.
    /// @param account Who trades with itself.
    error ExchangeSelfTrade(address account);

    /// @notice The order is too old.
    /// @param expiry Its last second.
    error ExchangeOrderExpired(uint256 expiry);

    /// @notice The maker ended the order, alone or with all others.
    /// @param maker Who signed it.
    /// @param nonce Of the order.
    error ExchangeOrderCancelled(address maker, uint256 nonce);

    /// @notice The order has less left than was asked for, or nothing was asked for.
    /// @param amount What was asked for.
    /// @param left What can be filled.
    error ExchangeAmountNotLeft(uint256 amount, uint256 left);

    /// @notice A bid for ownership is for an asset that is sold.
    /// @param assetId That was retired or suspended after the bid was signed, or before.
    /// @param status What it is.
    error ExchangeAssetNotActive(uint256 assetId, Status status);

    /// @notice The maker did not sign this order.
    /// @param maker Named in the order.
    error ExchangeInvalidSignature(address maker);

    /// @notice The money of a bid is its maker's.
    /// @param maker Named in the order.
    /// @param buyer Who should pay.
    error ExchangeBuyerNotMaker(address maker, address buyer);

    /// @notice Fills an order for the caller. The buyer has allowed this contract the price, the seller made it an
    /// operator.
    /// @param order What its maker signed.
    /// @param signature The maker's over the order; ERC-1271 too.
    /// @param amount Shares to trade, 1 for ownership.
    /// @return price What the buyer paid, in wei.
    function fill(Order calldata order, bytes calldata signature, uint16 amount) external returns (uint256 price);

    /// @notice Fills an order with money that the buyer signed over by EIP-3009: exactly amount × priceEach to this
    /// contract, nonce = keccak256(abi.encode(orderHash, amount, salt)). A sell order may be brought by anyone, for the
    /// buyer who signed; a bid is filled by its seller, the caller, with the money its maker signed beside it.
    /// @param order What its maker signed.
    /// @param signature The maker's over the order; ERC-1271 too.
    /// @param amount Shares to trade, 1 for ownership.
    /// @param buyer Who signed the transfer.
    /// @param salt Tells equal fills of one order apart.
    /// @param authorization The signed transfer.
    /// @return price What the buyer paid, in wei.
    function fillWithAuthorization(
        Order calldata order,
        bytes calldata signature,
        uint16 amount,
        address buyer,
        bytes32 salt,
        Authorization calldata authorization
    ) external returns (uint256 price);

    /// @notice Ends all orders of the caller with these nonces, signed or still to be signed.
    /// @param nonces Of the orders.
    function cancel(uint256[] calldata nonces) external;

    /// @notice Ends all orders of the caller signed so far.
    function cancelAll() external;

    /// @notice Takes over the rates that Parameters has now, within bounds of its own. Parameters calls it whenever a vote
    /// changes one; anyone may.
    /// @return rates From now on.
    function updateRates() external returns (Rates memory rates);

    /// @notice What a trade costs that is made now.
    function ratesNow() external view returns (Rates memory);

    /// @notice What a maker signs: the EIP-712 hash of an order.
    /// @param order Any order.
    function hashOrder(Order calldata order) external view returns (bytes32);

    /// @notice What an order of this maker has to name to be valid.
    /// @param maker Who signs.
    function counterOf(address maker) external view returns (uint256);

    /// @notice How much of the orders of one nonce was filled, in all.
    /// @param maker Who signed them.
    /// @param nonce Of the orders.
    /// @return filled Shares, or 1 for ownership; 0 once the nonce is cancelled.
    /// @return cancelled Whether the maker ended them.
    function stateOf(address maker, uint256 nonce) external view returns (uint16 filled, bool cancelled);
}

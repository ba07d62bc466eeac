// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Authorization} from "./Authorization.sol";
import {Contributor} from "./IAssetRegistry.sol";

/// @notice An ancestor's part of a derivative's revenue, absolute over the whole lineage.
struct Royalty {
    uint256 ancestor; // id of the asset that gets it
    uint16 rate; // basis points of 10,000
}

/// @notice What a buyer agrees to.
struct Purchase {
    // Saved by the buyer before the purchase: the same id never pays twice. Ids that differ in their last byte alone are
    // a series, of which all but the first cost less, see {IRevenue-purchasesIn}.
    bytes32 purchaseId;
    bytes32 offerId; // what is bought
    address beneficiary; // receives the licence
    uint128 maxPrice; // wei of SAHARA
}

/// @notice A purchase whose payment is held. All of it stands in the events {IRevenue-Purchased} and {IRevenue-PaymentHeld}.
struct HeldPurchase {
    bytes32 purchaseId; // as the buyer chose it
    bytes32 offerId; // what was bought
    address payer; // who is refunded
    address beneficiary; // who has the licence
    uint256 assetId; // whose revenue the payment becomes
    bytes32 commitment; // of the newest version at the purchase, to whose key the refund is bound
    uint32 saleNumber; // by which Licences knows what to take back
}

/// @title Where every payment arrives, is held, and is split
/// @notice A payment costs the same however deep the lineage: it only raises the asset's cumulative revenue. What each
/// ancestor and the asset's own shares are owed is a function of that total, so neither the order of distributions nor
/// their number can change what anyone receives.
/// @dev Immutable. It is the spender of every allowance, and takes money only of its caller or of who has signed; the
/// split of an asset is stored here, so no upgrade of another contract can change it.
interface IRevenue {
    /// @notice Revenue of one asset since its beginning. Both only grow.
    struct Totals {
        uint128 net; // own payments after the DAO's fee; royalties received are not in it
        uint128 distributed; // the part of `net` already credited to ancestors and shares
    }

    /// @notice A payment that may still be refunded.
    struct HeldPayment {
        uint128 amount; // wei of SAHARA, before the fee; 0 = nothing is held
        uint16 feeBasisPoints; // in force at the purchase
        uint40 until; // Unix seconds, from which on anyone may release it
    }

    /// @notice A licence was bought.
    /// @param purchaseId As the buyer chose it, unique for the payer.
    /// @param offerId What was bought.
    /// @param payer Whose money it was.
    /// @param beneficiary Who has the licence.
    /// @param assetId What it is a licence of.
    /// @param price In wei, before the fee; 0: it was free.
    /// @param expiryHour End of the bought right that ends first, in hours since the Unix epoch; the largest value:
    /// never.
    event Purchased(
        bytes32 indexed purchaseId,
        bytes32 indexed offerId,
        address indexed payer,
        address beneficiary,
        uint256 assetId,
        uint256 price,
        uint32 expiryHour
    );

    /// @notice A payment arrived.
    /// @param assetId Whose revenue it is.
    /// @param payer Whose money it was.
    /// @param amount In wei, before the fee.
    /// @param fee The DAO's part, in wei, at the rate in force when the money was paid; for a released payment, at its
    /// purchase.
    /// @param totalNet The asset's cumulative net revenue after it, in wei, so that a reader can attribute every wei.
    event Paid(uint256 indexed assetId, address indexed payer, uint256 amount, uint256 fee, uint256 totalNet);

    /// @notice The payment of a purchase is held back, for its buyer to be refunded if the key is proven bad.
    /// @param purchaseId As in {Purchased}, which comes just before.
    /// @param payer Who paid, and would be refunded.
    /// @param assetId What the licence is for.
    /// @param amount In wei, before the fee.
    /// @param commitment Of the newest version, which a proof must be about.
    /// @param saleNumber As in {HeldPurchase}.
    /// @param feeBasisPoints The DAO's rate of this moment, at which the payment would be released.
    /// @param until From when on anyone may release it, in Unix seconds.
    event PaymentHeld(
        bytes32 indexed purchaseId,
        address indexed payer,
        uint256 indexed assetId,
        uint256 amount,
        bytes32 commitment,
        uint32 saleNumber,
        uint16 feeBasisPoints,
        uint256 until
    );

    /// @notice A held payment became the asset's. {Paid} comes just after.
    /// @param purchaseId As in {Purchased}.
    /// @param payer Who had paid.
    /// @param assetId Whose it is now.
    event PaymentReleased(bytes32 indexed purchaseId, address indexed payer, uint256 indexed assetId);

    /// @notice A held payment went back, because the key is bad.
    /// @param purchaseId As in {Purchased}.
    /// @param payer Who was refunded.
    /// @param assetId What the licence was for.
    /// @param amount All that was paid, in wei.
    event PaymentRefunded(bytes32 indexed purchaseId, address indexed payer, uint256 indexed assetId, uint256 amount);

    /// @notice What an asset had received was credited to its ancestors and its shares.
    /// @param assetId Whose revenue it was.
    /// @param totalNet Its cumulative net revenue, in wei, all of which is credited now.
    /// @param toAncestors Credited to ancestors by this, in wei.
    /// @param toShares Credited to the asset's own shares by this, in wei.
    event Distributed(uint256 indexed assetId, uint256 totalNet, uint256 toAncestors, uint256 toShares);

    /// @notice The split of an asset was fixed for ever. One without ancestors has no such event.
    /// @param assetId What owes them.
    /// @param royalties All its ancestors with their absolute rates.
    event LineageRegistered(uint256 indexed assetId, Royalty[] royalties);

    /// @notice The fee of payments from now on.
    /// @param basisPoints Of 10,000.
    event FeeUpdated(uint16 basisPoints);

    /// @notice The treasury took its fees.
    /// @param treasury Where they went.
    /// @param amount In wei.
    event TreasuryPaid(address indexed treasury, uint256 amount);

    /// @notice Nothing was published under this id.
    /// @param assetId As given.
    error RevenueUnknownAsset(uint256 assetId);

    /// @notice There is nothing to pay.
    error RevenueZeroAmount();

    /// @notice Only the registry fixes lineages.
    /// @param caller Who called.
    error RevenueNotRegistry(address caller);

    /// @notice Only RevenueShares has claims paid out.
    /// @param caller Who called.
    error RevenueNotShares(address caller);

    /// @notice The lineages of the parents together are too large.
    /// @param maximum How many there can be.
    error RevenueTooManyAncestors(uint256 maximum);

    /// @notice The lineage would take too much.
    /// @param sum Basis points of 10,000.
    /// @param maximum Basis points of 10,000.
    error RevenueRoyaltiesAboveCap(uint256 sum, uint256 maximum);

    /// @notice The id of an ancestor is that of no asset: its last two bytes are not zero.
    /// @param ancestor As given.
    error RevenueInvalidAncestor(uint256 ancestor);

    /// @notice New business is paused.
    /// @param until Unix seconds, from which it goes on by itself.
    error RevenuePaused(uint256 until);

    /// @notice This payer has used this purchase id: the same purchase never pays twice.
    /// @param payer Whose money it was.
    /// @param purchaseId As given.
    error RevenuePurchaseAlreadyMade(address payer, bytes32 purchaseId);

    /// @notice The buyer did not agree to so much.
    /// @param price In wei.
    /// @param maxPrice In wei.
    error RevenuePriceAboveMaximum(uint256 price, uint256 maxPrice);

    /// @notice What was brought is not the price, or not enough for it.
    /// @param amount In wei.
    /// @param price In wei.
    error RevenueAmountNotPrice(uint256 amount, uint256 price);

    /// @notice Nothing is held for this: it never was, or it was released or refunded already.
    /// @param purchaseId As given.
    error RevenueNotHeld(bytes32 purchaseId);

    /// @notice The time for a refund is not over.
    /// @param until When it is, in Unix seconds.
    error RevenueHeldUntil(uint256 until);

    /// @notice The key was proven bad: this payment can only go back.
    /// @param commitment Of the version that was bought.
    error RevenueKeyFaulty(bytes32 commitment);

    /// @notice Nobody has proven this key bad.
    /// @param commitment Of the version that was bought.
    error RevenueKeyNotFaulty(bytes32 commitment);

    /// @notice Licences did not take the licence back, perhaps for want of gas: only with this much does the refund go
    /// through all the same.
    /// @param gas How much.
    error RevenueTooLittleGas(uint256 gas);

    /// @notice The caller did not take the native coin above the price back.
    /// @param payer The caller.
    /// @param amount In wei.
    error RevenueRefundFailed(address payer, uint256 amount);

    /// @notice Buys a licence with money of the caller, by allowance to this contract.
    /// @param purchase What the caller agrees to.
    /// @return price What was paid, in wei; 0 for a free offer.
    function buy(Purchase calldata purchase) external returns (uint256 price);

    /// @notice Buys by an ERC-2612 permit over `maxPrice`. A permit that someone else used first does no harm.
    /// @param purchase What the caller agrees to.
    /// @param deadline Of the permit, in Unix seconds, inclusive.
    /// @param v Of the caller's signature over the permit.
    /// @param r Of the same signature.
    /// @param s Of the same signature.
    /// @return price What was paid, in wei.
    function buyWithPermit(Purchase calldata purchase, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
        returns (uint256 price);

    /// @notice Buys with money of `payer`, who signed an EIP-3009 transfer of exactly the price to this contract with
    /// nonce = keccak256(abi.encode(purchase)). Anyone may bring it.
    /// @param purchase What the payer agreed to.
    /// @param payer Who signed; may be another than the beneficiary.
    /// @param amount What they signed over, in wei; reverts unless it is the price.
    /// @param authorization The signed transfer.
    /// @return price What was paid, in wei.
    function buyWithAuthorization(
        Purchase calldata purchase,
        address payer,
        uint256 amount,
        Authorization calldata authorization
    ) external returns (uint256 price);

    /// @notice Buys with native coin, wrapped on the way; what is above the price goes back to the caller.
    /// @param purchase What the caller agrees to; what is sent with the call must cover the price.
    /// @return price What was paid, in wei.
    function buyWithNative(Purchase calldata purchase) external payable returns (uint256 price);

    /// @notice Pays an asset without buying anything. By allowance. O(1).
    /// @param assetId Any that was published, sold still or not.
    /// @param amount In wei, before the fee; not 0.
    function pay(uint256 assetId, uint128 amount) external;

    /// @notice Lets a held payment become the asset's, once the time for a refund is over. Anyone may call.
    /// @param purchase Which.
    function release(HeldPurchase calldata purchase) external;

    /// @notice Gives a held payment back to who paid it, and takes the licence back, once the key is proven bad (see
    /// {IKeyFaults}), as long as it is held. Anyone may call; the payer is paid.
    /// @param purchase Which.
    function refund(HeldPurchase calldata purchase) external;

    /// @notice Credits what is not yet credited: in all, every ancestor and the asset's own shares get the floor of
    /// total × rate. Anyone may call; calling twice changes nothing.
    /// @param assetId Any; nothing happens where nothing is due.
    /// @return toAncestors Credited to ancestors by this call, in wei.
    /// @return toShares Credited to the asset's own shares by this call, in wei.
    function distribute(uint256 assetId) external returns (uint256 toAncestors, uint256 toShares);

    /// @notice Fixes the split of a new asset, and has its shares issued. Its lineage are those of
    /// the parents and all their ancestors that have a royalty; of one that is reached on several ways, the rates add up. At most 64 ancestors, at most 7,000 basis points in
    /// all. Only the registry, once for each asset, and not while new business is paused.
    /// @param assetId The new asset's.
    /// @param parents With the rates that their licences fixed.
    /// @param contributors Who gets its shares, see {IRevenueShares-issue}.
    function register(uint256 assetId, Royalty[] calldata parents, Contributor[] calldata contributors) external;

    /// @notice Stops publishing and buying, and nothing else, for 7 days at most. Only the registry, for the guardian.
    /// @param until Unix seconds, from which they go on by themselves.
    function setPausedUntil(uint256 until) external;

    /// @notice Pays claimed money out. Only RevenueShares.
    /// @param account Who is paid.
    /// @param amount In wei.
    function payOut(address account, uint256 amount) external;

    /// @notice Sends the fees since the last time to the DAO's treasury. Anyone may call.
    /// @return amount What was sent, in wei; 0 when there is nothing.
    function claimTreasury() external returns (uint256 amount);

    /// @notice Takes over the fee that Parameters has now, 1,000 basis points at most. Parameters calls it whenever a vote
    /// changes the fee; anyone may. It is kept here because reading it there would cost every payment some 10,000 gas.
    /// @return basisPoints The fee from now on.
    function updateFee() external returns (uint16 basisPoints);

    /// @notice The fee of a payment that is made now, in basis points.
    function feeBasisPoints() external view returns (uint16);

    /// @notice Until when new business is paused, in Unix seconds; in the past, it is not.
    function pausedUntil() external view returns (uint256);

    /// @notice What an asset was paid since its beginning.
    /// @param assetId Any; zeros for one that was never paid.
    function totals(uint256 assetId) external view returns (Totals memory);

    /// @notice A held payment; zeros once it was released or refunded, or if it never was.
    /// @param purchase As in the events.
    function heldOf(HeldPurchase calldata purchase) external view returns (HeldPayment memory);

    /// @notice What an asset owes its ancestors, for ever; empty without any.
    /// @param assetId Any; empty too for one that is unknown.
    function royaltiesOf(uint256 assetId) external view returns (Royalty[] memory);

    /// @notice What an asset with these parents would owe its ancestors; reverts where {register} would.
    /// @param parents With the rates of their licences.
    function mergedRoyalties(Royalty[] calldata parents) external view returns (Royalty[] memory);

    /// @notice Whether a payer has used a purchase id.
    /// @param payer Whose money it would be.
    /// @param purchaseId As the buyer chooses it.
    function purchased(address payer, bytes32 purchaseId) external view returns (bool);

    /// @notice Which purchases of a series were made. Purchase ids that differ in their last byte alone are a series, and
    /// share a slot: all but its first cost 17,100 gas less.
    /// @param payer Who paid.
    /// @param series The first 31 bytes of the ids.
    /// @return made Bit n is set if the id that ends in byte n was used.
    function purchasesIn(address payer, bytes31 series) external view returns (uint256 made);

    /// @notice Fees set aside and not yet claimed, in wei.
    function treasuryOwed() external view returns (uint256);
}

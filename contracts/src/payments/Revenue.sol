// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeERC20, IERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Authorization} from "../interfaces/Authorization.sol";
import {Contributor, IAssetRegistry} from "../interfaces/IAssetRegistry.sol";
import {IKeyFaults} from "../interfaces/IKeyFaults.sol";
import {ILicences, Sale} from "../interfaces/ILicences.sol";
import {INativeAdapter} from "../interfaces/INativeAdapter.sol";
import {IParameters} from "../interfaces/IParameters.sol";
import {HeldPurchase, IRevenue, Purchase, Royalty} from "../interfaces/IRevenue.sol";
import {IRevenueShares} from "../interfaces/IRevenueShares.sol";
import {ISaharaToken} from "../interfaces/ISaharaToken.sol";
import {Ids} from "../libraries/Ids.sol";
import {Lineage} from "./Lineage.sol";

/// @notice See {IRevenue}. Immutable: it takes and holds everyone's money, so no vote may change it.
contract Revenue is IRevenue {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    uint256 private constant BASIS_POINTS = 10_000;
    uint256 private constant MAX_FEE_BASIS_POINTS = 1000;
    uint256 private constant MAX_REFUND_HOURS = 720;
    uint256 private constant MAX_PAUSE = 7 days;
    uint256 private constant REFUND_GAS = 10_000_000;

    ISaharaToken private immutable _token;
    INativeAdapter private immutable _adapter;
    IAssetRegistry private immutable _registry;
    ILicences private immutable _licences;
    IParameters private immutable _parameters;
    IRevenueShares private immutable _shares;
    IKeyFaults private immutable _keyFaults;
    address private immutable _treasuryAccount;

    mapping(uint256 assetId => Totals) private _totals;
    mapping(uint256 assetId => uint256) private _lineages; // as {Lineage} keeps them
    /// @dev One bit for each purchase id, 256 of a series in one slot.
    mapping(address payer => mapping(bytes31 series => uint256 made)) private _purchases;
    /// @dev By hash of the whole {HeldPurchase}, which whoever asks brings along.
    mapping(bytes32 purchase => HeldPayment) private _held;
    Treasury private _treasury;

    /// @dev In one slot, so that a purchase finds all it must know where it puts the fee.
    struct Treasury {
        uint128 owed;
        uint16 feeBasisPoints;
        uint40 pausedUntil;
    }

    struct Modules {
        ISaharaToken token;
        INativeAdapter adapter;
        IAssetRegistry registry;
        ILicences licences;
        IParameters parameters;
        IRevenueShares shares;
        IKeyFaults keyFaults;
        address treasury;
    }

    constructor(Modules memory modules) {
        _token = modules.token;
        _adapter = modules.adapter;
        _registry = modules.registry;
        _licences = modules.licences;
        _parameters = modules.parameters;
        _shares = modules.shares;
        _keyFaults = modules.keyFaults;
        _treasuryAccount = modules.treasury;
    }

    /// @inheritdoc IRevenue
    function buy(Purchase calldata purchase) external returns (uint256 price) {
        price = _purchase(purchase, msg.sender);
        IERC20(_token).safeTransferFrom(msg.sender, address(this), price);
    }

    /// @inheritdoc IRevenue
    function buyWithPermit(Purchase calldata purchase, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
        returns (uint256 price)
    {
        // Someone who saw the permit may have used it already: then the allowance is there and the purchase goes on.
        try _token.permit(msg.sender, address(this), purchase.maxPrice, deadline, v, r, s) {} catch {}
        price = _purchase(purchase, msg.sender);
        IERC20(_token).safeTransferFrom(msg.sender, address(this), price);
    }

    /// @inheritdoc IRevenue
    function buyWithAuthorization(
        Purchase calldata purchase,
        address payer,
        uint256 amount,
        Authorization calldata authorization
    ) external returns (uint256 price) {
        price = _purchase(purchase, payer);
        if (amount != price) revert RevenueAmountNotPrice(amount, price);
        // The nonce binds the signature to this purchase: whoever brings it cannot buy anything else with it.
        _token.receiveWithAuthorization(
            payer,
            address(this),
            amount,
            authorization.validAfter,
            authorization.validBefore,
            keccak256(abi.encode(purchase)),
            authorization.signature
        );
    }

    /// @inheritdoc IRevenue
    function buyWithNative(Purchase calldata purchase) external payable returns (uint256 price) {
        price = _purchase(purchase, msg.sender);
        if (msg.value < price) revert RevenueAmountNotPrice(msg.value, price);
        _adapter.deposit{value: price}();
        uint256 rest = msg.value - price;
        if (rest == 0) return price;
        (bool sent,) = msg.sender.call{value: rest}("");
        if (!sent) revert RevenueRefundFailed(msg.sender, rest);
    }

    /// @inheritdoc IRevenue
    function pay(uint256 assetId, uint128 amount) external {
        if (amount == 0) revert RevenueZeroAmount();
        if (!_registry.exists(assetId)) revert RevenueUnknownAsset(assetId);
        _receive(assetId, msg.sender, amount);
        IERC20(_token).safeTransferFrom(msg.sender, address(this), amount);
    }

    /// @inheritdoc IRevenue
    function release(HeldPurchase calldata purchase) external {
        HeldPayment memory held = _take(purchase);
        if (block.timestamp < held.until) revert RevenueHeldUntil(held.until);
        if (_keyFaults.isFaulty(purchase.commitment)) revert RevenueKeyFaulty(purchase.commitment);
        emit PaymentReleased(purchase.purchaseId, purchase.payer, purchase.assetId);
        _add(purchase.assetId, purchase.payer, held.amount, held.feeBasisPoints, _treasury);
    }

    /// @inheritdoc IRevenue
    function refund(HeldPurchase calldata purchase) external {
        HeldPayment memory held = _take(purchase);
        if (!_keyFaults.isFaulty(purchase.commitment)) revert RevenueKeyNotFaulty(purchase.commitment);
        emit PaymentRefunded(purchase.purchaseId, purchase.payer, purchase.assetId, held.amount);
        uint256 gas = gasleft();
        try _licences.recordRefund(purchase.offerId, purchase.beneficiary, purchase.saleNumber) {}
        catch {
            // Licences can be upgraded, and must not be able to keep a refund from its buyer; but neither may who calls
            // let the taking back fail for want of gas.
            if (gas < REFUND_GAS) revert RevenueTooLittleGas(REFUND_GAS);
        }
        IERC20(_token).safeTransfer(purchase.payer, held.amount);
    }

    /// @inheritdoc IRevenue
    function distribute(uint256 assetId) external returns (uint256 toAncestors, uint256 toShares) {
        Totals memory t = _totals[assetId];
        if (t.distributed == t.net) return (0, 0);
        _totals[assetId].distributed = t.net;

        uint256[] memory ancestors = Lineage.read(_lineages[assetId]);
        uint256[] memory assetIds = new uint256[](ancestors.length + 1);
        uint256[] memory amounts = new uint256[](ancestors.length + 1);
        uint256 ownRate = BASIS_POINTS;
        for (uint256 i; i < ancestors.length; ++i) {
            (uint256 ancestor, uint256 rate) = Lineage.unpack(ancestors[i]);
            // Owed in all minus credited before: floors of totals, so no wei depends on when this is called.
            uint256 owed = _owed(t.net, rate) - _owed(t.distributed, rate);
            assetIds[i] = ancestor;
            amounts[i] = owed;
            toAncestors += owed;
            ownRate -= rate;
        }
        // A floor of the total too, not the rest: of one more wei, several ancestors may each be owed one. What all
        // these floors leave is less than a wei for each of them, and is theirs once it is whole.
        toShares = _owed(t.net, ownRate) - _owed(t.distributed, ownRate);
        assetIds[ancestors.length] = assetId;
        amounts[ancestors.length] = toShares;
        emit Distributed(assetId, t.net, toAncestors, toShares);
        _shares.credit(assetId, assetIds, amounts);
    }

    /// @inheritdoc IRevenue
    function register(uint256 assetId, Royalty[] calldata parents, Contributor[] calldata contributors) external {
        if (msg.sender != address(_registry)) revert RevenueNotRegistry(msg.sender);
        _checkNotPaused();
        uint256[] memory ancestors = Lineage.merge(_lineages, parents);
        if (ancestors.length > 0) {
            emit LineageRegistered(assetId, Lineage.toRoyalties(ancestors));
            _lineages[assetId] = Lineage.write(ancestors);
        }
        // Only once for each asset, which makes the lineage final too.
        _shares.issue(assetId, contributors);
    }

    /// @inheritdoc IRevenue
    function setPausedUntil(uint256 until) external {
        if (msg.sender != address(_registry)) revert RevenueNotRegistry(msg.sender);
        // Bounded here too: the registry can be upgraded.
        _treasury.pausedUntil = Math.min(until, block.timestamp + MAX_PAUSE).toUint40();
    }

    /// @inheritdoc IRevenue
    function payOut(address account, uint256 amount) external {
        if (msg.sender != address(_shares)) revert RevenueNotShares(msg.sender);
        IERC20(_token).safeTransfer(account, amount);
    }

    /// @inheritdoc IRevenue
    function claimTreasury() external returns (uint256 amount) {
        amount = _treasury.owed;
        if (amount == 0) return 0;
        _treasury.owed = 0;
        emit TreasuryPaid(_treasuryAccount, amount);
        IERC20(_token).safeTransfer(_treasuryAccount, amount);
    }

    /// @inheritdoc IRevenue
    function updateFee() external returns (uint16 basisPoints) {
        // Bounded here too: Parameters can be upgraded.
        basisPoints = Math.min(_parameters.feeBasisPoints(), MAX_FEE_BASIS_POINTS).toUint16();
        _treasury.feeBasisPoints = basisPoints;
        emit FeeUpdated(basisPoints);
    }

    /// @inheritdoc IRevenue
    function feeBasisPoints() external view returns (uint16) {
        return _treasury.feeBasisPoints;
    }

    /// @inheritdoc IRevenue
    function pausedUntil() external view returns (uint256) {
        return _treasury.pausedUntil;
    }

    /// @inheritdoc IRevenue
    function totals(uint256 assetId) external view returns (Totals memory) {
        return _totals[assetId];
    }

    /// @inheritdoc IRevenue
    function purchased(address payer, bytes32 purchaseId) external view returns (bool) {
        (bytes31 series, uint256 bit) = _placeOf(purchaseId);
        return _purchases[payer][series] & bit != 0;
    }

    /// @inheritdoc IRevenue
    function purchasesIn(address payer, bytes31 series) external view returns (uint256) {
        return _purchases[payer][series];
    }

    /// @inheritdoc IRevenue
    function heldOf(HeldPurchase calldata purchase) external view returns (HeldPayment memory) {
        return _held[keccak256(abi.encode(purchase))];
    }

    /// @inheritdoc IRevenue
    function treasuryOwed() external view returns (uint256) {
        return _treasury.owed;
    }

    /// @inheritdoc IRevenue
    function royaltiesOf(uint256 assetId) external view returns (Royalty[] memory) {
        return Lineage.toRoyalties(Lineage.read(_lineages[assetId]));
    }

    /// @inheritdoc IRevenue
    function mergedRoyalties(Royalty[] calldata parents) external view returns (Royalty[] memory) {
        return Lineage.toRoyalties(Lineage.merge(_lineages, parents));
    }

    function _purchase(Purchase calldata purchase, address payer) private returns (uint256 price) {
        _checkNotPaused();
        (bytes31 series, uint256 bit) = _placeOf(purchase.purchaseId);
        uint256 made = _purchases[payer][series];
        if (made & bit != 0) revert RevenuePurchaseAlreadyMade(payer, purchase.purchaseId);
        _purchases[payer][series] = made | bit;

        Sale memory sale = _licences.recordPurchase(purchase.offerId, purchase.beneficiary);
        price = sale.price;
        if (price > purchase.maxPrice) revert RevenuePriceAboveMaximum(price, purchase.maxPrice);
        uint256 assetId = Ids.assetOf(purchase.offerId);
        emit Purchased(
            purchase.purchaseId, purchase.offerId, payer, purchase.beneficiary, assetId, price, sale.expiryHour
        );
        if (price == 0) return price;
        if (sale.refundHours > 0) _hold(purchase, payer, assetId, sale);
        else _receive(assetId, payer, price);
    }

    function _hold(Purchase calldata purchase, address payer, uint256 assetId, Sale memory sale) private {
        // Bounded here too: an upgraded Licences must not keep money from those it is for.
        uint256 until = block.timestamp + Math.min(sale.refundHours, MAX_REFUND_HOURS) * 1 hours;
        HeldPurchase memory held = HeldPurchase({
            purchaseId: purchase.purchaseId,
            offerId: purchase.offerId,
            payer: payer,
            beneficiary: purchase.beneficiary,
            assetId: assetId,
            commitment: sale.commitment,
            saleNumber: sale.number
        });
        uint16 rate = _treasury.feeBasisPoints;
        _held[keccak256(abi.encode(held))] =
            HeldPayment({amount: sale.price.toUint128(), feeBasisPoints: rate, until: until.toUint40()});
        emit PaymentHeld(held.purchaseId, payer, assetId, sale.price, sale.commitment, sale.number, rate, until);
    }

    function _take(HeldPurchase calldata purchase) private returns (HeldPayment memory held) {
        bytes32 key = keccak256(abi.encode(purchase));
        held = _held[key];
        if (held.amount == 0) revert RevenueNotHeld(purchase.purchaseId);
        delete _held[key];
    }

    /// @dev A payment of this moment.
    function _receive(uint256 assetId, address payer, uint256 amount) private {
        Treasury memory treasury = _treasury;
        _add(assetId, payer, amount, treasury.feeBasisPoints, treasury);
    }

    /// @param rate The fee in force when the money was paid: a later vote must not reach back.
    /// @param treasury As it is stored.
    function _add(uint256 assetId, address payer, uint256 amount, uint256 rate, Treasury memory treasury) private {
        uint256 fee = amount * rate / BASIS_POINTS;
        Totals memory t = _totals[assetId];
        uint256 totalNet = t.net + (amount - fee);
        t.net = totalNet.toUint128();
        _totals[assetId] = t;
        treasury.owed = (treasury.owed + fee).toUint128();
        _treasury = treasury;
        emit Paid(assetId, payer, amount, fee, totalNet);
    }

    function _checkNotPaused() private view {
        uint256 until = _treasury.pausedUntil;
        if (block.timestamp < until) revert RevenuePaused(until);
    }

    function _placeOf(bytes32 purchaseId) private pure returns (bytes31 series, uint256 bit) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return (bytes31(purchaseId), 1 << uint8(uint256(purchaseId)));
    }

    function _owed(uint256 total, uint256 rate) private pure returns (uint256) {
        return total * rate / BASIS_POINTS;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeERC20, IERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {SSTORE2} from "solady/utils/SSTORE2.sol";
import {Authorization} from "../interfaces/Authorization.sol";
import {IAssetRegistry} from "../interfaces/IAssetRegistry.sol";
import {IKeyFaults} from "../interfaces/IKeyFaults.sol";
import {ILicences, Sale} from "../interfaces/ILicences.sol";
import {INativeAdapter} from "../interfaces/INativeAdapter.sol";
import {IParameters} from "../interfaces/IParameters.sol";
import {HeldPurchase, IRevenue, Purchase, Royalty} from "../interfaces/IRevenue.sol";
import {IRevenueShares} from "../interfaces/IRevenueShares.sol";
import {ISaharaToken} from "../interfaces/ISaharaToken.sol";

/// @notice See {IRevenue}. Immutable: it takes and holds everyone's money, so no vote may change it.
contract Revenue is IRevenue {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    uint256 private constant BASIS_POINTS = 10_000;
    uint256 private constant MAX_ANCESTORS = 64;
    uint256 private constant RATES = 16; // in one word
    uint256 private constant ROYALTY_CAP = 7000;
    uint256 private constant MAX_FEE_BASIS_POINTS = 1000;
    uint256 private constant MAX_REFUND_HOURS = 720;
    uint256 private constant REFUND_GAS = 300_000;
    /// @dev Stands where the list would be: registered, without ancestors, and that too is for ever.
    address private constant NO_ANCESTORS = address(1);

    ISaharaToken private immutable _token;
    INativeAdapter private immutable _adapter;
    IAssetRegistry private immutable _registry;
    ILicences private immutable _licences;
    IParameters private immutable _parameters;
    IRevenueShares private immutable _shares;
    IKeyFaults private immutable _keyFaults;
    address private immutable _treasuryAccount;

    mapping(uint256 assetId => Totals) private _totals;
    mapping(uint256 assetId => address code) private _royalties;
    /// @dev One bit for each purchase id, 256 of a series in one slot.
    mapping(address payer => mapping(bytes31 series => uint256 made)) private _purchases;
    /// @dev By hash of the whole {HeldPurchase}, which whoever asks brings along.
    mapping(bytes32 purchase => HeldPayment) private _held;
    Treasury private _treasury;

    /// @dev In one slot, so that a payment finds the rate where it puts the fee.
    struct Treasury {
        uint128 owed;
        uint16 feeBasisPoints;
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
        _receive(assetId, msg.sender, amount, _treasury.feeBasisPoints);
        IERC20(_token).safeTransferFrom(msg.sender, address(this), amount);
    }

    /// @inheritdoc IRevenue
    function release(HeldPurchase calldata purchase) external {
        HeldPayment memory held = _take(purchase);
        if (block.timestamp < held.until) revert RevenueHeldUntil(held.until);
        if (_keyFaults.isFaulty(purchase.commitment)) revert RevenueKeyFaulty(purchase.commitment);
        emit PaymentReleased(purchase.purchaseId, purchase.payer, purchase.assetId);
        _receive(purchase.assetId, purchase.payer, held.amount, held.feeBasisPoints);
    }

    /// @inheritdoc IRevenue
    function refund(HeldPurchase calldata purchase) external {
        HeldPayment memory held = _take(purchase);
        if (!_keyFaults.isFaulty(purchase.commitment)) revert RevenueKeyNotFaulty(purchase.commitment);
        emit PaymentRefunded(purchase.purchaseId, purchase.payer, purchase.assetId, held.amount);
        // Licences can be upgraded, and must not be able to keep a refund from its buyer; but neither may who calls
        // let the taking back fail for want of gas.
        if (gasleft() < REFUND_GAS) revert RevenueTooLittleGas(REFUND_GAS);
        try _licences.recordRefund(purchase.offerId, purchase.beneficiary, purchase.saleNumber) {} catch {}
        IERC20(_token).safeTransfer(purchase.payer, held.amount);
    }

    /// @inheritdoc IRevenue
    function distribute(uint256 assetId) external returns (uint256 toAncestors, uint256 toShares) {
        Totals memory t = _totals[assetId];
        if (t.distributed == t.net) return (0, 0);
        _totals[assetId].distributed = t.net;

        Royalty[] memory royalties = royaltiesOf(assetId);
        uint256[] memory assetIds = new uint256[](royalties.length + 1);
        uint256[] memory amounts = new uint256[](royalties.length + 1);
        uint256 ownRate = BASIS_POINTS;
        for (uint256 i; i < royalties.length; ++i) {
            // Owed in all minus credited before: floors of totals, so no wei depends on when this is called.
            uint256 owed = _owed(t.net, royalties[i].rate) - _owed(t.distributed, royalties[i].rate);
            assetIds[i] = royalties[i].ancestor;
            amounts[i] = owed;
            toAncestors += owed;
            ownRate -= royalties[i].rate;
        }
        // A floor of the total too, not the rest: of one more wei, several ancestors may each be owed one. What all
        // these floors leave is less than a wei for each of them, and is theirs once it is whole.
        toShares = _owed(t.net, ownRate) - _owed(t.distributed, ownRate);
        assetIds[royalties.length] = assetId;
        amounts[royalties.length] = toShares;
        emit Distributed(assetId, t.net, toAncestors, toShares);
        _shares.credit(assetId, assetIds, amounts);
    }

    /// @inheritdoc IRevenue
    function register(uint256 assetId, Royalty[] calldata royalties) external {
        if (msg.sender != address(_registry)) revert RevenueNotRegistry(msg.sender);
        if (_royalties[assetId] != address(0)) revert RevenueAlreadyRegistered(assetId);
        if (royalties.length > MAX_ANCESTORS) revert RevenueTooManyAncestors(royalties.length, MAX_ANCESTORS);
        uint256 sum;
        for (uint256 i; i < royalties.length; ++i) {
            sum += royalties[i].rate;
        }
        if (sum > ROYALTY_CAP) revert RevenueRoyaltiesAboveCap(sum, ROYALTY_CAP);
        emit LineageRegistered(assetId, royalties);
        _royalties[assetId] = royalties.length > 0 ? SSTORE2.write(_pack(royalties)) : NO_ANCESTORS;
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
    function royaltiesOf(uint256 assetId) public view returns (Royalty[] memory royalties) {
        address code = _royalties[assetId];
        if (code == address(0) || code == NO_ANCESTORS) return royalties;
        bytes memory packed = SSTORE2.read(code);
        // Of 17 words, 16 are ancestors; the last ones may have fewer.
        uint256 count = packed.length / 32 * RATES / (RATES + 1);
        royalties = new Royalty[](count);
        // There are 64 at most.
        unchecked {
            for (uint256 i; i < count; ++i) {
                Royalty memory royalty = royalties[i];
                royalty.ancestor = _wordOf(packed, i);
                // forge-lint: disable-next-line(unsafe-typecast)
                royalty.rate = uint16(_wordOf(packed, count + i / RATES) >> (16 * (i % RATES)));
            }
        }
    }

    /// @dev The ancestors, then their rates, 16 in a word: each byte of code costs 200 gas.
    function _pack(Royalty[] calldata royalties) private pure returns (bytes memory) {
        uint256[] memory ancestors = new uint256[](royalties.length);
        uint256[] memory rates = new uint256[](Math.ceilDiv(royalties.length, RATES));
        for (uint256 i; i < royalties.length; ++i) {
            ancestors[i] = royalties[i].ancestor;
            rates[i / RATES] |= uint256(royalties[i].rate) << (16 * (i % RATES));
        }
        return abi.encodePacked(ancestors, rates);
    }

    function _wordOf(bytes memory data, uint256 place) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(add(data, 32), mul(place, 32)))
        }
    }

    function _purchase(Purchase calldata purchase, address payer) private returns (uint256 price) {
        (bytes31 series, uint256 bit) = _placeOf(purchase.purchaseId);
        uint256 made = _purchases[payer][series];
        if (made & bit != 0) revert RevenuePurchaseAlreadyMade(payer, purchase.purchaseId);
        _purchases[payer][series] = made | bit;

        Sale memory sale = _licences.recordPurchase(purchase.offerId, purchase.beneficiary);
        price = sale.price;
        if (price > purchase.maxPrice) revert RevenuePriceAboveMaximum(price, purchase.maxPrice);
        emit Purchased(
            purchase.purchaseId, purchase.offerId, payer, purchase.beneficiary, sale.assetId, price, sale.expiryHour
        );
        if (price == 0) return price;
        if (sale.refundHours > 0) _hold(purchase, payer, sale);
        else _receive(sale.assetId, payer, price, _treasury.feeBasisPoints);
    }

    function _hold(Purchase calldata purchase, address payer, Sale memory sale) private {
        // Bounded here too: an upgraded Licences must not keep money from those it is for.
        uint256 until = block.timestamp + Math.min(sale.refundHours, MAX_REFUND_HOURS) * 1 hours;
        HeldPurchase memory held = HeldPurchase({
            purchaseId: purchase.purchaseId,
            offerId: purchase.offerId,
            payer: payer,
            beneficiary: purchase.beneficiary,
            assetId: sale.assetId,
            commitment: sale.commitment,
            saleNumber: sale.number
        });
        uint16 rate = _treasury.feeBasisPoints;
        _held[keccak256(abi.encode(held))] =
            HeldPayment({amount: sale.price.toUint128(), feeBasisPoints: rate, until: until.toUint40()});
        emit PaymentHeld(held.purchaseId, payer, sale.assetId, sale.price, sale.commitment, sale.number, rate, until);
    }

    function _take(HeldPurchase calldata purchase) private returns (HeldPayment memory held) {
        bytes32 key = keccak256(abi.encode(purchase));
        held = _held[key];
        if (held.amount == 0) revert RevenueNotHeld(purchase.purchaseId);
        delete _held[key];
    }

    /// @param rate The fee in force when the money was paid: a later vote must not reach back.
    function _receive(uint256 assetId, address payer, uint256 amount, uint256 rate) private {
        uint256 fee = amount * rate / BASIS_POINTS;
        uint256 totalNet = _totals[assetId].net + (amount - fee);
        _totals[assetId].net = totalNet.toUint128();
        _treasury.owed += fee.toUint128();
        emit Paid(assetId, payer, amount, fee, totalNet);
    }

    function _placeOf(bytes32 purchaseId) private pure returns (bytes31 series, uint256 bit) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return (bytes31(purchaseId), 1 << uint8(uint256(purchaseId)));
    }

    function _owed(uint256 total, uint256 rate) private pure returns (uint256) {
        return total * rate / BASIS_POINTS;
    }
}

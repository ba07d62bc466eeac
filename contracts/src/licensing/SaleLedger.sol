// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ILicences} from "../interfaces/ILicences.sol";
import {PackedAccess} from "./PackedAccess.sol";

/// @notice What a sale does to the end of the rights it is about: it becomes the later of `end + durationHours` and
/// `endHour`. Two such steps in a row are one step of the same form.
struct StoredSale {
    uint32 durationHours; // 0 = perpetual
    uint32 endHour; // for who had nothing before
    uint8 rights; // 0 = none: the sale was refunded
    bytes16 offer; // first half of the id of its offer; 0 = it cannot be refunded
}

/// @notice What was sold to whom, so that a refund leaves just what there would be had its sale not been.
/// @dev Access stays one slot. Only from the first sale on that can be refunded, the sales are kept in their order.
library SaleLedger {
    using PackedAccess for uint256;
    using PackedAccess for uint32;
    using SafeCast for uint256;

    /// @dev Counts the sales to (account, asset) from the first that can be refunded on.
    struct Ledger {
        uint128 before; // what was sold before, as in `access`
        uint32 count;
    }

    struct Books {
        mapping(address account => mapping(uint256 assetId => uint256)) access; // as {PackedAccess} says
        mapping(address account => mapping(uint256 assetId => Ledger)) ledgers;
        mapping(address account => mapping(uint256 assetId => mapping(uint256 number => StoredSale))) sales;
    }

    /// @notice A sale that is made now.
    /// @param offerId Its offer, if it can be refunded; else 0.
    function saleNow(uint8 rights, uint32 durationHours, bytes32 offerId) internal view returns (StoredSale memory) {
        uint256 hour = Math.ceilDiv(block.timestamp, 1 hours);
        // forge-lint: disable-next-line(unsafe-typecast)
        return StoredSale(durationHours, _hourAfter(hour, durationHours), rights, bytes16(offerId));
    }

    /// @notice Writes a sale down.
    /// @return earliest End of the right that ends first.
    /// @return number The sale's in the ledger, if it can be refunded.
    function extend(Books storage books, address account, uint256 assetId, StoredSale memory sale)
        internal
        returns (uint32 earliest, uint32 number)
    {
        uint256 access = books.access[account][assetId];
        bool refundable = sale.offer != 0;
        // Other sales cost nothing more, unless an earlier one can be refunded.
        if (refundable || access & PackedAccess.LEDGER_BIT != 0) {
            number = _enter(books, account, assetId, access, sale);
        }
        (access, earliest) = _afterSale(access, sale);
        if (refundable) access |= PackedAccess.LEDGER_BIT;
        _setAccess(books, account, assetId, access);
    }

    /// @notice Strikes a sale out, and makes access again from those that stand.
    /// @return end Of the sales that stand under the same offer and can be refunded, as it is stored.
    function strike(Books storage books, address account, uint256 assetId, uint256 struck, bytes32 offerId)
        internal
        returns (uint32 end)
    {
        Ledger memory ledger = books.ledgers[account][assetId];
        mapping(uint256 number => StoredSale) storage sales = books.sales[account][assetId];
        delete sales[struck];
        uint256 sold = ledger.before;
        uint32 count; // without refunded ones at the end
        for (uint32 number; number < ledger.count; ++number) {
            StoredSale memory sale = sales[number];
            if (sale.rights == 0) continue;
            count = number + 1;
            (sold,) = _afterSale(sold, sale);
            // forge-lint: disable-next-line(unsafe-typecast)
            if (sale.offer == bytes16(offerId)) end = endAfter(end, sale);
        }
        if (count == 0) delete books.ledgers[account][assetId];
        else books.ledgers[account][assetId].count = count;
        uint256 granted = (books.access[account][assetId] >> PackedAccess.GRANTED) << PackedAccess.GRANTED;
        _setAccess(books, account, assetId, granted | sold | (count == 0 ? 0 : PackedAccess.LEDGER_BIT));
    }

    /// @notice Grants rights until then, or takes them back.
    function grant(Books storage books, address account, uint256 assetId, uint8 rights, uint32 expiryHour) internal {
        _setAccess(books, account, assetId, books.access[account][assetId].granted(rights, expiryHour));
    }

    /// @notice From the later of the sale and the end before it, so that renewing early loses nothing.
    /// @param end As it is stored.
    function endAfter(uint32 end, StoredSale memory sale) internal pure returns (uint32) {
        uint32 renewed = _hourAfter(end, sale.durationHours);
        return renewed > sale.endHour ? renewed : sale.endHour;
    }

    function _setAccess(Books storage books, address account, uint256 assetId, uint256 access) private {
        books.access[account][assetId] = access;
        emit ILicences.AccessChanged(account, assetId, access.published());
    }

    function _enter(Books storage books, address account, uint256 assetId, uint256 access, StoredSale memory sale)
        private
        returns (uint32 number)
    {
        Ledger storage ledger = books.ledgers[account][assetId];
        mapping(uint256 number => StoredSale) storage sales = books.sales[account][assetId];
        number = ledger.count;
        if (number == 0) {
            // forge-lint: disable-next-line(unsafe-typecast)
            ledger.before = uint128(access);
        } else if (sale.offer == 0) {
            StoredSale memory last = sales[number - 1];
            // Renewals of what cannot be refunded take no more room.
            if (last.offer == 0 && last.rights == sale.rights) {
                bool perpetual = last.durationHours == 0 || sale.durationHours == 0;
                uint256 durationHours = perpetual ? 0 : uint256(last.durationHours) + sale.durationHours;
                last.durationHours = Math.min(durationHours, type(uint32).max).toUint32();
                last.endHour = endAfter(last.endHour, sale);
                sales[number - 1] = last;
                return number;
            }
        }
        sales[number] = sale;
        ledger.count = number + 1;
    }

    /// @param access As it is stored.
    /// @return extended As it will be stored.
    /// @return earliest End of the right of the sale that ends first, as all the world knows it.
    function _afterSale(uint256 access, StoredSale memory sale)
        private
        pure
        returns (uint256 extended, uint32 earliest)
    {
        extended = access;
        earliest = PackedAccess.FOREVER;
        for (uint256 right; right < PackedAccess.RIGHTS; ++right) {
            if (sale.rights & (1 << right) == 0) continue;
            uint32 field = access.field(right);
            uint32 end = endAfter(field & PackedAccess.FOREVER, sale);
            extended = extended.withField(right, (field & ~PackedAccess.FOREVER) | end);
            if (end < earliest) earliest = end;
        }
        earliest = earliest.publishedEnd();
    }

    /// @dev What is for a time ends at the latest where FOREVER begins, 245,000 years from now.
    function _hourAfter(uint256 hour, uint32 durationHours) private pure returns (uint32) {
        if (durationHours == 0 || hour == PackedAccess.FOREVER) return PackedAccess.FOREVER;
        return Math.min(hour + durationHours, PackedAccess.FOREVER - 1).toUint32();
    }
}

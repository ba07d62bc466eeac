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
    uint16 offer; // number of its offer; 0 = it cannot be refunded
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
    /// @param offer Number of its offer, if it can be refunded; else 0.
    function saleNow(uint8 rights, uint32 durationHours, uint16 offer) internal view returns (StoredSale memory) {
        uint256 hour = Math.ceilDiv(block.timestamp, 1 hours);
        // forge-lint: disable-next-line(unsafe-typecast)
        return StoredSale(durationHours, uint32(_hourAfter(hour, durationHours)), rights, offer);
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
    /// @param struck Its number.
    /// @param offer Number of its offer.
    /// @return end Of the sales that stand under the same offer and can be refunded, as it is stored.
    function strike(Books storage books, address account, uint256 assetId, uint256 struck, uint16 offer)
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
            if (sale.offer == offer) end = endAfter(end, sale);
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
    function endAfter(uint256 end, StoredSale memory sale) internal pure returns (uint32) {
        uint256 renewed = _hourAfter(end, sale.durationHours);
        // Neither is beyond FOREVER.
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint32(renewed > sale.endHour ? renewed : sale.endHour);
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
        uint256 rights = sale.rights;
        uint256 first = PackedAccess.FOREVER;
        // Four rights at most, and ends that {endAfter} keeps within their bits.
        unchecked {
            for (uint256 right; rights >> right != 0; ++right) {
                if (rights & (1 << right) == 0) continue;
                uint256 shift = right * PackedAccess.BITS;
                uint256 before = (access >> shift) & PackedAccess.FOREVER;
                uint256 end = endAfter(before, sale);
                extended ^= (before ^ end) << shift;
                if (end < first) first = end;
            }
        }
        // forge-lint: disable-next-line(unsafe-typecast)
        earliest = uint32(first).publishedEnd();
    }

    /// @dev What is for a time ends at the latest where FOREVER begins, 245,000 years from now.
    function _hourAfter(uint256 hour, uint256 durationHours) private pure returns (uint256) {
        if (durationHours == 0 || hour == PackedAccess.FOREVER) return PackedAccess.FOREVER;
        // Both have 32 bits.
        unchecked {
            uint256 end = hour + durationHours;
            return end < PackedAccess.FOREVER ? end : PackedAccess.FOREVER - 1;
        }
    }
}

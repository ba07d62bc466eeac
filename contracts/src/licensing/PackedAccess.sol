// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The slot of (account, asset): an expiry for each right, in hours since the Unix epoch, 32 bits each; what was
/// sold below, what was granted above.
/// @dev Stored, what was sold has 31 bits an expiry, and the first of those left over says that there is a ledger.
library PackedAccess {
    uint256 internal constant RIGHTS = 4;
    uint256 internal constant BITS = 32; // of one expiry
    uint32 internal constant PERPETUAL = type(uint32).max;
    uint32 internal constant FOREVER = type(uint32).max >> 1; // how PERPETUAL is stored of what was sold
    uint256 internal constant LEDGER_BIT = 1 << 31;
    uint256 internal constant GRANTED = 128; // first bit of what was granted
    uint256 private constant EACH_ONE = 0x00000001000000010000000100000001;
    uint256 private constant EACH_TOP = EACH_ONE << 31;
    uint256 private constant EACH_FOREVER = EACH_TOP - EACH_ONE;

    /// @return As all the world knows it.
    function published(uint256 access) internal pure returns (uint256) {
        access &= ~LEDGER_BIT;
        // One more than FOREVER, and nothing below it, reaches the bit that makes it PERPETUAL.
        unchecked {
            return access | (((access & EACH_FOREVER) + EACH_ONE) & EACH_TOP);
        }
    }

    /// @return An expiry as all the world knows it, of one as it is stored.
    function publishedEnd(uint32 end) internal pure returns (uint32) {
        return end == FOREVER ? PERPETUAL : end;
    }

    /// @return missing Those of the rights that have ended, or never were.
    function missing(uint256 access, uint8 rights) internal view returns (uint8) {
        access = published(access);
        for (uint256 right; right < RIGHTS; ++right) {
            // forge-lint: disable-next-line(unsafe-typecast)
            uint8 bit = uint8(1 << right);
            if (isAhead(field(access, right)) || isAhead(field(access >> GRANTED, right))) rights &= ~bit;
        }
        return rights;
    }

    /// @return The slot with these rights granted until then.
    function granted(uint256 access, uint8 rights, uint32 expiryHour) internal pure returns (uint256) {
        for (uint256 right; right < RIGHTS; ++right) {
            if (rights & (1 << right) != 0) access = withField(access, right + RIGHTS, expiryHour);
        }
        return access;
    }

    function isAhead(uint32 expiryHour) internal view returns (bool) {
        return expiryHour == PERPETUAL || block.timestamp < uint256(expiryHour) * 1 hours;
    }

    function field(uint256 packed, uint256 position) internal pure returns (uint32) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint32(packed >> (position * BITS));
    }

    function withField(uint256 packed, uint256 position, uint32 value) internal pure returns (uint256) {
        uint256 shift = position * BITS;
        return (packed & ~(uint256(type(uint32).max) << shift)) | (uint256(value) << shift);
    }
}

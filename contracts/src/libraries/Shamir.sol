// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Shamir's secret sharing over GF(2^8) with the polynomial of AES, x^8 + x^4 + x^3 + x + 1: what
/// `specs/key-shares.md` splits content keys by. Only the way back, for secrets of 32 bytes.
library Shamir {
    uint256 private constant ORDER = 255; // of the multiplicative group

    /// @notice The secret behind points of a polynomial: its value at 0.
    /// @param xs The x-coordinates, 1 to 255, all different.
    /// @param ys The y-coordinates: one polynomial for each of the 32 bytes.
    function combine(uint256[] memory xs, bytes32[] memory ys) internal pure returns (bytes32 secret) {
        (bytes memory log, bytes memory exp) = _tables();
        uint256 all; // the product of all x, as a logarithm
        for (uint256 i; i < xs.length; ++i) {
            all += _at(log, xs[i]);
        }
        for (uint256 i; i < xs.length; ++i) {
            uint256 x = xs[i];
            // The Lagrange basis at 0: the product of x_j / (x_j - x_i) over all others. Minus is xor here; the log of
            // zero, which x_j = x_i looks up, is 0 in the table.
            uint256 divisor = _at(log, x);
            for (uint256 j; j < xs.length; ++j) {
                unchecked {
                    divisor += _at(log, xs[j] ^ x); // 255 terms below 255
                }
            }
            secret ^= _scale(ys[i], all + ORDER * ORDER * 2 - divisor, log, exp);
        }
    }

    /// @dev Multiplies each byte by the number with this logarithm.
    function _scale(bytes32 ys, uint256 factor, bytes memory log, bytes memory exp)
        private
        pure
        returns (bytes32 product)
    {
        for (uint256 i; i < 32; ++i) {
            uint256 y = uint8(ys[i]);
            if (y == 0) continue;
            product |= bytes32(_at(exp, (_at(log, y) + factor) % ORDER) << (248 - i * 8));
        }
    }

    /// @dev Without a check of the bound, for every index is a byte: combining 255 key shares must fit into a block, and
    /// takes 16 million gas.
    function _at(bytes memory table, uint256 index) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := byte(0, mload(add(add(table, 32), index)))
        }
    }

    /// @dev Powers of 3, which generates the group, and their inverse.
    function _tables() private pure returns (bytes memory log, bytes memory exp) {
        log = new bytes(256);
        exp = new bytes(256);
        uint256 power = 1;
        for (uint256 i; i < ORDER; ++i) {
            // forge-lint: disable-next-line(unsafe-typecast)
            exp[i] = bytes1(uint8(power));
            // forge-lint: disable-next-line(unsafe-typecast)
            log[power] = bytes1(uint8(i));
            power ^= power << 1; // times 3
            if (power > 0xff) power ^= 0x11b;
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

/// @notice How a document that is known by its digest is addressed.
library ContentUri {
    /// @param digest sha2-256 of the document.
    /// @return Its CIDv1 with the raw codec, in base 16.
    function fromDigest(bytes32 digest) internal pure returns (string memory) {
        // f = base 16, 01 = CIDv1, 55 = raw, 12 = sha2-256, 20 = 32 bytes; then the digest without its 0x.
        bytes memory hexDigest = bytes(Strings.toHexString(uint256(digest), 32));
        bytes memory digits = new bytes(64);
        for (uint256 i; i < 64; ++i) {
            digits[i] = hexDigest[i + 2];
        }
        return string.concat("ipfs://f01551220", string(digits));
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";

/// @notice Where the splitter of an asset is, or will be.
library SplitterAddress {
    /// @param splitters Who makes them.
    /// @param splitter Whose clones they are.
    function splitterOf(address splitters, address splitter, uint256 assetId) internal pure returns (address) {
        return
            Clones.predictDeterministicAddressWithImmutableArgs(
                splitter, abi.encode(assetId), bytes32(assetId), splitters
            );
    }
}

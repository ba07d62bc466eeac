// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SSTORE2} from "solady/utils/SSTORE2.sol";
import {IRevenue, Royalty} from "../interfaces/IRevenue.sol";
import {Ids} from "../libraries/Ids.sol";

/// @notice The ancestors of an asset, each one word with its rate in the last two bytes, which of an asset's id are zero.
/// @dev One ancestor is kept as it is, several as code, at 6,400 gas for each, whose address is kept.
library Lineage {
    uint256 private constant MAX_ANCESTORS = 64;
    uint256 private constant ROYALTY_CAP = 7000;
    uint256 private constant RATE = type(uint16).max;
    uint256 private constant MAX_ADDRESS = type(uint160).max;

    /// @return ancestors Those of all parents, and the parents; who is reached on two ways has the rates added.
    function merge(mapping(uint256 assetId => uint256) storage lineages, Royalty[] calldata parents)
        internal
        view
        returns (uint256[] memory ancestors)
    {
        if (parents.length == 0) return ancestors;
        ancestors = new uint256[](MAX_ANCESTORS);
        uint256 count;
        uint256 sum;
        for (uint256 i; i < parents.length; ++i) {
            uint256 parent = parents[i].ancestor;
            if (!Ids.isAsset(parent)) revert IRevenue.RevenueInvalidAncestor(parent);
            uint256[] memory inherited = read(lineages[parent]);
            for (uint256 j; j < inherited.length; ++j) {
                sum += inherited[j] & RATE;
                count = _add(ancestors, count, inherited[j]);
            }
            sum += parents[i].rate;
            // No rate is larger than their sum, so none overflows into the id beside it.
            if (sum > ROYALTY_CAP) revert IRevenue.RevenueRoyaltiesAboveCap(sum, ROYALTY_CAP);
            count = _add(ancestors, count, parent | parents[i].rate);
        }
        assembly ("memory-safe") {
            mstore(ancestors, count)
        }
    }

    /// @param ancestors One at least.
    /// @return kept For {read}, which reads 0 as none.
    function write(uint256[] memory ancestors) internal returns (uint256 kept) {
        if (ancestors.length == 1 && ancestors[0] > MAX_ADDRESS) return ancestors[0];
        return uint160(SSTORE2.write(abi.encodePacked(ancestors)));
    }

    function read(uint256 kept) internal view returns (uint256[] memory ancestors) {
        if (kept == 0) return ancestors;
        if (kept > MAX_ADDRESS) {
            ancestors = new uint256[](1);
            ancestors[0] = kept;
            return ancestors;
        }
        // forge-lint: disable-next-line(unsafe-typecast)
        bytes memory packed = SSTORE2.read(address(uint160(kept)));
        // An array of words but for its length.
        assembly ("memory-safe") {
            mstore(packed, shr(5, mload(packed)))
            ancestors := packed
        }
    }

    function unpack(uint256 word) internal pure returns (uint256 ancestor, uint256 rate) {
        return (word & ~RATE, word & RATE);
    }

    function toRoyalties(uint256[] memory ancestors) internal pure returns (Royalty[] memory royalties) {
        royalties = new Royalty[](ancestors.length);
        for (uint256 i; i < ancestors.length; ++i) {
            (uint256 ancestor, uint256 rate) = unpack(ancestors[i]);
            // forge-lint: disable-next-line(unsafe-typecast)
            (royalties[i].ancestor, royalties[i].rate) = (ancestor, uint16(rate));
        }
    }

    /// @dev `word` and what is added to it fit into the rate's bits; the cap is checked in the end.
    function _add(uint256[] memory ancestors, uint256 count, uint256 word) private pure returns (uint256) {
        (uint256 ancestor, uint256 rate) = unpack(word);
        if (rate == 0) return count;
        // There are 64 at most.
        unchecked {
            for (uint256 i; i < count; ++i) {
                if (ancestors[i] & ~RATE != ancestor) continue;
                ancestors[i] += rate;
                return count;
            }
            if (count == MAX_ANCESTORS) revert IRevenue.RevenueTooManyAncestors(MAX_ANCESTORS);
            ancestors[count] = word;
            return count + 1;
        }
    }
}

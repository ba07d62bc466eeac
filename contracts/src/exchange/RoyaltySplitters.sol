// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IRoyaltySplitter} from "../interfaces/IRoyaltySplitter.sol";
import {IRoyaltySplitters} from "../interfaces/IRoyaltySplitters.sol";
import {SplitterAddress} from "./SplitterAddress.sol";

/// @notice See {IRoyaltySplitters}. Immutable.
contract RoyaltySplitters is IRoyaltySplitters {
    address private immutable _implementation;

    constructor(address implementation) {
        _implementation = implementation;
    }

    /// @inheritdoc IRoyaltySplitters
    function release(uint256 assetId) external returns (uint256 amount) {
        return _splitter(assetId).release();
    }

    /// @inheritdoc IRoyaltySplitters
    function rescue(uint256 assetId, address token) external returns (uint256 amount) {
        return _splitter(assetId).rescue(token);
    }

    /// @inheritdoc IRoyaltySplitters
    function splitterOf(uint256 assetId) public view returns (address) {
        return SplitterAddress.splitterOf(address(this), _implementation, assetId);
    }

    function _splitter(uint256 assetId) private returns (IRoyaltySplitter splitter) {
        splitter = IRoyaltySplitter(splitterOf(assetId));
        if (address(splitter).code.length > 0) return splitter;
        Clones.cloneDeterministicWithImmutableArgs(_implementation, abi.encode(assetId), bytes32(assetId));
    }
}

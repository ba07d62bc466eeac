// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";
import {KeyFault, OpenedShare} from "../src/interfaces/IKeyFaults.sol";

/// @notice The key commitment of a version as a publisher makes it (`specs/key-shares.md`), written without the code
/// under test: shares by evaluating polynomials, multiplication bit by bit, and a Merkle tree over all leaves.
library KeyTree {
    /// @notice What a publisher commits to.
    struct Plan {
        uint256 assetId;
        uint32 version;
        uint8 threshold;
        bytes key; // the committed one
        bytes[] shares;
    }

    /// @notice Splits a key honestly, with the points 1, 2, … count.
    function split(bytes32 key, uint256 threshold, uint256 count) internal pure returns (bytes[] memory shares) {
        shares = new bytes[](count);
        for (uint256 i; i < count; ++i) {
            shares[i] = shareAt(key, threshold, i + 1);
        }
    }

    /// @notice The key share at a point: coefficients are hashes of the key and their place.
    function shareAt(bytes32 key, uint256 threshold, uint256 x) internal pure returns (bytes memory) {
        bytes32 y;
        for (uint256 i; i < 32; ++i) {
            uint256 value;
            for (uint256 term = threshold; term > 0; --term) {
                bytes32 coefficients = term == 1 ? key : keccak256(abi.encode(key, term));
                value = multiply(value, x) ^ uint8(coefficients[i]);
            }
            y |= bytes32(value << (8 * (31 - i)));
        }
        return abi.encodePacked(y, uint8(x));
    }

    /// @notice In GF(2^8): shift, add, reduce.
    function multiply(uint256 a, uint256 b) internal pure returns (uint256 product) {
        for (; b > 0; b >>= 1) {
            if (b & 1 == 1) product ^= a;
            a <<= 1;
            if (a > 0xff) a ^= 0x11b;
        }
    }

    function root(Plan memory plan) internal pure returns (bytes32) {
        bytes32[] memory layer = leavesOf(plan);
        while (layer.length > 1) {
            layer = _above(layer);
        }
        return layer[0];
    }

    /// @notice All that opening these key shares says, by rising leaf.
    function open(Plan memory plan, uint256[] memory which) internal pure returns (KeyFault memory fault) {
        bytes32[] memory leaves = leavesOf(plan);
        fault.assetId = plan.assetId;
        fault.version = plan.version;
        fault.threshold = plan.threshold;
        fault.manifest = keccak256("manifest");
        fault.manifestProof = proofOf(leaves, 0);
        fault.keyCommitment = keyCommitmentOf(plan);
        fault.keyProof = proofOf(leaves, 1);
        _sortByLeaf(leaves, which);
        fault.shares = new OpenedShare[](which.length);
        for (uint256 i; i < which.length; ++i) {
            fault.shares[i] = OpenedShare({
                index: uint8(which[i] + 1),
                keeper: keeperOf(which[i]),
                epoch: 1,
                value: plan.shares[which[i]],
                proof: proofOf(leaves, which[i] + 2)
            });
        }
    }

    function keyCommitmentOf(Plan memory plan) internal pure returns (bytes32) {
        return keccak256(abi.encode(keccak256("sahara.content-key.v1"), plan.assetId, plan.version, plan.key));
    }

    function keeperOf(uint256 index) internal pure returns (address) {
        return address(uint160(0xcee9e0 + index));
    }

    /// @notice Manifest, key, then the key shares.
    function leavesOf(Plan memory plan) internal pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](2 + plan.shares.length);
        leaves[0] = _leaf(plan, 0, plan.threshold, address(0), 0, keccak256("manifest"));
        leaves[1] = _leaf(plan, 1, 0, address(0), 0, keyCommitmentOf(plan));
        for (uint256 i; i < plan.shares.length; ++i) {
            bytes32 domain = keccak256("sahara.key-share.v1");
            bytes32 hash = keccak256(abi.encode(domain, plan.assetId, plan.version, uint8(i + 1), plan.shares[i]));
            leaves[2 + i] = _leaf(plan, 2, uint8(i + 1), keeperOf(i), 1, hash);
        }
    }

    function proofOf(bytes32[] memory layer, uint256 index) internal pure returns (bytes32[] memory proof) {
        bytes32[] memory longest = new bytes32[](9);
        uint256 length;
        for (; layer.length > 1; layer = _above(layer)) {
            uint256 sibling = index ^ 1;
            if (sibling < layer.length) longest[length++] = layer[sibling];
            index >>= 1;
        }
        proof = new bytes32[](length);
        for (uint256 i; i < length; ++i) {
            proof[i] = longest[i];
        }
    }

    function _above(bytes32[] memory layer) private pure returns (bytes32[] memory above) {
        above = new bytes32[]((layer.length + 1) / 2);
        for (uint256 i; i < above.length; ++i) {
            bool alone = 2 * i + 1 == layer.length;
            above[i] = alone ? layer[2 * i] : Hashes.commutativeKeccak256(layer[2 * i], layer[2 * i + 1]);
        }
    }

    function _sortByLeaf(bytes32[] memory leaves, uint256[] memory which) private pure {
        for (uint256 i; i < which.length; ++i) {
            for (uint256 j = i + 1; j < which.length; ++j) {
                if (leaves[which[j] + 2] < leaves[which[i] + 2]) (which[i], which[j]) = (which[j], which[i]);
            }
        }
    }

    function _leaf(Plan memory plan, uint8 kind, uint8 index, address keeper, uint64 epoch, bytes32 value)
        private
        pure
        returns (bytes32)
    {
        bytes32 once = keccak256(abi.encode(kind, plan.assetId, plan.version, index, keeper, epoch, value));
        return keccak256(abi.encode(once));
    }
}

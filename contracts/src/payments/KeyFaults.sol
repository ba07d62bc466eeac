// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {IKeyFaults, KeyFault, OpenedShare} from "../interfaces/IKeyFaults.sol";
import {Shamir} from "../libraries/Shamir.sol";

/// @notice See {IKeyFaults}. Immutable: refunds depend on it.
contract KeyFaults is IKeyFaults {
    bytes32 private constant KEY_DOMAIN = keccak256("sahara.content-key.v1");
    bytes32 private constant SHARE_DOMAIN = keccak256("sahara.key-share.v1");
    uint8 private constant MANIFEST_LEAF = 0;
    uint8 private constant KEY_LEAF = 1;
    uint8 private constant SHARE_LEAF = 2;
    uint256 private constant MIN_THRESHOLD = 2;
    uint256 private constant SHARE_LENGTH = 33;

    mapping(bytes32 commitment => bool) private _faulty;

    /// @inheritdoc IKeyFaults
    function prove(bytes32 commitment, KeyFault calldata fault) external {
        bytes32 manifestLeaf = _leaf(fault, MANIFEST_LEAF, fault.threshold, address(0), 0, fault.manifest);
        _check(commitment, manifestLeaf, fault.manifestProof);
        _check(commitment, _leaf(fault, KEY_LEAF, 0, address(0), 0, fault.keyCommitment), fault.keyProof);
        _checkShares(commitment, fault);
        if (_givesKey(fault)) revert KeyFaultsKeyMatches(commitment);
        _faulty[commitment] = true;
        emit KeyFaultProven(commitment, fault.assetId, fault.version, msg.sender);
    }

    /// @inheritdoc IKeyFaults
    function isFaulty(bytes32 commitment) external view returns (bool) {
        return _faulty[commitment];
    }

    /// @dev A threshold below two has no valid key shares, so none need to be opened.
    function _checkShares(bytes32 commitment, KeyFault calldata fault) private pure {
        uint256 count = fault.threshold < MIN_THRESHOLD ? 0 : fault.threshold;
        if (fault.shares.length != count) revert KeyFaultsWrongCount(fault.shares.length, count);
        bytes32 last;
        for (uint256 i; i < count; ++i) {
            OpenedShare calldata share = fault.shares[i];
            bytes32 hash = keccak256(abi.encode(SHARE_DOMAIN, fault.assetId, fault.version, share.index, share.value));
            bytes32 leaf = _leaf(fault, SHARE_LEAF, share.index, share.keeper, share.epoch, hash);
            _check(commitment, leaf, share.proof);
            if (leaf <= last) revert KeyFaultsNotRising(leaf);
            last = leaf;
        }
    }

    /// @dev Key shares that are malformed, or say something about the same point twice, give no key at all.
    function _givesKey(KeyFault calldata fault) private pure returns (bool) {
        uint256 count = fault.shares.length;
        if (count == 0) return false;
        uint256[] memory xs = new uint256[](count);
        bytes32[] memory ys = new bytes32[](count);
        uint256 seen;
        for (uint256 i; i < count; ++i) {
            bytes calldata value = fault.shares[i].value;
            if (value.length != SHARE_LENGTH) return false;
            xs[i] = uint8(value[32]);
            ys[i] = bytes32(value[:32]);
            if (xs[i] == 0 || seen & (1 << xs[i]) != 0) return false;
            seen |= 1 << xs[i];
        }
        bytes memory key = abi.encodePacked(Shamir.combine(xs, ys));
        return keccak256(abi.encode(KEY_DOMAIN, fault.assetId, fault.version, key)) == fault.keyCommitment;
    }

    function _check(bytes32 commitment, bytes32 leaf, bytes32[] calldata proof) private pure {
        if (!MerkleProof.verifyCalldata(proof, commitment, leaf)) revert KeyFaultsNotCommitted(leaf);
    }

    /// @dev Hashed twice, as in OpenZeppelin's StandardMerkleTree.
    function _leaf(KeyFault calldata fault, uint8 kind, uint8 index, address keeper, uint64 epoch, bytes32 value)
        private
        pure
        returns (bytes32)
    {
        bytes32 once = keccak256(abi.encode(kind, fault.assetId, fault.version, index, keeper, epoch, value));
        return keccak256(bytes.concat(once));
    }
}

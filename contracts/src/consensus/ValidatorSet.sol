// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Governed} from "../access/Governed.sol";
import {IValidatorSet} from "../interfaces/IValidatorSet.sol";

/// @notice See {IValidatorSet}. Upgradeable by vote. A network's first validators are written into its genesis.
contract ValidatorSet is IValidatorSet, Governed {
    uint256 private constant EPOCH = 60;
    uint256 private constant MINIMUM = 1;
    uint256 private constant MAXIMUM = 100;
    uint64 private constant MAX_POWER = 1e12;

    /// @dev The field of secp256k1.
    uint256 private constant P = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F;

    struct Entry {
        uint256 x;
        uint64 power;
        bool isOdd;
        uint32 position; // in `members`, from 1; 0 for who is out
    }

    struct Change {
        address validator;
        uint64 powerBefore; // when the epoch began
        uint64 power;
    }

    /// @custom:storage-location erc7201:sahara.storage.ValidatorSet
    struct ValidatorSetStorage {
        address[] members;
        mapping(address validator => Entry) entries;
        mapping(uint256 epoch => Change[]) changes;
    }

    // keccak256(abi.encode(uint256(keccak256("sahara.storage.ValidatorSet")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STORAGE = 0x172c9a1a2596a0b60a4e603eac2d62f622c0f1c5fa19b7ebbe8ea409bf9d6900;

    /// @notice Begins without validators: a genesis writes its own into the storage.
    function initialize(address authority) external initializer {
        __AccessManaged_init(authority);
    }

    /// @inheritdoc IValidatorSet
    function setValidator(uint256 x, uint256 y, uint64 power) external restricted {
        if (power == 0 || power > MAX_POWER) revert ValidatorSetInvalidPower(power, MAX_POWER);
        address validator = _addressOf(x, y);
        ValidatorSetStorage storage $ = _storage();
        Entry storage entry = $.entries[validator];
        if (entry.position == 0) {
            if ($.members.length == MAXIMUM) revert ValidatorSetFull(MAXIMUM);
            $.members.push(validator);
            entry.position = uint32($.members.length);
            entry.x = x;
            entry.isOdd = y % 2 == 1;
        }
        _change(validator, entry, power);
    }

    /// @inheritdoc IValidatorSet
    function removeValidator(address validator) external restricted {
        ValidatorSetStorage storage $ = _storage();
        Entry storage entry = $.entries[validator];
        uint32 position = entry.position;
        if (position == 0) revert ValidatorSetUnknown(validator);
        if ($.members.length == MINIMUM) revert ValidatorSetTooSmall(MINIMUM);
        address last = $.members[$.members.length - 1];
        $.members[position - 1] = last;
        $.entries[last].position = position;
        $.members.pop();
        entry.position = 0;
        _change(validator, entry, 0);
    }

    /// @inheritdoc IValidatorSet
    function epochLength() external pure returns (uint256) {
        return EPOCH;
    }

    /// @inheritdoc IValidatorSet
    function validators() external view returns (Validator[] memory all) {
        ValidatorSetStorage storage $ = _storage();
        all = new Validator[]($.members.length);
        for (uint256 i; i < all.length; ++i) {
            Entry storage entry = $.entries[$.members[i]];
            all[i] = Validator(_publicKey(entry), entry.power);
        }
    }

    /// @inheritdoc IValidatorSet
    function powerOf(address validator) external view returns (uint64) {
        return _storage().entries[validator].power;
    }

    /// @inheritdoc IValidatorSet
    function updatesAt(uint256 blockNumber) external view returns (Validator[] memory updates) {
        if (blockNumber % EPOCH != EPOCH - 1) return updates;
        ValidatorSetStorage storage $ = _storage();
        Change[] storage changes = $.changes[blockNumber / EPOCH];
        updates = new Validator[](changes.length);
        for (uint256 i; i < updates.length; ++i) {
            updates[i] = Validator(_publicKey($.entries[changes[i].validator]), changes[i].power);
        }
    }

    /// @dev Keeps the epoch's list net: what ends as it began is no change.
    function _change(address validator, Entry storage entry, uint64 power) private {
        uint256 epoch = block.number / EPOCH;
        Change[] storage changes = _storage().changes[epoch];
        uint256 index;
        while (index < changes.length && changes[index].validator != validator) ++index;
        if (index == changes.length) {
            if (power != entry.power) changes.push(Change(validator, entry.power, power));
        } else if (power != changes[index].powerBefore) {
            changes[index].power = power;
        } else {
            changes[index] = changes[changes.length - 1];
            changes.pop();
        }
        entry.power = power;
        emit ValidatorChanged(validator, _publicKey(entry), power, epoch);
    }

    /// @dev A key that is no point of the curve would stop every node when it is handed over.
    function _addressOf(uint256 x, uint256 y) private pure returns (address) {
        bool isOnCurve = x < P && y < P && mulmod(y, y, P) == addmod(mulmod(mulmod(x, x, P), x, P), 7, P);
        if (!isOnCurve) revert ValidatorSetInvalidKey(x, y);
        return address(uint160(uint256(keccak256(abi.encode(x, y)))));
    }

    function _publicKey(Entry storage entry) private view returns (bytes memory) {
        return abi.encodePacked(entry.isOdd ? bytes1(0x03) : bytes1(0x02), entry.x);
    }

    function _storage() private pure returns (ValidatorSetStorage storage $) {
        assembly ("memory-safe") {
            $.slot := STORAGE
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Who votes on blocks of Sahara chain
/// @notice Changes are collected for an epoch of 60 blocks and handed to the consensus engine once, at the epoch's last
/// block e; from block e + 3 on they count. A change the engine cannot apply would halt every node for good: so each
/// list is the net result of its epoch, names nobody twice, removes only who was in, and never empties the set.
interface IValidatorSet {
    /// @notice A validator, or what becomes of one.
    struct Validator {
        bytes publicKey; // secp256k1 in SEC1's compressed form, 33 bytes
        uint64 power; // votes; 0 in a list of changes means that the validator leaves
    }

    /// @notice A validator came, left, or has other votes from the end of the epoch on.
    /// @param validator The address that follows from its key.
    /// @param publicKey secp256k1 in SEC1's compressed form, 33 bytes.
    /// @param power Votes; 0: it leaves.
    /// @param epoch Number of the block, divided by 60 and rounded down.
    event ValidatorChanged(address indexed validator, bytes publicKey, uint64 power, uint256 epoch);

    /// @notice These are no point of secp256k1.
    /// @param x As given.
    /// @param y As given.
    error ValidatorSetInvalidKey(uint256 x, uint256 y);

    /// @notice A validator has votes, and not too many.
    /// @param power As given.
    /// @param maximum The most it can be; the least is 1.
    error ValidatorSetInvalidPower(uint64 power, uint64 maximum);

    /// @notice There are as many validators as there can be.
    /// @param maximum How many there can be.
    error ValidatorSetFull(uint256 maximum);

    /// @notice The last validator cannot leave.
    /// @param minimum How many there must be.
    error ValidatorSetTooSmall(uint256 minimum);

    /// @notice The account is no validator.
    /// @param validator As given.
    error ValidatorSetUnknown(address validator);

    /// @notice The number of blocks of an epoch.
    function epochLength() external view returns (uint256);

    /// @notice The set as decided so far; at most 62 blocks later it is the one that votes.
    function validators() external view returns (Validator[] memory);

    /// @notice The decided votes of one validator; 0 when it is none.
    /// @param validator Any address.
    function powerOf(address validator) external view returns (uint64);

    /// @notice The changes that block hands to the consensus engine: those of its epoch if it is the epoch's last block,
    /// else none. Once that block stands, the answer never changes.
    /// @param blockNumber Any, also one to come.
    function updatesAt(uint256 blockNumber) external view returns (Validator[] memory);

    /// @notice Adds a validator or changes its votes. Only the DAO.
    /// @param x Of its public key on secp256k1, a coordinate; its address follows from both.
    /// @param y Of the same point.
    /// @param power From 1 to 1,000,000,000,000.
    function setValidator(uint256 x, uint256 y, uint64 power) external;

    /// @notice Removes a validator. Only the DAO, and never the last one.
    /// @param validator The address that follows from its key.
    function removeValidator(address validator) external;
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @notice A keeper as registered.
struct Keeper {
    bool active;
    uint64 epoch; // grows with every registration, so that key shares name the keys they were sealed to
    string endpoint; // base URL
    string recipient; // age recipient, to which key shares are encrypted
}

/// @title Who keeps key shares, and how they are reached
/// @dev Messages between keepers and clients are EIP-712 with this contract as verifier.
interface IKeepers {
    /// @notice A keeper registered, or changed how it is reached.
    /// @param epoch Of this registration: key shares that were sealed before name an earlier one.
    /// @param endpoint Base URL.
    /// @param recipient age recipient.
    event KeeperRegistered(address indexed keeper, uint64 epoch, string endpoint, string recipient);

    /// @notice A keeper takes no more key shares.
    event KeeperLeft(address indexed keeper);

    /// @notice Endpoint or recipient is empty or too long.
    error KeepersInvalidRegistration();

    /// @notice Who is not on the list cannot leave it.
    error KeepersNotActive(address keeper);

    /// @notice Registers the caller, who signs all answers, or changes what was registered.
    /// @param endpoint Base URL, at most 200 bytes.
    /// @param recipient age recipient, at most 2,000 bytes.
    function register(string calldata endpoint, string calldata recipient) external;

    /// @notice Takes the caller off the list of active keepers.
    function leave() external;

    /// @notice A keeper as it registered last, active or not; zeros for who never did.
    function keeperOf(address keeper) external view returns (Keeper memory);

    /// @notice All active keepers.
    function keepers() external view returns (address[] memory);
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Native SAHARA in, ERC-20 SAHARA out, one to one
/// @notice The token's only minter. It always holds at least as much native coin as tokens exist.
interface INativeAdapter {
    /// @notice Native coin was wrapped.
    /// @param payer Who sent the native coin.
    /// @param account Who received the tokens.
    /// @param amount In wei, of each.
    event Deposited(address indexed payer, address indexed account, uint256 amount);

    /// @notice Tokens were unwrapped.
    /// @param account Whose tokens they were.
    /// @param receiver Who received the native coin.
    /// @param amount In wei, of each.
    event Withdrawn(address indexed account, address indexed receiver, uint256 amount);

    /// @notice The receiver did not take native coin.
    /// @param receiver Who should have had it.
    /// @param amount In wei.
    error NativeAdapterTransferFailed(address receiver, uint256 amount);

    /// @notice Wraps the native coin sent with the call, for the caller.
    function deposit() external payable;

    /// @notice Wraps the native coin sent with the call, for another account.
    /// @param account Who receives the tokens.
    function depositFor(address account) external payable;

    /// @notice Unwraps tokens of the caller, drawn by allowance, and sends the native coin to the caller.
    /// @param amount In wei, of each; at most what the caller allowed this contract.
    function withdraw(uint256 amount) external;
}

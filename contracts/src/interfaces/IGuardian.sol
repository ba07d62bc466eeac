// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title What the Foundation may do until its sunset
/// @notice Veto a queued proposal, and pause new business for at most 7 days of any 30. Nothing else: it moves no
/// money, changes nothing, and stops no claim, release, withdrawal, distribution, transfer or bought access.
interface IGuardian {
    /// @notice A queued operation was cancelled.
    /// @param operationId Its id in the timelock.
    /// @param reason Hash of the published reason.
    event Vetoed(bytes32 indexed operationId, bytes32 reason);

    /// @notice New business was paused.
    /// @param until Unix seconds, from which it goes on by itself.
    /// @param reason Hash of the published reason.
    event PausedNewBusiness(uint256 until, bytes32 reason);

    /// @notice The pause was ended early.
    event ResumedNewBusiness();

    /// @notice Only the Foundation may do this.
    /// @param caller Who called.
    error GuardianNotFoundation(address caller);

    /// @notice The guardian's time is over, for good.
    /// @param sunset Unix seconds.
    error GuardianExpired(uint256 sunset);

    /// @notice A pause cannot follow another at once.
    /// @param nextPauseAt Unix seconds.
    error GuardianPausedTooRecently(uint256 nextPauseAt);

    /// @notice Cancels a queued operation of the timelock. Only the Foundation, before the sunset.
    /// @param operationId Its id in the timelock.
    /// @param reason Hash of the published reason.
    function veto(bytes32 operationId, bytes32 reason) external;

    /// @notice Stops publishing and buying for 7 days. Only the Foundation, before the sunset, and only 30 days after
    /// the beginning of the last pause.
    /// @param reason Hash of the published reason.
    function pause(bytes32 reason) external;

    /// @notice Ends a pause early. Only the Foundation, before the sunset.
    function unpause() external;

    /// @notice Whose powers these are; a wallet of several owners, who change within it.
    function foundation() external view returns (address);

    /// @notice When they end, in Unix seconds.
    function sunset() external view returns (uint256);

    /// @notice From when on a pause is possible, in Unix seconds.
    function nextPauseAt() external view returns (uint256);
}

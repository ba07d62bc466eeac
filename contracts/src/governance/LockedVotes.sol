// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Votes} from "@openzeppelin/contracts/governance/utils/Votes.sol";
import {IERC6372} from "@openzeppelin/contracts/interfaces/IERC6372.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {SafeERC20, IERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";
import {Authorization} from "../interfaces/Authorization.sol";
import {ILockedVotes} from "../interfaces/ILockedVotes.sol";
import {ISaharaToken} from "../interfaces/ISaharaToken.sol";

/// @notice See {ILockedVotes}. Immutable.
contract LockedVotes is ILockedVotes, Votes {
    using Checkpoints for Checkpoints.Trace208;
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    ISaharaToken private immutable _token;
    uint48 private immutable _unlockDelay;

    mapping(address account => uint256) private _locked;
    /// @dev All that an account ever unlocked, by when it is due: each unlocking keeps its own date.
    mapping(address account => Checkpoints.Trace208) private _unlocked;
    mapping(address account => uint256) private _withdrawn;

    constructor(ISaharaToken token, uint48 unlockDelay_) EIP712("LockedVotes", "1") {
        _token = token;
        _unlockDelay = unlockDelay_;
    }

    /// @inheritdoc ILockedVotes
    function lock(uint256 amount) external {
        _lock(msg.sender, amount);
        IERC20(_token).safeTransferFrom(msg.sender, address(this), amount);
    }

    /// @inheritdoc ILockedVotes
    function lockWithAuthorization(address account, uint256 amount, bytes32 nonce, Authorization calldata authorization)
        external
    {
        _lock(account, amount);
        // Nothing to bind it to: whoever brings it, these are the signer's votes.
        _token.receiveWithAuthorization(
            account,
            address(this),
            amount,
            authorization.validAfter,
            authorization.validBefore,
            nonce,
            authorization.signature
        );
    }

    /// @inheritdoc ILockedVotes
    function unlock(uint256 amount) external returns (uint256 dueAt) {
        if (amount == 0) revert LockedVotesZeroAmount();
        uint256 locked = _locked[msg.sender];
        if (locked < amount) revert LockedVotesTooLittle(locked, amount);
        _locked[msg.sender] = locked - amount;
        _transferVotingUnits(msg.sender, address(0), amount);
        dueAt = clock() + _unlockDelay;
        Checkpoints.Trace208 storage unlocked = _unlocked[msg.sender];
        unlocked.push(dueAt.toUint48(), unlocked.latest() + amount.toUint208());
        emit VotesUnlocked(msg.sender, amount, dueAt);
    }

    /// @inheritdoc ILockedVotes
    function withdraw(address account) external returns (uint256 amount) {
        amount = withdrawable(account);
        if (amount == 0) return 0;
        _withdrawn[account] += amount;
        emit VotesWithdrawn(account, amount);
        IERC20(_token).safeTransfer(account, amount);
    }

    /// @inheritdoc ILockedVotes
    function lockedOf(address account) external view returns (uint256) {
        return _locked[account];
    }

    /// @inheritdoc ILockedVotes
    function unlockingOf(address account) external view returns (uint256) {
        return _unlocked[account].latest() - _withdrawn[account];
    }

    /// @inheritdoc ILockedVotes
    function unlockDelay() external view returns (uint256) {
        return _unlockDelay;
    }

    /// @inheritdoc ILockedVotes
    function withdrawable(address account) public view returns (uint256) {
        return _unlocked[account].upperLookupRecent(clock()) - _withdrawn[account];
    }

    /// @notice Who votes with what `account` has locked: itself, unless it chose another.
    /// @inheritdoc IVotes
    function delegates(address account) public view override(IVotes, Votes) returns (address) {
        address chosen = super.delegates(account);
        return chosen == address(0) ? account : chosen;
    }

    /// @inheritdoc IERC6372
    function clock() public view override(IERC6372, Votes) returns (uint48) {
        return Time.timestamp();
    }

    /// @inheritdoc IERC6372
    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public pure override(IERC6372, Votes) returns (string memory) {
        return "mode=timestamp";
    }

    /// @dev Nobody is the account itself here too: votes moved to nobody could not be taken back from itself.
    function _delegate(address account, address delegatee) internal override {
        super._delegate(account, delegatee == address(0) ? account : delegatee);
    }

    function _getVotingUnits(address account) internal view override returns (uint256) {
        return _locked[account];
    }

    function _lock(address account, uint256 amount) private {
        if (amount == 0) revert LockedVotesZeroAmount();
        _locked[account] += amount;
        _transferVotingUnits(address(0), account, amount);
        emit VotesLocked(account, amount);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Handler} from "./Handler.sol";
import {World} from "./World.sol";

/// @notice Holders who lock, delegate, unlock and leave. Its ghosts are their own books.
contract VotesHandler is Handler {
    mapping(address account => uint256) private _locked;
    mapping(address account => address) private _delegate;

    uint256 public ghostIn;
    uint256 public ghostOut;

    constructor(World world) Handler(world) {
        for (uint256 i; i < _actors.length; ++i) {
            _delegate[_actors[i].addr] = _actors[i].addr;
        }
    }

    function lock(uint256 who, uint256 amount, uint256 way) external action {
        Account memory account = _payer(who);
        amount = bound(amount, 1, 100 ether);
        bytes32 nonce = unique();
        // Not `_as`: what is locked stays the account's.
        if (way % 2 == 0) {
            VOTES.lockWithAuthorization(account.addr, amount, nonce, authorize(account, address(VOTES), amount, nonce));
        } else {
            vm.prank(account.addr);
            VOTES.lock(amount);
        }
        _noteLocked(account.addr, amount);
        _done();
    }

    /// @dev One in six chooses nobody, which is oneself.
    function delegate(uint256 who, uint256 to) external action {
        address account = _actor(who).addr;
        address chosen = to % 6 == 5 ? address(0) : _actor(to).addr;
        vm.prank(account);
        VOTES.delegate(chosen);
        _delegate[account] = chosen == address(0) ? account : chosen;
        _done();
    }

    function unlock(uint256 who, uint256 amount) external action {
        address account = _actor(who).addr;
        if (_locked[account] == 0) return;
        _unlock(account, bound(amount, 1, _locked[account]));
        _done();
    }

    function withdraw(uint256 who) external action {
        address account = _actor(who).addr;
        for (uint256 i = 1; i < _actors.length && VOTES.withdrawable(account) == 0; ++i) {
            account = _actor(uint8(who) + i).addr;
        }
        if (_withdraw(account) > 0) _done();
    }

    /// @notice For who votes: puts enough aside, in one step with what follows.
    function lockFor(address account, uint256 amount) external {
        vm.prank(account);
        VOTES.lock(amount);
        _noteLocked(account, amount);
    }

    function unlockFor(address account, uint256 amount) external {
        _unlock(account, amount);
    }

    function delegateOf(address account) external view returns (address) {
        return _delegate[account];
    }

    function exitEverything() external {
        for (uint256 i; i < _actors.length; ++i) {
            address account = _actors[i].addr;
            if (_locked[account] > 0) _unlock(account, _locked[account]);
        }
        skip(UNLOCK_DELAY);
        for (uint256 i; i < _actors.length; ++i) {
            _withdraw(_actors[i].addr);
        }
    }

    /// @notice Each account's votes are what is locked by those who chose it.
    function assertBooks() external view {
        for (uint256 i; i < _actors.length; ++i) {
            address account = _actors[i].addr;
            uint256 votes;
            for (uint256 j; j < _actors.length; ++j) {
                if (_delegate[_actors[j].addr] == account) votes += _locked[_actors[j].addr];
            }
            assertEq(VOTES.getVotes(account), votes, "votes");
            assertEq(VOTES.lockedOf(account), _locked[account], "locked");
        }
    }

    function _noteLocked(address account, uint256 amount) private {
        _locked[account] += amount;
        ghostIn += amount;
    }

    function _unlock(address account, uint256 amount) private {
        vm.prank(account);
        VOTES.unlock(amount);
        _locked[account] -= amount;
    }

    function _withdraw(address account) private returns (uint256 amount) {
        uint256 before = TOKEN.balanceOf(account);
        VOTES.withdraw(account);
        amount = TOKEN.balanceOf(account) - before;
        ghostOut += amount;
    }
}

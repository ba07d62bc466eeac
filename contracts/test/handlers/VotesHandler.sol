// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Fixture} from "../Fixture.sol";

/// @notice Holders who lock, delegate, unlock and leave. Its ghosts are their own books.
contract VotesHandler is Fixture {
    Account[] private _actors;
    mapping(address account => uint256) private _locked;
    mapping(address account => address) private _delegate;

    uint256 public ghostIn;
    uint256 public ghostOut;

    constructor(Account[] memory actors) {
        for (uint256 i; i < actors.length; ++i) {
            _actors.push(actors[i]);
            _delegate[actors[i].addr] = actors[i].addr;
        }
    }

    function lock(uint256 who, uint96 amount, bool bySignature) external {
        Account memory account = _actor(who);
        amount = uint96(bound(amount, 1, 100 ether));
        bytes32 nonce = unique();
        if (bySignature) {
            VOTES.lockWithAuthorization(account.addr, amount, nonce, authorize(account, address(VOTES), amount, nonce));
        } else {
            vm.prank(account.addr);
            VOTES.lock(amount);
        }
        _locked[account.addr] += amount;
        ghostIn += amount;
    }

    /// @dev One in six chooses nobody, which is oneself.
    function delegate(uint256 who, uint256 to) external {
        address account = _actor(who).addr;
        address chosen = to % 6 == 5 ? address(0) : _actor(to).addr;
        vm.prank(account);
        VOTES.delegate(chosen);
        _delegate[account] = chosen == address(0) ? account : chosen;
    }

    function unlock(uint256 who, uint256 amount) external {
        address account = _actor(who).addr;
        if (_locked[account] == 0) return;
        _unlock(account, bound(amount, 1, _locked[account]));
    }

    function withdraw(uint256 who, uint8 seconds_) external {
        skip(seconds_);
        _withdraw(_actor(who).addr);
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

    function owed() external view returns (uint256 sum) {
        for (uint256 i; i < _actors.length; ++i) {
            sum += VOTES.lockedOf(_actors[i].addr) + VOTES.unlockingOf(_actors[i].addr);
        }
    }

    function _unlock(address account, uint256 amount) private {
        vm.prank(account);
        VOTES.unlock(amount);
        _locked[account] -= amount;
    }

    function _withdraw(address account) private {
        uint256 before = TOKEN.balanceOf(account);
        VOTES.withdraw(account);
        ghostOut += TOKEN.balanceOf(account) - before;
    }

    function _actor(uint256 seed) private view returns (Account memory) {
        return _actors[uint8(seed) % _actors.length];
    }
}

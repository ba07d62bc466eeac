// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Agreement, IEscrow, Terms} from "../../src/interfaces/IEscrow.sol";
import {Fixture} from "../Fixture.sol";

/// @notice A holder that does whatever it may with money put aside for it. Its ghosts know what each agreement holds.
contract EscrowHandler is Fixture {
    uint256 private constant MAX_AGREEMENTS = 16;

    Account[] private _actors;
    Agreement[] private _agreements;
    mapping(uint256 index => uint256) private _free;
    mapping(uint256 index => uint256) private _locked;

    /// @notice Everything that came in, less everything that was withdrawn through this handler.
    uint256 public ghostIn;
    uint256 public ghostSlashed;

    constructor(Account[] memory actors) {
        for (uint256 i; i < actors.length; ++i) {
            _actors.push(actors[i]);
        }
    }

    function fund(uint256 payer, uint256 account, uint8 terms, uint8 hours_, bool bySignature, uint96 amount) external {
        uint256 index = _agree(account, Terms(terms % 3), hours_);
        Account memory from = _actor(payer);
        amount = uint96(bound(amount, 1, 100 ether));
        Agreement memory agreement = _agreements[index];
        if (bySignature) {
            bytes32 salt = unique();
            bytes32 nonce = keccak256(abi.encode(agreement, uint256(amount), salt));
            ESCROW.fundWithAuthorization(
                agreement, amount, from.addr, salt, authorize(from, address(ESCROW), amount, nonce)
            );
        } else {
            vm.prank(from.addr);
            ESCROW.fund(agreement, amount);
        }
        _free[index] += amount;
        ghostIn += amount;
    }

    function lock(uint256 which, uint256 amount) external {
        if (_agreements.length == 0) return;
        uint256 index = which % _agreements.length;
        amount = bound(amount, 0, _free[index]);
        ESCROW.lock(_agreements[index], amount);
        _free[index] -= amount;
        _locked[index] += amount;
    }

    /// @dev What the terms allow: back to the account, to the treasury, or to someone else.
    function unlock(uint256 which, uint256 payee, uint256 amount, bool back) external {
        if (_agreements.length == 0) return;
        uint256 index = which % _agreements.length;
        Agreement memory agreement = _agreements[index];
        amount = bound(amount, 0, _locked[index]);
        if (back || agreement.terms == Terms.Refundable) ESCROW.release(agreement, amount);
        else if (agreement.terms == Terms.Payable) ESCROW.pay(agreement, _actor(payee).addr, amount);
        else ESCROW.slash(agreement, amount);
        if (!back && agreement.terms == Terms.Slashable) ghostSlashed += amount;
        _locked[index] -= amount;
    }

    function reclaim(uint256 which) external {
        if (_agreements.length > 0) _reclaim(which % _agreements.length);
    }

    function passTime(uint16 seconds_) external {
        vm.warp(block.timestamp + seconds_);
    }

    /// @notice The holder gives back what only it can; everyone else helps themselves.
    function exitEverything() external {
        for (uint256 i; i < _agreements.length; ++i) {
            if (_agreements[i].until == 0) {
                ESCROW.release(_agreements[i], _locked[i]);
                _locked[i] = 0;
            } else {
                vm.warp(block.timestamp > _agreements[i].until ? block.timestamp : _agreements[i].until);
            }
            _reclaim(i);
        }
        ESCROW.withdraw(address(TIMELOCK));
    }

    /// @notice What lies under this holder's agreements, by its own books.
    function held() external view returns (uint256 sum) {
        for (uint256 i; i < _agreements.length; ++i) {
            sum += _free[i] + _locked[i];
        }
    }

    /// @notice Each agreement holds just what the books say.
    function assertBooks() external view {
        for (uint256 i; i < _agreements.length; ++i) {
            IEscrow.Deposit memory deposit = ESCROW.depositOf(_agreements[i]);
            assertEq(deposit.free, _free[i], "free");
            assertEq(deposit.locked, _locked[i], "locked");
        }
    }

    function _reclaim(uint256 index) private {
        Agreement memory agreement = _agreements[index];
        bool ended = agreement.until != 0 && block.timestamp >= agreement.until;
        uint256 expected = _free[index] + (ended ? _locked[index] : 0);
        if (expected == 0) return;
        vm.prank(agreement.account);
        assertEq(ESCROW.reclaim(agreement), expected, "reclaimed");
        _free[index] = 0;
        if (ended) _locked[index] = 0;
    }

    /// @dev A new agreement while there is room, then one of those there are.
    function _agree(uint256 account, Terms terms, uint8 hours_) private returns (uint256 index) {
        if (_agreements.length == MAX_AGREEMENTS) return account % MAX_AGREEMENTS;
        uint40 until = hours_ % 2 == 0 ? 0 : uint40(block.timestamp + uint256(hours_) * 1 minutes);
        _agreements.push(Agreement(address(this), unique(), _actor(account).addr, terms, until));
        return _agreements.length - 1;
    }

    function _actor(uint256 seed) private view returns (Account memory) {
        return _actors[uint8(seed) % _actors.length];
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Agreement, IEscrow, Terms} from "../../src/interfaces/IEscrow.sol";
import {Handler} from "./Handler.sol";
import {World} from "./World.sol";

/// @notice A holder that does whatever it may with money put aside for it. Its ghosts know what each agreement holds.
contract EscrowHandler is Handler {
    uint256 private constant MAX_AGREEMENTS = 16;

    Agreement[] private _agreements;
    mapping(uint256 index => uint256) private _free;
    mapping(uint256 index => uint256) private _locked;

    constructor(World world) Handler(world) {}

    function fund(uint256 payer, uint256 account, uint256 terms, uint256 minutes_, uint256 way, uint256 amount)
        external
        action
    {
        uint256 index = _agree(account, Terms(terms % 3), uint8(minutes_));
        Account memory from = _payer(payer);
        amount = bound(amount, 1, 100 ether);
        Agreement memory agreement = _agreements[index];
        if (way % 2 == 0) {
            _world.noteFunded(agreement, amount);
            _world.mayFall(from.addr);
            bytes32 salt = unique();
            bytes32 nonce = keccak256(abi.encode(agreement, amount, salt));
            ESCROW.fundWithAuthorization(
                agreement, amount, from.addr, salt, authorize(from, address(ESCROW), amount, nonce)
            );
        } else {
            _fund(from.addr, agreement, amount);
        }
        _free[index] += amount;
        _done();
    }

    function lock(uint256 which, uint256 amount) external action {
        if (_agreements.length == 0) return;
        uint256 index = _firstWith(_free, which);
        amount = bound(amount, 0, _free[index]);
        ESCROW.lock(_agreements[index], amount);
        _free[index] -= amount;
        _locked[index] += amount;
        if (amount > 0) _done();
    }

    /// @dev What the terms allow: back to the account, to the treasury, or to someone else.
    function unlock(uint256 which, uint256 payee, uint256 amount, uint256 way) external action {
        if (_agreements.length == 0) return;
        uint256 index = _firstWith(_locked, which);
        Agreement memory agreement = _agreements[index];
        amount = bound(amount, 0, _locked[index]);
        _locked[index] -= amount;
        if (amount > 0) _done();
        if (way % 2 == 0 || agreement.terms == Terms.Refundable) return ESCROW.release(agreement, amount);
        _world.mayFall(agreement.account);
        if (agreement.terms == Terms.Payable) return ESCROW.pay(agreement, _actor(payee).addr, amount);
        ESCROW.slash(agreement, amount);
        _world.noteSlashed(amount);
    }

    function reclaim(uint256 which) external action {
        if (_agreements.length > 0) _reclaim(which % _agreements.length);
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
        // Not `_as`: it is money that stays with its account.
        vm.prank(agreement.account);
        assertEq(ESCROW.reclaim(agreement), expected, "reclaimed");
        _free[index] = 0;
        if (ended) _locked[index] = 0;
        _done();
    }

    /// @dev From a random one on that has any of it, if one has.
    function _firstWith(mapping(uint256 index => uint256) storage amounts, uint256 seed)
        private
        view
        returns (uint256 index)
    {
        for (uint256 i; i < _agreements.length; ++i) {
            index = (seed % _agreements.length + i) % _agreements.length;
            if (amounts[index] > 0) return index;
        }
    }

    /// @dev A new agreement while there is room, then one of those there are.
    function _agree(uint256 account, Terms terms, uint8 minutes_) private returns (uint256 index) {
        if (_agreements.length == MAX_AGREEMENTS) return account % MAX_AGREEMENTS;
        uint40 until = minutes_ % 2 == 0 ? 0 : uint40(block.timestamp + uint256(minutes_) * 1 minutes);
        _agreements.push(Agreement(address(this), unique(), _actor(account).addr, terms, until));
        return _agreements.length - 1;
    }
}

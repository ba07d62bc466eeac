// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Agreement} from "../../src/interfaces/IEscrow.sol";
import {KeeperFixture} from "../KeeperFixture.sol";
import {World} from "./World.sol";

/// @notice A part of what people do with the protocol. After each action everyone's money is counted.
abstract contract Handler is KeeperFixture {
    /// @dev Below it an account does not spend, so that every price can be paid.
    uint256 internal constant PURSE = 20_000 ether;

    World internal immutable _world;
    Account[] internal _actors;

    constructor(World world) {
        _world = world;
        Account[] memory accounts = world.actors();
        for (uint256 i; i < accounts.length; ++i) {
            _actors.push(accounts[i]);
        }
    }

    modifier action() {
        _;
        _world.check();
    }

    /// @dev The action that runs did what it is for.
    function _done() internal {
        _world.noteDone(msg.sig);
    }

    /// @dev The next call is this account's, which may lose by it.
    function _as(address account) internal {
        _world.mayFall(account);
        vm.prank(account);
    }

    function _fund(address payer, Agreement memory agreement, uint256 amount) internal {
        if (amount == 0) return;
        _world.noteFunded(agreement, amount);
        _as(payer);
        ESCROW.fund(agreement, amount);
    }

    function _actor(uint256 seed) internal view returns (Account memory) {
        return _actors[uint8(seed) % _actors.length];
    }

    /// @dev The first from a random one on who has money.
    function _payer(uint256 seed) internal view returns (Account memory) {
        for (uint256 i; i < _actors.length; ++i) {
            Account memory account = _actors[(uint8(seed) + i) % _actors.length];
            if (TOKEN.balanceOf(account.addr) >= PURSE) return account;
        }
        revert("nobody has money");
    }

    function _named(address account) internal view returns (Account memory) {
        uint256 i;
        while (_actors[i].addr != account) ++i;
        return _actors[i];
    }

    function _isActor(address account) internal view returns (bool) {
        for (uint256 i; i < _actors.length; ++i) {
            if (_actors[i].addr == account) return true;
        }
        return false;
    }

    /// @dev Of all, or 0 while there is none.
    function _asset(uint256 seed) internal view returns (uint256) {
        uint256[] memory assets = _world.assets();
        return assets.length == 0 ? 0 : assets[uint8(seed) % assets.length];
    }

    function _now(bytes32 name) internal view returns (uint256) {
        return _world.parameter(name);
    }
}

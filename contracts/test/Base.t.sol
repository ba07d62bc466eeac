// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Fixture} from "./Fixture.sol";

/// @notice The whole protocol as in genesis, with labelled actors who hold tokens, coin, and have allowed the contracts
/// that take money to take it.
abstract contract Base is Fixture {
    Account internal alice;
    Account internal bob;
    Account internal carol;
    Account internal dave;
    Account internal erin;

    function setUp() public virtual {
        vm.chainId(CHAIN_ID);
        vm.warp(1_800_000_123); // not a full hour
        deployGenesis();
        alice = makeAccount("alice");
        bob = makeAccount("bob");
        carol = makeAccount("carol");
        dave = makeAccount("dave");
        erin = makeAccount("erin");
        endow(alice.addr);
        endow(bob.addr);
        endow(carol.addr);
        endow(dave.addr);
        endow(erin.addr);
        vm.label(address(TOKEN), "SaharaToken");
        vm.label(address(ADAPTER), "NativeAdapter");
        vm.label(address(TIMELOCK), "Timelock");
        vm.label(address(PARAMETERS), "Parameters");
        vm.label(address(ESCROW), "Escrow");
        vm.label(address(REGISTRY), "AssetRegistry");
        vm.label(address(LICENCES), "Licences");
        vm.label(address(REVENUE), "Revenue");
        vm.label(address(SHARES), "RevenueShares");
        vm.label(address(KEEPERS), "Keepers");
        vm.label(address(VOTES), "LockedVotes");
        vm.label(address(GOVERNOR), "SaharaGovernor");
        vm.label(address(GUARDIAN), "Guardian");
        vm.label(address(SAHARA_ID), "SaharaID");
        vm.label(address(CONTRIBUTIONS), "Contributions");
        vm.label(address(VALIDATORS), "ValidatorSet");
        vm.label(address(EXCHANGE), "Exchange");
        vm.label(address(SPLITTERS), "RoyaltySplitters");
    }
}

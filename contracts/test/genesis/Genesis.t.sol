// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {GenesisState} from "../../script/GenesisState.sol";
import {Allocation, Profile} from "../../script/Profiles.sol";
import {Test} from "forge-std/Test.sol";

/// @notice What holds in the first block, before anyone has done anything. Who has which power: {PowersTest}.
contract GenesisTest is Test, GenesisState {
    function test_local_supplyIsAllocatedAndBacked() public {
        vm.chainId(724_272);
        deployGenesis();
        assertEq(TOKEN.totalSupply(), SUPPLY);
        assertEq(address(ADAPTER).balance, SUPPLY);
        for (uint32 i; i < DEVELOPERS; ++i) {
            assertEq(TOKEN.balanceOf(developer(i)), DEVELOPER_PART);
            assertEq(developer(i).balance, DEVELOPER_PART);
        }
        assertEq(TOKEN.balanceOf(address(TIMELOCK)), SUPPLY - DEVELOPERS * DEVELOPER_PART);
        assertEq(address(TIMELOCK).balance, 0);
    }

    /// @dev A genesis state could hold larger ones; a transaction that deploys or upgrades them could not (EIP-170).
    function test_code_fitsIntoATransaction() public {
        vm.chainId(724_272);
        deployGenesis();
        uint160 first = uint160(address(TOKEN));
        for (uint160 i; i < 512; ++i) {
            assertLe(address(first + i).code.length, 24_576, vm.toString(address(first + i)));
        }
    }

    /// @dev The same contracts, for strangers: slow, and without anybody's key.
    function test_public_hasNoDeveloperAndTakesItsTime() public {
        address foundation = makeAddr("foundation");
        address holder = makeAddr("holder");
        Profile memory profile = publicProfile(1000, foundation, SUNSET, 1 ether, SUPPLY);
        Allocation[] memory allocations = new Allocation[](2);
        allocations[0] = Allocation(holder, 1 ether, 2 ether);
        allocations[1] = Allocation(address(TIMELOCK), 0, SUPPLY - 3 ether);
        vm.chainId(1000);
        deployGenesis(profile, allocations);

        assertEq(TOKEN.balanceOf(holder), 2 ether);
        assertEq(holder.balance, 1 ether);
        assertEq(TOKEN.totalSupply(), SUPPLY - 1 ether);
        assertEq(address(ADAPTER).balance, SUPPLY - 1 ether);
        for (uint32 i; i < DEVELOPERS; ++i) {
            assertEq(TOKEN.balanceOf(developer(i)), 0);
            assertEq(developer(i).balance, 0);
            assertFalse(TIMELOCK.hasRole(TIMELOCK.PROPOSER_ROLE(), developer(i)));
        }
        assertEq(TIMELOCK.getMinDelay(), 7 days);
        assertEq(GOVERNOR.quorum(0), SUPPLY * 4 / 100);
        uint256 untilEffect = GOVERNOR.votingDelay() + GOVERNOR.votingPeriod() + TIMELOCK.getMinDelay();
        assertGt(untilEffect, PARAMETERS.bondDelay(), "a bond comes back before an upgrade");
        assertGt(untilEffect, PARAMETERS.keeperUnbondDelay(), "a stake comes back before an upgrade");
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC1967Utils} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Utils.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {GenesisState} from "../../script/GenesisState.sol";
import {Test} from "forge-std/Test.sol";

/// @notice What holds in the first block, before anyone has done anything.
contract GenesisTest is Test, GenesisState {
    function setUp() public {
        vm.chainId(724_272);
        deployGenesis();
    }

    function test_supply_isAllocatedAndBacked() public view {
        assertEq(TOKEN.totalSupply(), SUPPLY);
        assertEq(address(ADAPTER).balance, SUPPLY);
        for (uint32 i; i < DEVELOPERS; ++i) {
            assertEq(TOKEN.balanceOf(developer(i)), DEVELOPER_PART);
            assertEq(developer(i).balance, DEVELOPER_PART);
        }
        assertEq(TOKEN.balanceOf(address(TIMELOCK)), SUPPLY - DEVELOPERS * DEVELOPER_PART);
        assertEq(address(TIMELOCK).balance, 0);
    }

    function test_power_onlyTimelockIsAdmin() public view {
        uint64 admin = ACCESS_MANAGER.ADMIN_ROLE();
        (bool isAdmin, uint32 delay) = ACCESS_MANAGER.hasRole(admin, address(TIMELOCK));
        assertTrue(isAdmin);
        assertEq(delay, 0);
        address[13] memory others = _others();
        for (uint256 i; i < others.length; ++i) {
            (isAdmin,) = ACCESS_MANAGER.hasRole(admin, others[i]);
            assertFalse(isAdmin, vm.toString(others[i]));
        }
    }

    function test_power_deployerKeepsNoRole() public view {
        bytes32 admin = TIMELOCK.DEFAULT_ADMIN_ROLE();
        assertTrue(TIMELOCK.hasRole(admin, address(TIMELOCK)));
        address[13] memory others = _others();
        for (uint256 i; i < others.length; ++i) {
            bool isProposer = others[i] == developer(PROPOSER);
            assertFalse(TIMELOCK.hasRole(admin, others[i]), "admin");
            assertEq(TIMELOCK.hasRole(TIMELOCK.PROPOSER_ROLE(), others[i]), isProposer, "proposer");
            assertEq(TIMELOCK.hasRole(TIMELOCK.EXECUTOR_ROLE(), others[i]), isProposer, "executor");
            assertEq(TIMELOCK.hasRole(TIMELOCK.CANCELLER_ROLE(), others[i]), isProposer, "canceller");
        }
        assertEq(TIMELOCK.getMinDelay(), TIMELOCK_DELAY);
    }

    function test_proxies_pointAtTheirImplementation() public view {
        address[7] memory proxies = [
            address(PARAMETERS),
            address(REGISTRY),
            address(LICENCES),
            address(KEEPERS),
            address(SAHARA_ID),
            address(CONTRIBUTIONS),
            address(VALIDATORS)
        ];
        for (uint256 i; i < proxies.length; ++i) {
            address implementation = address(uint160(uint256(vm.load(proxies[i], ERC1967Utils.IMPLEMENTATION_SLOT))));
            assertEq(implementation, address(uint160(proxies[i]) + IMPLEMENTATION_OFFSET));
            assertGt(implementation.code.length, 0);
            assertEq(IAccessManaged(proxies[i]).authority(), address(ACCESS_MANAGER));
        }
    }

    /// @dev Whoever could have deployed: every developer, this contract, who called it, and nobody.
    function _others() private view returns (address[13] memory others) {
        for (uint32 i; i < DEVELOPERS; ++i) {
            others[i] = developer(i);
        }
        others[10] = address(this);
        others[11] = msg.sender;
        others[12] = address(0);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {Parameters} from "../../src/access/Parameters.sol";
import {IParameters} from "../../src/interfaces/IParameters.sol";
import {Base} from "../Base.t.sol";

contract ParametersTest is Base {
    function test_genesisValues() public view {
        assertEq(PARAMETERS.feeBasisPoints(), FEE_BASIS_POINTS);
        assertEq(PARAMETERS.publishBond(), PUBLISH_BOND);
        assertEq(PARAMETERS.bondDelay(), BOND_DELAY);
    }

    function testFuzz_setFeeBasisPoints(uint16 value) public {
        value = uint16(bound(value, 0, 1000));
        vm.expectEmit(address(PARAMETERS));
        emit IParameters.ParameterChanged("feeBasisPoints", FEE_BASIS_POINTS, value);
        vm.prank(address(TIMELOCK));
        PARAMETERS.setFeeBasisPoints(value);
        assertEq(PARAMETERS.feeBasisPoints(), value);
    }

    function test_setFeeBasisPoints_byVote() public {
        govern(address(PARAMETERS), abi.encodeCall(PARAMETERS.setFeeBasisPoints, (300)));
        assertEq(PARAMETERS.feeBasisPoints(), 300);
    }

    function testFuzz_setPublishBond(uint128 value) public {
        value = uint128(bound(value, 0, 1000 ether));
        vm.prank(address(TIMELOCK));
        PARAMETERS.setPublishBond(value);
        assertEq(PARAMETERS.publishBond(), value);
    }

    function testFuzz_setBondDelay(uint32 value) public {
        value = uint32(bound(value, 0, 30 days));
        vm.prank(address(TIMELOCK));
        PARAMETERS.setBondDelay(value);
        assertEq(PARAMETERS.bondDelay(), value);
    }

    function testFuzz_set_RevertIf_outOfBounds(uint16 fee, uint128 bond, uint32 delay) public {
        fee = uint16(bound(fee, 1001, type(uint16).max));
        bond = uint128(bound(bond, 1000 ether + 1, type(uint128).max));
        delay = uint32(bound(delay, 30 days + 1, type(uint32).max));
        vm.startPrank(address(TIMELOCK));
        vm.expectRevert(_outOfBounds("feeBasisPoints", fee, 1000));
        PARAMETERS.setFeeBasisPoints(fee);
        vm.expectRevert(_outOfBounds("publishBond", bond, 1000 ether));
        PARAMETERS.setPublishBond(bond);
        vm.expectRevert(_outOfBounds("bondDelay", delay, 30 days));
        PARAMETERS.setBondDelay(delay);
        vm.stopPrank();
    }

    function testFuzz_set_RevertIf_notDao(address caller) public {
        vm.assume(caller != address(TIMELOCK));
        bytes memory refusal = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller);
        vm.startPrank(caller);
        vm.expectRevert(refusal);
        PARAMETERS.setFeeBasisPoints(1);
        vm.expectRevert(refusal);
        PARAMETERS.setPublishBond(1);
        vm.expectRevert(refusal);
        PARAMETERS.setBondDelay(1);
        vm.stopPrank();
    }

    function test_initialize_RevertIf_doneBefore() public {
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        Parameters(address(PARAMETERS)).initialize(address(this), 0, 0, 0);
    }

    function _outOfBounds(bytes32 name, uint256 value, uint256 maximum) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IParameters.ParametersOutOfBounds.selector, name, value, maximum);
    }
}

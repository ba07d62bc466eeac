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
        assertEq(PARAMETERS.exchangeFeeBasisPoints(), EXCHANGE_FEE_BASIS_POINTS);
        assertEq(PARAMETERS.resaleRoyaltyBasisPoints(), RESALE_ROYALTY_BASIS_POINTS);
        assertEq(PARAMETERS.publishBond(), PUBLISH_BOND);
        assertEq(PARAMETERS.bondDelay(), BOND_DELAY);
        assertEq(PARAMETERS.keeperStake(), KEEPER_STAKE);
        assertEq(PARAMETERS.keeperUnbondDelay(), KEEPER_UNBOND_DELAY);
        assertEq(PARAMETERS.keeperChallengePeriod(), KEEPER_CHALLENGE_PERIOD);
        assertEq(PARAMETERS.keeperFee(), KEEPER_FEE);
    }

    /// @dev By its name, a parameter is the getter of that name, and both bounds can be set.
    function testFuzz_set(uint256 which, uint256 value) public {
        bytes32 name = _names()[which % _names().length];
        (uint256 minimum, uint256 maximum) = PARAMETERS.boundsOf(name);
        value = bound(value, minimum, maximum);
        uint256 before = _read(name);
        vm.expectEmit(address(PARAMETERS));
        emit IParameters.ParameterChanged(name, before, value);
        vm.prank(address(TIMELOCK));
        PARAMETERS.set(name, value);
        assertEq(_read(name), value);
    }

    function test_set_bothBoundsAreIncluded() public {
        bytes32[] memory names = _names();
        for (uint256 i; i < names.length; ++i) {
            (uint256 minimum, uint256 maximum) = PARAMETERS.boundsOf(names[i]);
            vm.startPrank(address(TIMELOCK));
            PARAMETERS.set(names[i], minimum);
            assertEq(_read(names[i]), minimum);
            PARAMETERS.set(names[i], maximum);
            assertEq(_read(names[i]), maximum);
            vm.expectRevert(_outOfBounds(names[i], maximum + 1, minimum, maximum));
            PARAMETERS.set(names[i], maximum + 1);
            if (minimum > 0) {
                vm.expectRevert(_outOfBounds(names[i], minimum - 1, minimum, maximum));
                PARAMETERS.set(names[i], minimum - 1);
            }
            vm.stopPrank();
        }
    }

    function test_boundsOf_areTheDocumentedOnes() public view {
        _assertBounds("feeBasisPoints", 0, 1000);
        _assertBounds("exchangeFeeBasisPoints", 0, 500);
        _assertBounds("resaleRoyaltyBasisPoints", 0, 1000);
        _assertBounds("publishBond", 0, 1000 ether);
        _assertBounds("bondDelay", 0, 30 days);
        _assertBounds("keeperStake", 0, 1_000_000 ether);
        _assertBounds("keeperUnbondDelay", 0, 30 days);
        _assertBounds("keeperChallengePeriod", 10 seconds, 30 days);
        _assertBounds("keeperFee", 0, 100 ether);
    }

    function test_set_byVote() public {
        govern(address(PARAMETERS), abi.encodeCall(IParameters.set, ("feeBasisPoints", 300)));
        assertEq(PARAMETERS.feeBasisPoints(), 300);
    }

    function testFuzz_set_RevertIf_unknown(bytes32 name) public {
        bytes32[] memory names = _names();
        for (uint256 i; i < names.length; ++i) {
            vm.assume(name != names[i]);
        }
        vm.expectRevert(abi.encodeWithSelector(IParameters.ParametersUnknown.selector, name));
        vm.prank(address(TIMELOCK));
        PARAMETERS.set(name, 1);
    }

    function testFuzz_set_RevertIf_notDao(address caller) public {
        vm.assume(caller != address(TIMELOCK));
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller));
        vm.prank(caller);
        PARAMETERS.set("feeBasisPoints", 1);
    }

    function test_initialize_RevertIf_doneBefore() public {
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        Parameters(address(PARAMETERS)).initialize(address(this), new IParameters.Setting[](0));
    }

    function test_genesis_setsEveryParameterWithinItsBounds() public view {
        bytes32[] memory names = _names();
        for (uint256 i; i < names.length; ++i) {
            (uint256 minimum, uint256 maximum) = PARAMETERS.boundsOf(names[i]);
            assertGe(_read(names[i]), minimum);
            assertLe(_read(names[i]), maximum);
        }
    }

    function _names() private pure returns (bytes32[] memory names) {
        IParameters.Setting[] memory settings = localProfile().settings;
        names = new bytes32[](settings.length);
        for (uint256 i; i < settings.length; ++i) {
            names[i] = settings[i].name;
        }
    }

    /// @dev The getter whose name is the parameter's.
    function _read(bytes32 name) private view returns (uint256) {
        uint256 length;
        while (length < 32 && name[length] != 0) ++length;
        bytes memory signature = new bytes(length);
        for (uint256 i; i < length; ++i) {
            signature[i] = name[i];
        }
        (bool success, bytes memory result) =
            address(PARAMETERS).staticcall(abi.encodeWithSignature(string.concat(string(signature), "()")));
        assertTrue(success, string(signature));
        return abi.decode(result, (uint256));
    }

    function _assertBounds(bytes32 name, uint256 expectedMinimum, uint256 expectedMaximum) private view {
        (uint256 minimum, uint256 maximum) = PARAMETERS.boundsOf(name);
        assertEq(minimum, expectedMinimum);
        assertEq(maximum, expectedMaximum);
    }

    function _outOfBounds(bytes32 name, uint256 value, uint256 minimum, uint256 maximum)
        private
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(IParameters.ParametersOutOfBounds.selector, name, value, minimum, maximum);
    }
}

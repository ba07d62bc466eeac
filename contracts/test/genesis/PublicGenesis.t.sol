// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {Genesis} from "../../script/Genesis.s.sol";
import {Allocation, Profile} from "../../script/Profiles.sol";

/// @notice What a public network may begin with.
contract PublicGenesisTest is Test {
    string private constant FOUNDATION = "0x00000000000000000000000000000000000000f0";
    string private constant HOLDER = "0x00000000000000000000000000000000000000a1";
    // The first account of the mnemonic everyone knows.
    string private constant DEVELOPER = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
    string private constant MUCH = "500000000000000000000000000";

    Genesis private genesis;

    function setUp() public {
        genesis = new Genesis();
    }

    function test_readPublic() public view {
        (Profile memory profile, Allocation[] memory allocations) =
            genesis.readPublic(_config("7000", FOUNDATION, "1900000000", HOLDER, MUCH));
        assertEq(profile.chainId, 7000);
        assertEq(profile.foundation, vm.parseAddress(FOUNDATION));
        assertEq(profile.sunset, 1_900_000_000);
        assertEq(profile.developerProposer, address(0));
        assertEq(profile.timelockDelay, 7 days);
        assertEq(allocations.length, 2);
        assertEq(allocations[0].account, vm.parseAddress(HOLDER));
        assertEq(allocations[0].coin, 1e18);
        assertEq(allocations[0].tokens, 500_000_000e18);
        // The treasury has the rest.
        assertEq(allocations[1].coin, 0);
        assertEq(allocations[1].tokens, 500_000_000e18 - 1e18);
    }

    function test_readPublic_RevertIf_nobodyShouldTrustIt() public {
        _expect("chainId: the one of local chains");
        genesis.readPublic(_config("724272", FOUNDATION, "1900000000", HOLDER, MUCH));
        _expect("foundation: nobody");
        genesis.readPublic(_config("7000", "0x0000000000000000000000000000000000000000", "1900000000", HOLDER, MUCH));
        _expect("sunset: not within four years");
        genesis.readPublic(_config("7000", FOUNDATION, "1926144001", HOLDER, MUCH));
        _expect("sunset: not within four years");
        genesis.readPublic(_config("7000", FOUNDATION, "1800000000", HOLDER, MUCH));
        _expect("a developer's account, whose key everyone knows");
        genesis.readPublic(_config("7000", FOUNDATION, "1900000000", DEVELOPER, MUCH));
        _expect("a developer's account, whose key everyone knows");
        genesis.readPublic(_config("7000", DEVELOPER, "1900000000", HOLDER, MUCH));
        _expect("allocations: more than there is");
        genesis.readPublic(_config("7000", FOUNDATION, "1900000000", HOLDER, "1000000000000000000000000000"));
        _expect("allocations: less than twice the quorum");
        genesis.readPublic(_config("7000", FOUNDATION, "1900000000", HOLDER, "1"));
    }

    function _config(
        string memory chainId,
        string memory foundation,
        string memory sunset,
        string memory holder,
        string memory tokens
    ) private pure returns (string memory) {
        return string.concat(
            string.concat('{"chainId":', chainId, ',"timestamp":1800000000,"foundation":"', foundation, '"'),
            string.concat(',"sunset":', sunset, ',"allocations":[{"account":"', holder, '"'),
            string.concat(',"coin":"1000000000000000000","tokens":"', tokens, '"}]}')
        );
    }

    function _expect(string memory reason) private {
        vm.expectRevert(abi.encodeWithSelector(Genesis.GenesisInvalid.selector, reason));
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {GenesisState} from "./GenesisState.sol";
import {Allocation, Profile} from "./Profiles.sol";

/// @notice Writes a genesis state to a file, from which `contracts/genesis.mjs` makes the genesis file.
contract Genesis is GenesisState {
    string private constant FILE = "contracts/out/genesis-state.json";
    uint256 private constant MAX_GUARDIANSHIP = 4 * 365 days;

    bool public constant IS_SCRIPT = true;

    /// @notice A public network would begin with something that nobody should trust.
    /// @param reason What is wrong with its configuration.
    error GenesisInvalid(string reason);

    /// @notice The state of local chains.
    function run() external {
        Profile memory profile = localProfile();
        VM.chainId(profile.chainId);
        deployGenesis(profile, localAllocations());
        VM.dumpState(FILE);
    }

    /// @notice The state of a public network.
    /// @param json See contracts/README.md, "Making a genesis file".
    function run(string calldata json) external {
        (Profile memory profile, Allocation[] memory allocations) = readPublic(json);
        VM.chainId(profile.chainId);
        VM.warp(VM.parseJsonUint(json, ".timestamp"));
        deployGenesis(profile, allocations);
        VM.dumpState(FILE);
    }

    /// @notice What a configuration says; the treasury has the rest of the supply.
    function readPublic(string calldata json)
        public
        view
        returns (Profile memory profile, Allocation[] memory allocations)
    {
        uint256 timestamp = VM.parseJsonUint(json, ".timestamp");
        profile = publicProfile({
            chainId: VM.parseJsonUint(json, ".chainId"),
            foundation: VM.parseJsonAddress(json, ".foundation"),
            sunset: VM.parseJsonUint(json, ".sunset"),
            one: 1 ether,
            supply: SUPPLY
        });
        if (profile.chainId == localProfile().chainId) revert GenesisInvalid("chainId: the one of local chains");
        if (profile.foundation == address(0)) revert GenesisInvalid("foundation: nobody");
        if (profile.sunset <= timestamp || profile.sunset > timestamp + MAX_GUARDIANSHIP) {
            revert GenesisInvalid("sunset: not within four years");
        }

        uint256 count;
        while (VM.keyExistsJson(json, _key(count, ""))) ++count;
        allocations = new Allocation[](count + 1);
        uint256 given;
        for (uint256 i; i < count; ++i) {
            allocations[i] = Allocation({
                account: VM.parseJsonAddress(json, _key(i, ".account")),
                coin: VM.parseJsonUint(json, _key(i, ".coin")),
                tokens: VM.parseJsonUint(json, _key(i, ".tokens"))
            });
            _checkNotDeveloper(allocations[i].account);
            given += allocations[i].coin + allocations[i].tokens;
        }
        _checkNotDeveloper(profile.foundation);
        if (given > SUPPLY) revert GenesisInvalid("allocations: more than there is");
        // The treasury does not vote: others must be able to, or nothing could ever be decided.
        if (given < 2 * profile.governor.quorum) revert GenesisInvalid("allocations: less than twice the quorum");
        allocations[count] = Allocation({account: address(TIMELOCK), coin: 0, tokens: SUPPLY - given});
    }

    function _checkNotDeveloper(address account) private pure {
        for (uint32 i; i < DEVELOPERS; ++i) {
            if (account == developer(i)) revert GenesisInvalid("a developer's account, whose key everyone knows");
        }
    }

    function _key(uint256 index, string memory field) private pure returns (string memory) {
        return string.concat(".allocations[", VM.toString(index), "]", field);
    }
}

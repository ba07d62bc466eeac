// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import {GenesisState} from "./GenesisState.sol";

/// @notice Writes the genesis state to a file, from which `contracts/generate.mjs` makes the genesis file.
contract Genesis is GenesisState {
    Vm private constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    uint256 private constant LOCAL_CHAIN_ID = 724_272;

    bool public constant IS_SCRIPT = true;

    function run() external {
        VM.chainId(LOCAL_CHAIN_ID);
        deployGenesis();
        VM.dumpState("contracts/out/genesis-state.json");
    }
}

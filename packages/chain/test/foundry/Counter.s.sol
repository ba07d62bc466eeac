// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Counter} from "./Counter.sol";

interface Vm {
    function startBroadcast() external;
    function stopBroadcast() external;
}

/// @notice A script as of forge-std, without the library.
contract CounterScript {
    Vm private constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    bool public constant IS_SCRIPT = true;

    function run() external returns (Counter counter) {
        VM.startBroadcast();
        counter = new Counter(3);
        counter.add(4);
        VM.stopBroadcast();
    }
}

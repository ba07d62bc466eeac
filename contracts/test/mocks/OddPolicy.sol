// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A policy that answers anything with what the test says, or worse.
contract OddPolicy {
    enum Way {
        Answer,
        Revert,
        BurnGas,
        ReturnLots
    }

    Way private immutable _way;
    bytes private _answer;

    constructor(Way way, bytes memory answer) {
        _way = way;
        _answer = answer;
    }

    fallback(bytes calldata) external returns (bytes memory) {
        if (_way == Way.Revert) revert();
        if (_way == Way.BurnGas) {
            while (true) {}
        }
        if (_way == Way.ReturnLots) {
            // As much as the gas allows: the caller must not copy it.
            assembly ("memory-safe") {
                mstore(0, 1)
                return(0, 200000)
            }
        }
        return _answer;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessRequest, IAccessPolicy} from "../../src/interfaces/IAccessPolicy.sol";

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

/// @notice Lets everyone in but those on a list, and takes a list that fails for one that is empty.
contract ForgivingPolicy is IAccessPolicy {
    IAccessPolicy private immutable _list;

    constructor(IAccessPolicy list) {
        _list = list;
    }

    function allows(AccessRequest calldata request) external view returns (bool) {
        try _list.allows(request) returns (bool listed) {
            return !listed;
        } catch {
            return true;
        }
    }
}

/// @notice Allows whoever leaves it all the gas a policy is promised, but for what calling it takes.
contract GasPolicy is IAccessPolicy {
    function allows(AccessRequest calldata) external view returns (bool) {
        return gasleft() > 299_000;
    }
}

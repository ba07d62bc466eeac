// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice An account with code: what happens when native coin reaches it is for the test to say.
contract Caller {
    error CallerRefused();

    bool private _refuses;
    address private _target;
    bytes private _reentry;
    bool private _reentered;
    bytes private _reentryResult;

    receive() external payable {
        if (_refuses) revert CallerRefused();
        if (_target == address(0)) return;
        address target = _target;
        _target = address(0); // once
        (_reentered, _reentryResult) = target.call(_reentry);
    }

    function refuse() external {
        _refuses = true;
    }

    /// @notice On receiving coin, `target` is called once with `data`.
    function reenter(address target, bytes calldata data) external {
        (_target, _reentry) = (target, data);
    }

    function run(address target, uint256 value, bytes calldata data) external returns (bytes memory result) {
        bool succeeded;
        (succeeded, result) = target.call{value: value}(data);
        if (succeeded) return result;
        assembly ("memory-safe") {
            revert(add(result, 32), mload(result))
        }
    }

    /// @notice Whether the call on receiving coin went through, and what it returned.
    function reentry() external view returns (bool, bytes memory) {
        return (_reentered, _reentryResult);
    }
}

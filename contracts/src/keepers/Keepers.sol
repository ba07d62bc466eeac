// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import {Governed} from "../access/Governed.sol";
import {IKeepers, Keeper} from "../interfaces/IKeepers.sol";

/// @notice See {IKeepers}. Upgradeable by vote.
contract Keepers is IKeepers, Governed {
    using EnumerableSet for EnumerableSet.AddressSet;

    uint256 private constant MAX_ENDPOINT_BYTES = 200;
    uint256 private constant MAX_RECIPIENT_BYTES = 2000;

    /// @custom:storage-location erc7201:sahara.storage.Keepers
    struct KeepersStorage {
        mapping(address keeper => Keeper) keepers;
        EnumerableSet.AddressSet active;
    }

    // keccak256(abi.encode(uint256(keccak256("sahara.storage.Keepers")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STORAGE = 0xb5acf90b28047fbf7862cf28c4016266c025e5c9ece971ba35ca78aea184f500;

    /// @notice Begins behind a proxy, once.
    /// @param authority The AccessManager.
    function initialize(address authority) external initializer {
        __AccessManaged_init(authority);
    }

    /// @inheritdoc IKeepers
    function register(string calldata endpoint, string calldata recipient) external {
        uint256 endpointBytes = bytes(endpoint).length;
        uint256 recipientBytes = bytes(recipient).length;
        if (
            endpointBytes == 0 || endpointBytes > MAX_ENDPOINT_BYTES || recipientBytes == 0
                || recipientBytes > MAX_RECIPIENT_BYTES
        ) revert KeepersInvalidRegistration();
        KeepersStorage storage $ = _storage();
        uint64 epoch = $.keepers[msg.sender].epoch + 1;
        $.keepers[msg.sender] = Keeper(true, epoch, endpoint, recipient);
        $.active.add(msg.sender);
        emit KeeperRegistered(msg.sender, epoch, endpoint, recipient);
    }

    /// @inheritdoc IKeepers
    function leave() external {
        KeepersStorage storage $ = _storage();
        if (!$.active.remove(msg.sender)) revert KeepersNotActive(msg.sender);
        // The rest stays readable: key shares dealt earlier name this epoch.
        $.keepers[msg.sender].active = false;
        emit KeeperLeft(msg.sender);
    }

    /// @inheritdoc IKeepers
    function keeperOf(address keeper) external view returns (Keeper memory) {
        return _storage().keepers[keeper];
    }

    /// @inheritdoc IKeepers
    function keepers() external view returns (address[] memory) {
        return _storage().active.values();
    }

    function _storage() private pure returns (KeepersStorage storage $) {
        assembly ("memory-safe") {
            $.slot := STORAGE
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IParameters} from "../interfaces/IParameters.sol";
import {Governed} from "./Governed.sol";

/// @notice See {IParameters}. Upgradeable by vote.
contract Parameters is IParameters, Governed {
    uint16 private constant MAX_FEE_BASIS_POINTS = 1000;
    uint128 private constant MAX_PUBLISH_BOND = 1000 ether;
    uint32 private constant MAX_BOND_DELAY = 30 days;

    /// @custom:storage-location erc7201:sahara.storage.Parameters
    struct ParametersStorage {
        uint16 feeBasisPoints;
        uint128 publishBond;
        uint32 bondDelay;
    }

    // keccak256(abi.encode(uint256(keccak256("sahara.storage.Parameters")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STORAGE = 0xb21e955b104cbbcdc7542162f49b0b17788b2f86d0776def6e083a7a0eb4e800;

    /// @notice Sets the first values; the deployer keeps no power.
    function initialize(address authority, uint16 fee, uint128 bond, uint32 delay) external initializer {
        __AccessManaged_init(authority);
        _setFeeBasisPoints(fee);
        _setPublishBond(bond);
        _setBondDelay(delay);
    }

    /// @inheritdoc IParameters
    function setFeeBasisPoints(uint16 value) external restricted {
        _setFeeBasisPoints(value);
    }

    /// @inheritdoc IParameters
    function setPublishBond(uint128 value) external restricted {
        _setPublishBond(value);
    }

    /// @inheritdoc IParameters
    function setBondDelay(uint32 value) external restricted {
        _setBondDelay(value);
    }

    /// @inheritdoc IParameters
    function feeBasisPoints() external view returns (uint16) {
        return _storage().feeBasisPoints;
    }

    /// @inheritdoc IParameters
    function publishBond() external view returns (uint128) {
        return _storage().publishBond;
    }

    /// @inheritdoc IParameters
    function bondDelay() external view returns (uint32) {
        return _storage().bondDelay;
    }

    function _setFeeBasisPoints(uint16 value) private {
        _announce("feeBasisPoints", _storage().feeBasisPoints, value, MAX_FEE_BASIS_POINTS);
        _storage().feeBasisPoints = value;
    }

    function _setPublishBond(uint128 value) private {
        _announce("publishBond", _storage().publishBond, value, MAX_PUBLISH_BOND);
        _storage().publishBond = value;
    }

    function _setBondDelay(uint32 value) private {
        _announce("bondDelay", _storage().bondDelay, value, MAX_BOND_DELAY);
        _storage().bondDelay = value;
    }

    function _announce(bytes32 name, uint256 oldValue, uint256 newValue, uint256 maximum) private {
        if (newValue > maximum) revert ParametersOutOfBounds(name, newValue, maximum);
        emit ParameterChanged(name, oldValue, newValue);
    }

    function _storage() private pure returns (ParametersStorage storage $) {
        assembly ("memory-safe") {
            $.slot := STORAGE
        }
    }
}

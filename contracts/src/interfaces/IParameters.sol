// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title What the DAO may tune, within bounds that no vote can leave
interface IParameters {
    event ParameterChanged(bytes32 indexed name, uint256 oldValue, uint256 newValue);

    error ParametersOutOfBounds(bytes32 name, uint256 value, uint256 maximum);

    /// @notice The DAO's part of every payment, in basis points of 10,000. At most 1,000.
    function feeBasisPoints() external view returns (uint16);

    /// @notice What publishing an asset puts aside, in wei of SAHARA. At most 1,000 SAHARA.
    function publishBond() external view returns (uint128);

    /// @notice How long after retiring an asset its bond comes back, in seconds. At most 30 days.
    function bondDelay() external view returns (uint32);

    /// @notice Sets the fee for payments from now on. Only the DAO.
    function setFeeBasisPoints(uint16 value) external;

    /// @notice Sets the bond for assets published from now on. Only the DAO.
    function setPublishBond(uint128 value) external;

    /// @notice Sets the delay for bonds from now on. Only the DAO.
    function setBondDelay(uint32 value) external;
}

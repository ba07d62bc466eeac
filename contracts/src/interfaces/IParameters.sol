// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title What the DAO may tune, within bounds that no vote can leave
/// @notice A parameter is named by its getter: `set("feeBasisPoints", 300)` changes {feeBasisPoints}.
interface IParameters {
    /// @notice A parameter and what it shall be.
    struct Setting {
        bytes32 name; // the getter's, left-aligned
        uint256 value; // within {IParameters-boundsOf}
    }

    /// @notice A vote changed a parameter.
    /// @param name The getter's name, left-aligned.
    /// @param oldValue What it was.
    /// @param newValue What it is from now on.
    event ParameterChanged(bytes32 indexed name, uint256 oldValue, uint256 newValue);

    /// @notice There is no parameter of this name.
    /// @param name What was asked for.
    error ParametersUnknown(bytes32 name);

    /// @notice A value that no vote can set.
    /// @param name The parameter.
    /// @param value What it should have become.
    /// @param minimum The least it can be.
    /// @param maximum The most it can be.
    error ParametersOutOfBounds(bytes32 name, uint256 value, uint256 minimum, uint256 maximum);

    /// @notice Changes a parameter from now on. Only the DAO.
    /// @param name The getter's name, left-aligned.
    /// @param value Within {boundsOf}.
    function set(bytes32 name, uint256 value) external;

    /// @notice Between what values a vote can set a parameter, both included. Part of the code.
    /// @param name The getter's name, left-aligned.
    /// @return minimum The least it can be.
    /// @return maximum The most it can be.
    function boundsOf(bytes32 name) external pure returns (uint256 minimum, uint256 maximum);

    /// @notice The DAO's part of every payment, in basis points of 10,000. At most 1,000.
    function feeBasisPoints() external view returns (uint16);

    /// @notice The DAO's part of every trade on the Exchange, in basis points of 10,000. At most 500.
    function exchangeFeeBasisPoints() external view returns (uint16);

    /// @notice The part of an asset's price that goes to its revenue when it is sold on, in basis points of 10,000. At
    /// most 1,000.
    function resaleRoyaltyBasisPoints() external view returns (uint16);

    /// @notice What publishing an asset puts aside, in wei of SAHARA. At most 1,000 SAHARA.
    function publishBond() external view returns (uint128);

    /// @notice How long after retiring an asset its bond comes back, in seconds. At most 30 days.
    function bondDelay() external view returns (uint32);

    /// @notice What a keeper stakes, in wei of SAHARA. At most 1,000,000 SAHARA.
    function keeperStake() external view returns (uint128);

    /// @notice How long after leaving a keeper's stake comes back, in seconds. At most 30 days.
    function keeperUnbondDelay() external view returns (uint32);

    /// @notice How long a keeper has to answer a challenge, in seconds. From 10 seconds to 30 days.
    function keeperChallengePeriod() external view returns (uint32);

    /// @notice What each keeper of an asset is paid for 30 days, in wei of SAHARA. At most 100 SAHARA.
    function keeperFee() external view returns (uint128);
}

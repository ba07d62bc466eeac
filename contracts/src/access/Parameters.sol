// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAssetRegistry} from "../interfaces/IAssetRegistry.sol";
import {IExchange} from "../interfaces/IExchange.sol";
import {IParameters} from "../interfaces/IParameters.sol";
import {IRevenue} from "../interfaces/IRevenue.sol";
import {Governed} from "./Governed.sol";

/// @notice See {IParameters}. Upgradeable by vote.
contract Parameters is IParameters, Governed {
    /// @custom:storage-location erc7201:sahara.storage.Parameters
    struct ParametersStorage {
        mapping(bytes32 name => uint256) values;
    }

    // keccak256(abi.encode(uint256(keccak256("sahara.storage.Parameters")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STORAGE = 0xb21e955b104cbbcdc7542162f49b0b17788b2f86d0776def6e083a7a0eb4e800;

    IRevenue private immutable _revenue;
    IAssetRegistry private immutable _registry;
    IExchange private immutable _exchange;

    constructor(IRevenue revenue, IAssetRegistry registry, IExchange exchange) {
        _revenue = revenue;
        _registry = registry;
        _exchange = exchange;
    }

    /// @notice Sets the first values; the deployer keeps no power.
    /// @param authority The AccessManager.
    /// @param settings A value for every parameter.
    function initialize(address authority, Setting[] calldata settings) external initializer {
        __AccessManaged_init(authority);
        for (uint256 i; i < settings.length; ++i) {
            _set(settings[i].name, settings[i].value);
        }
    }

    /// @inheritdoc IParameters
    function set(bytes32 name, uint256 value) external restricted {
        _set(name, value);
        // Those who need it often keep a copy.
        if (name == "feeBasisPoints") _revenue.updateFee();
        if (name == "publishBond") _registry.updateBond();
        if (name == "exchangeFeeBasisPoints" || name == "resaleRoyaltyBasisPoints") _exchange.updateRates();
    }

    // Each type holds every value within the bounds of its parameter.
    // forge-lint: disable-start(unsafe-typecast)

    /// @inheritdoc IParameters
    function feeBasisPoints() external view returns (uint16) {
        return uint16(_get("feeBasisPoints"));
    }

    /// @inheritdoc IParameters
    function exchangeFeeBasisPoints() external view returns (uint16) {
        return uint16(_get("exchangeFeeBasisPoints"));
    }

    /// @inheritdoc IParameters
    function resaleRoyaltyBasisPoints() external view returns (uint16) {
        return uint16(_get("resaleRoyaltyBasisPoints"));
    }

    /// @inheritdoc IParameters
    function publishBond() external view returns (uint128) {
        return uint128(_get("publishBond"));
    }

    /// @inheritdoc IParameters
    function bondDelay() external view returns (uint32) {
        return uint32(_get("bondDelay"));
    }

    /// @inheritdoc IParameters
    function keeperStake() external view returns (uint128) {
        return uint128(_get("keeperStake"));
    }

    /// @inheritdoc IParameters
    function keeperUnbondDelay() external view returns (uint32) {
        return uint32(_get("keeperUnbondDelay"));
    }

    /// @inheritdoc IParameters
    function keeperChallengePeriod() external view returns (uint32) {
        return uint32(_get("keeperChallengePeriod"));
    }

    /// @inheritdoc IParameters
    function keeperFee() external view returns (uint128) {
        return uint128(_get("keeperFee"));
    }

    // forge-lint: disable-end(unsafe-typecast)

    /// @inheritdoc IParameters
    function boundsOf(bytes32 name) public pure returns (uint256 minimum, uint256 maximum) {
        if (name == "feeBasisPoints") return (0, 1000);
        if (name == "exchangeFeeBasisPoints") return (0, 500);
        if (name == "resaleRoyaltyBasisPoints") return (0, 1000);
        if (name == "publishBond") return (0, 1000 ether);
        if (name == "bondDelay") return (0, 30 days);
        if (name == "keeperStake") return (0, 1_000_000 ether);
        if (name == "keeperUnbondDelay") return (0, 30 days);
        // A keeper needs time to see a challenge: with none, a vote could take every stake.
        if (name == "keeperChallengePeriod") return (10 seconds, 30 days);
        if (name == "keeperFee") return (0, 100 ether);
        revert ParametersUnknown(name);
    }

    function _set(bytes32 name, uint256 value) private {
        (uint256 minimum, uint256 maximum) = boundsOf(name);
        if (value < minimum || value > maximum) revert ParametersOutOfBounds(name, value, minimum, maximum);
        mapping(bytes32 name => uint256) storage values = _storage().values;
        emit ParameterChanged(name, values[name], value);
        values[name] = value;
    }

    function _get(bytes32 name) private view returns (uint256) {
        return _storage().values[name];
    }

    function _storage() private pure returns (ParametersStorage storage $) {
        assembly ("memory-safe") {
            $.slot := STORAGE
        }
    }
}

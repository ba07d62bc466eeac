// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Governed} from "../access/Governed.sol";
import {Authorization} from "../interfaces/Authorization.sol";
import {Agreement, IEscrow, Terms} from "../interfaces/IEscrow.sol";
import {IKeepers, Keeper} from "../interfaces/IKeepers.sol";
import {IParameters} from "../interfaces/IParameters.sol";

/// @notice See {IKeepers}. Upgradeable by vote; it holds no money, and of what Escrow holds for it, it can do no more
/// than the terms say.
contract Keepers is IKeepers, Governed {
    using EnumerableSet for EnumerableSet.AddressSet;
    using SafeCast for uint256;

    bytes32 private constant STAKE = "keeper stake";
    uint256 private constant MAX_ENDPOINT_BYTES = 200;
    uint256 private constant MAX_RECIPIENT_BYTES = 2000;

    /// @dev What a keeper answers for.
    struct Standing {
        uint40 leftAt; // 0: it did not leave, or has its stake back
    }

    /// @custom:storage-location erc7201:sahara.storage.Keepers
    struct KeepersStorage {
        mapping(address keeper => Keeper) keepers;
        EnumerableSet.AddressSet active;
        mapping(address keeper => Standing) standings;
    }

    // keccak256(abi.encode(uint256(keccak256("sahara.storage.Keepers")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STORAGE = 0xb5acf90b28047fbf7862cf28c4016266c025e5c9ece971ba35ca78aea184f500;

    IParameters private immutable _parameters;
    IEscrow private immutable _escrow;

    constructor(IParameters parameters, IEscrow escrow) {
        _parameters = parameters;
        _escrow = escrow;
    }

    /// @notice Begins behind a proxy, once.
    /// @param authority The AccessManager.
    function initialize(address authority) external initializer {
        __AccessManaged_init(authority);
    }

    /// @inheritdoc IKeepers
    function register(string calldata endpoint, string calldata recipient) external {
        _register(endpoint, recipient);
    }

    /// @inheritdoc IKeepers
    function registerWithAuthorization(
        string calldata endpoint,
        string calldata recipient,
        Authorization calldata stake
    ) external {
        Agreement memory agreement = _stakeOf(msg.sender);
        uint256 missing = _missing(agreement);
        // Anyone can bring the signed stake to Escrow first; then it is there already, and registering goes on.
        if (_escrow.depositOf(agreement).free < missing) {
            bytes32 salt = bytes32(uint256(_storage().keepers[msg.sender].epoch) + 1);
            _escrow.fundWithAuthorization(agreement, missing, msg.sender, salt, stake);
        }
        _register(endpoint, recipient);
    }

    /// @inheritdoc IKeepers
    function leave() external {
        KeepersStorage storage $ = _storage();
        if (!$.active.remove(msg.sender)) revert KeepersNotActive(msg.sender);
        // The rest stays readable: key shares dealt earlier name this epoch.
        $.keepers[msg.sender].active = false;
        $.standings[msg.sender].leftAt = block.timestamp.toUint40();
        emit KeeperLeft(msg.sender);
    }

    /// @inheritdoc IKeepers
    function releaseStake(address keeper) external {
        uint256 dueAt = stakeDueAt(keeper);
        if (dueAt == 0) revert KeepersNotLeaving(keeper);
        if (block.timestamp < dueAt) revert KeepersStakeNotDue(keeper, dueAt);
        _storage().standings[keeper].leftAt = 0;
        Agreement memory agreement = _stakeOf(keeper);
        uint256 amount = _escrow.depositOf(agreement).locked;
        emit KeeperStakeReleased(keeper, amount);
        _escrow.release(agreement, amount);
    }

    /// @inheritdoc IKeepers
    function stakeOf(address keeper) external view returns (uint256) {
        return _escrow.depositOf(_stakeOf(keeper)).locked;
    }

    /// @inheritdoc IKeepers
    function stakeDueAt(address keeper) public view returns (uint256) {
        uint256 leftAt = _storage().standings[keeper].leftAt;
        return leftAt == 0 ? 0 : leftAt + _parameters.keeperUnbondDelay();
    }

    /// @inheritdoc IKeepers
    function keeperOf(address keeper) external view returns (Keeper memory) {
        return _storage().keepers[keeper];
    }

    /// @inheritdoc IKeepers
    function keepers() external view returns (address[] memory) {
        return _storage().active.values();
    }

    function _register(string calldata endpoint, string calldata recipient) private {
        uint256 endpointBytes = bytes(endpoint).length;
        uint256 recipientBytes = bytes(recipient).length;
        if (
            endpointBytes == 0 || endpointBytes > MAX_ENDPOINT_BYTES || recipientBytes == 0
                || recipientBytes > MAX_RECIPIENT_BYTES
        ) revert KeepersInvalidRegistration();
        KeepersStorage storage $ = _storage();
        uint64 epoch = $.keepers[msg.sender].epoch + 1;
        $.keepers[msg.sender] = Keeper(true, epoch, endpoint, recipient);
        $.standings[msg.sender].leftAt = 0;
        $.active.add(msg.sender);
        emit KeeperRegistered(msg.sender, epoch, endpoint, recipient);
        Agreement memory agreement = _stakeOf(msg.sender);
        uint256 missing = _missing(agreement);
        if (missing > 0) _escrow.lock(agreement, missing);
    }

    /// @dev All that is locked under a keeper's agreement is its stake.
    function _missing(Agreement memory agreement) private view returns (uint256) {
        uint256 locked = _escrow.depositOf(agreement).locked;
        uint256 stake = _parameters.keeperStake();
        return locked < stake ? stake - locked : 0;
    }

    function _stakeOf(address keeper) private view returns (Agreement memory) {
        return Agreement(address(this), STAKE, keeper, Terms.Slashable, 0);
    }

    function _storage() private pure returns (KeepersStorage storage $) {
        assembly ("memory-safe") {
            $.slot := STORAGE
        }
    }
}

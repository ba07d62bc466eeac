// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Governed} from "../access/Governed.sol";
import {Authorization} from "../interfaces/Authorization.sol";
import {Agreement, IEscrow, Terms} from "../interfaces/IEscrow.sol";
import {Challenge} from "../interfaces/IKeeperChallenges.sol";
import {Fee} from "../interfaces/IKeeperFees.sol";
import {IKeepers, Keeper} from "../interfaces/IKeepers.sol";
import {IParameters} from "../interfaces/IParameters.sol";

/// @notice The list of keepers, and what they answer with.
abstract contract KeeperStakes is IKeepers, Governed {
    using EnumerableSet for EnumerableSet.AddressSet;
    using EnumerableSet for EnumerableSet.Bytes32Set;
    using SafeCast for uint256;

    bytes32 private constant STAKE = "keeper stake";
    uint256 private constant MAX_ENDPOINT_BYTES = 200;
    uint256 internal constant MAX_RECIPIENT_BYTES = 2000;
    uint40 internal constant PAID = type(uint40).max;

    /// @dev What a keeper answers for.
    struct Standing {
        uint40 leftAt; // 0: it did not leave, or has its stake back
        uint40 silentSince; // challenges opened before this cost nothing; PAID: it lost for its silence, and left
        uint64 sinceEpoch; // the first registration that it answers for
        uint40 since; // when it came onto the list last
    }

    /// @custom:storage-location erc7201:sahara.storage.Keepers
    struct KeepersStorage {
        mapping(address keeper => Keeper) keepers;
        EnumerableSet.AddressSet active;
        mapping(address keeper => Standing) standings;
        mapping(address keeper => EnumerableSet.Bytes32Set) open;
        mapping(bytes32 challengeId => Challenge) challenges;
        mapping(uint256 assetId => mapping(uint32 version => uint40)) shreddedAt;
        mapping(uint256 assetId => mapping(address keeper => Fee)) fees;
        mapping(address keeper => address) successors;
    }

    // keccak256(abi.encode(uint256(keccak256("sahara.storage.Keepers")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant STORAGE = 0xb5acf90b28047fbf7862cf28c4016266c025e5c9ece971ba35ca78aea184f500;

    IParameters internal immutable _parameters;
    IEscrow internal immutable _escrow;

    constructor(IParameters parameters, IEscrow escrow) {
        _parameters = parameters;
        _escrow = escrow;
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
        if (_depositOf(agreement).free < missing) {
            bytes32 salt = bytes32(uint256(_storage().keepers[msg.sender].epoch) + 1);
            _escrow.fundWithAuthorization(agreement, missing, msg.sender, salt, stake);
        }
        _register(endpoint, recipient);
    }

    /// @inheritdoc IKeepers
    function leave() external {
        if (!_takeOff(msg.sender)) revert KeepersNotActive(msg.sender);
    }

    /// @inheritdoc IKeepers
    function releaseStake(address keeper) external {
        uint256 dueAt = stakeDueAt(keeper);
        if (dueAt == 0) revert KeepersNotLeaving(keeper);
        if (block.timestamp < dueAt) revert KeepersStakeNotDue(keeper, dueAt);
        // None is opened from now on, and each can be ended by anyone.
        uint256 open = _storage().open[keeper].length();
        if (open > 0) revert KeepersChallengesOpen(keeper, open);
        _storage().standings[keeper].leftAt = 0;
        Agreement memory agreement = _stakeOf(keeper);
        uint256 amount = _depositOf(agreement).locked;
        emit KeeperStakeReleased(keeper, amount);
        _release(agreement, amount);
    }

    /// @inheritdoc IKeepers
    function nameSuccessor(address successor) external {
        if (_storage().keepers[msg.sender].epoch == 0) revert KeepersNotActive(msg.sender);
        if (successor != address(0)) {
            _checkListed(successor);
            if (successor == msg.sender) revert KeepersInvalidSuccessor(successor);
        }
        _storage().successors[msg.sender] = successor;
        emit KeeperSuccessorNamed(msg.sender, successor);
    }

    /// @inheritdoc IKeepers
    function successorOf(address keeper) external view returns (address) {
        return _storage().successors[keeper];
    }

    /// @inheritdoc IKeepers
    function stakeOf(address keeper) external view returns (uint256) {
        return _depositOf(_stakeOf(keeper)).locked;
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

    /// @dev Off the list; the rest stays readable: key shares dealt earlier name this epoch.
    function _takeOff(address keeper) internal returns (bool wasOn) {
        KeepersStorage storage $ = _storage();
        wasOn = $.active.remove(keeper);
        if (!wasOn) return false;
        $.keepers[keeper].active = false;
        $.standings[keeper].leftAt = block.timestamp.toUint40();
        emit KeeperLeft(keeper);
    }

    function _checkListed(address keeper) internal view {
        if (!_storage().keepers[keeper].active) revert KeepersNotActive(keeper);
    }

    /// @dev Takes as much of it as is there.
    function _slash(address keeper, uint256 amount) internal returns (uint256 taken) {
        Agreement memory agreement = _stakeOf(keeper);
        taken = Math.min(_depositOf(agreement).locked, amount);
        if (taken > 0) _escrow.slash(agreement, taken);
    }

    // Escrow, asked in one place for the sake of code size.

    function _depositOf(Agreement memory agreement) internal view returns (IEscrow.Deposit memory) {
        return _escrow.depositOf(agreement);
    }

    function _lock(Agreement memory agreement, uint256 amount) internal {
        if (amount > 0) _escrow.lock(agreement, amount);
    }

    function _pay(Agreement memory agreement, address payee, uint256 amount) internal {
        if (amount > 0) _escrow.pay(agreement, payee, amount);
    }

    function _release(Agreement memory agreement, uint256 amount) internal {
        if (amount > 0) _escrow.release(agreement, amount);
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
        Standing storage standing = $.standings[msg.sender];
        if ($.active.add(msg.sender)) {
            standing.since = block.timestamp.toUint40();
            // Who has its stake back begins anew, and does not answer for what it kept before.
            if (standing.leftAt == 0) standing.sinceEpoch = epoch;
        }
        standing.leftAt = 0;
        if (standing.silentSince == PAID) standing.silentSince = block.timestamp.toUint40();
        Keeper storage keeper = $.keepers[msg.sender];
        keeper.active = true;
        keeper.epoch = epoch;
        keeper.endpoint = endpoint;
        keeper.recipient = recipient;
        emit KeeperRegistered(msg.sender, epoch, endpoint, recipient);
        Agreement memory agreement = _stakeOf(msg.sender);
        uint256 missing = _missing(agreement);
        if (missing == 0) return;
        emit KeeperStaked(msg.sender, missing);
        _lock(agreement, missing);
    }

    /// @dev All that is locked under a keeper's agreement is its stake.
    function _missing(Agreement memory agreement) private view returns (uint256) {
        uint256 locked = _depositOf(agreement).locked;
        uint256 stake = _parameters.keeperStake();
        return locked < stake ? stake - locked : 0;
    }

    function _stakeOf(address keeper) private view returns (Agreement memory) {
        return Agreement(address(this), STAKE, keeper, Terms.Slashable, 0);
    }

    function _storage() internal pure returns (KeepersStorage storage $) {
        assembly ("memory-safe") {
            $.slot := STORAGE
        }
    }
}

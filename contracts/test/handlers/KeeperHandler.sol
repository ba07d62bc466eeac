// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IKeeperChallenges, KeyShareAnswer} from "../../src/interfaces/IKeeperChallenges.sol";
import {Fee, IKeeperFees} from "../../src/interfaces/IKeeperFees.sol";
import {IKeepers} from "../../src/interfaces/IKeepers.sol";
import {Handler} from "./Handler.sol";
import {MarketHandler} from "./MarketHandler.sol";
import {World} from "./World.sol";

/// @notice Keepers that come and go, hand over, are challenged, answer or do not, lie, and are paid, for assets that people
/// buy and trade. Its ghosts know each stake, and what each keeper answers for.
contract KeeperHandler is Handler {
    uint256 private constant MAX_DEALT = 8;

    /// @dev What is known of a keeper without asking.
    struct Standing {
        uint256 stake;
        uint256 asked; // as its stake, when it registered last
        bool active;
        uint256 leftAt;
        uint64 epoch;
        uint64 sinceEpoch;
        bool lost; // for its silence, and was not on the list since
        uint256 cameBackAt;
        address successor;
    }

    struct Open {
        bytes32 id;
        uint256 dealt;
        address challenger;
        uint256 openedAt;
        uint256 answerBy;
        uint256 bond;
        uint256 penalty;
    }

    MarketHandler private immutable _market;
    Dealt[] private _dealt;
    Open[] private _open;
    mapping(address keeper => Standing) private _standings;
    mapping(uint256 assetId => mapping(uint32 version => bool)) private _shredded;
    mapping(uint256 dealt => mapping(address challenger => bool)) private _asks;

    constructor(World world, MarketHandler market) Handler(world) {
        _market = market;
    }

    function register(uint256 who) external action {
        address keeper = _payer(who).addr;
        Standing storage standing = _standings[keeper];
        standing.asked = _now("keeperStake");
        uint256 missing = standing.stake < standing.asked ? standing.asked - standing.stake : 0;
        _fund(keeper, stakeAgreement(keeper), missing);
        vm.prank(keeper);
        KEEPERS.register("http://127.0.0.1:4601", RECIPIENT);
        ++standing.epoch;
        if (!standing.active && standing.leftAt == 0) standing.sinceEpoch = standing.epoch;
        (standing.active, standing.leftAt) = (true, 0);
        standing.stake += missing;
        if (standing.lost) (standing.lost, standing.cameBackAt) = (false, block.timestamp);
        _done();
    }

    function leave(uint256 who) external action {
        address keeper = _actor(who).addr;
        if (_standings[keeper].active) _done();
        vm.prank(keeper);
        if (!_standings[keeper].active) vm.expectPartialRevert(IKeepers.KeepersNotActive.selector);
        KEEPERS.leave();
        _takeOff(keeper);
    }

    /// @dev Mostly of one that left.
    function release(uint256 who) external action {
        address keeper = _actor(who).addr;
        for (uint256 i = 1; i < _actors.length && who % 4 != 0 && _standings[keeper].leftAt == 0; ++i) {
            keeper = _actor(uint8(who) + i).addr;
        }
        bytes4 refusal = _releaseRefusal(keeper);
        if (refusal != 0) vm.expectPartialRevert(refusal);
        KEEPERS.releaseStake(keeper);
        if (refusal != 0) return;
        (_standings[keeper].stake, _standings[keeper].leftAt) = (0, 0);
        _done();
    }

    function nameSuccessor(uint256 who, uint256 whom) external action {
        (address keeper, address successor) = (_actor(who).addr, _actor(whom).addr);
        bool possible = _standings[keeper].epoch > 0 && _standings[successor].active;
        bytes4 refusal = possible ? IKeepers.KeepersInvalidSuccessor.selector : IKeepers.KeepersNotActive.selector;
        vm.prank(keeper);
        possible = possible && successor != keeper;
        if (!possible) vm.expectPartialRevert(refusal);
        KEEPERS.nameSuccessor(successor);
        if (!possible) return;
        _standings[keeper].successor = successor;
        _done();
    }

    /// @notice An asset of which a keeper has a key share is sold as any other.
    function publish(uint256 owner, uint256 who, uint256 terms_) external action {
        Account memory keeper = _actor(who);
        if (!_canDeal(keeper.addr) || !_market.isRoom()) return;
        address publisher = _payer(owner).addr;
        bytes32 salt = unique();
        Dealt memory dealt = deal(publisher, keeper, REGISTRY.assetIdOf(publisher, salt), 1);
        _market.publishCommitted(publisher, salt, dealt.deposit.commitment, terms_);
        _dealt.push(dealt);
        _done();
    }

    /// @notice So is a new version.
    function addVersion(uint256 what, uint256 who) external action {
        Account memory keeper = _actor(who);
        uint256 assetId = _asset(what);
        if (assetId == 0 || !_canDeal(keeper.addr)) return;
        Dealt memory dealt = deal(REGISTRY.ownerOf(assetId), keeper, assetId, _market.versionsOf(assetId) + 1);
        if (!_market.appendVersion(assetId, dealt.deposit.commitment)) return;
        _dealt.push(dealt);
        _done();
    }

    /// @dev Half of the time the owner asks, who may always.
    function challenge(uint256 which, uint256 who) external action {
        if (_dealt.length == 0) return;
        which %= _dealt.length;
        Dealt memory dealt = _dealt[which];
        uint256 assetId = dealt.deposit.assetId;
        address challenger = who % 2 == 0 ? REGISTRY.ownerOf(assetId) : _payer(who >> 8).addr;
        if (TOKEN.balanceOf(challenger) < PURSE / 10) return;
        bytes4 refusal = _challengeRefusal(which, challenger);
        uint256 stake = _now("keeperStake");
        if (refusal == 0) _fund(challenger, challengeAgreement(challenger), stake / 1_000_000);
        _as(challenger);
        if (refusal != 0) vm.expectPartialRevert(refusal);
        bytes32 id = KEEPERS.challenge(dealt.deposit, dealt.signature, dealt.proof, RECIPIENT);
        if (refusal != 0) return;
        uint256 answerBy = block.timestamp + _now("keeperChallengePeriod");
        _open.push(Open(id, which, challenger, block.timestamp, answerBy, stake / 1_000_000, stake / 10));
        _asks[which][challenger] = true;
        _done();
    }

    function answer(uint256 which) external action {
        if (_open.length == 0) return;
        which %= _open.length;
        // Mostly one that is in time.
        while (which > 0 && block.timestamp > _open[which].answerBy) --which;
        Open memory asked = _open[which];
        address keeper = _dealt[asked.dealt].deposit.keeper;
        bool inTime = block.timestamp <= asked.answerBy;
        uint256 before = ESCROW.withdrawable(keeper);
        _world.mayFall(asked.challenger); // whose bond is the keeper's
        vm.prank(keeper);
        if (!inTime) vm.expectPartialRevert(IKeeperChallenges.KeepersTooLate.selector);
        KEEPERS.answer(asked.id, "sealed");
        if (!inTime) return;
        assertEq(ESCROW.withdrawable(keeper), before + asked.bond, "the bond is the keeper's");
        _close(which);
        _done();
    }

    function settle(uint256 which) external action {
        if (_open.length == 0) return;
        which %= _open.length;
        if (block.timestamp > _open[which].answerBy) {
            _settle(which);
            return _done();
        }
        vm.expectPartialRevert(IKeeperChallenges.KeepersTooEarly.selector);
        KEEPERS.settle(_open[which].id);
    }

    function lie(uint256 which, uint256 chance) external action {
        if (_dealt.length == 0 || chance % 2 != 0) return;
        Dealt memory dealt = _dealt[which % _dealt.length];
        address keeper = dealt.deposit.keeper;
        KeyShareAnswer memory given = answerOf(dealt.deposit, unique());
        bytes memory signature = signAnswer(_named(keeper), given);
        bool possible = _isAccountable(keeper, dealt.deposit.epoch);
        if (!possible) vm.expectPartialRevert(IKeeperChallenges.KeepersNotAccountable.selector);
        KEEPERS.proveLie(dealt.deposit, dealt.signature, given, signature);
        if (!possible) return;
        _slash(keeper, _standings[keeper].stake);
        _standings[keeper].sinceEpoch = _standings[keeper].epoch + 1;
        _takeOff(keeper);
        _done();
    }

    function beginFee(uint256 which) external action {
        if (_dealt.length == 0) return;
        Dealt memory dealt = _dealt[which % _dealt.length];
        (uint256 assetId, address keeper) = (dealt.deposit.assetId, dealt.deposit.keeper);
        Fee memory fee = KEEPERS.feeOf(assetId, keeper);
        bool charges = fee.paidUntil != 0 && _isAccountable(keeper, fee.epoch) && !_shredded[assetId][fee.version];
        bytes4 refusal = charges ? IKeeperFees.KeepersChargingAlready.selector : bytes4(0);
        if (_shredded[assetId][dealt.deposit.version]) refusal = IKeeperChallenges.KeepersShredded.selector;
        if (!_isAccountable(keeper, dealt.deposit.epoch)) refusal = IKeeperChallenges.KeepersNotAccountable.selector;
        if (!_standings[keeper].active) refusal = IKeepers.KeepersNotActive.selector;
        _world.mayFall(REGISTRY.ownerOf(assetId)); // who owes what was due before
        vm.prank(keeper);
        if (refusal != 0) vm.expectPartialRevert(refusal);
        KEEPERS.beginFee(dealt.deposit, dealt.proof);
        if (refusal == 0) _done();
    }

    function drawFee(uint256 which, uint256 amount) external action {
        if (_dealt.length == 0) return;
        Dealt memory dealt = _dealt[which % _dealt.length];
        (uint256 assetId, address keeper) = (dealt.deposit.assetId, dealt.deposit.keeper);
        Fee memory before = KEEPERS.feeOf(assetId, keeper);
        if (before.paidUntil == 0) return;
        address owner = REGISTRY.ownerOf(assetId);
        if (TOKEN.balanceOf(owner) < PURSE / 10) return;
        if (amount % 4 != 0) _fund(owner, feeAgreement(assetId, owner), bound(amount, 1, 0.1 ether));
        bool possible = _isAccountable(keeper, before.epoch);
        _world.mayFall(owner);
        if (!possible) vm.expectPartialRevert(IKeeperChallenges.KeepersNotAccountable.selector);
        uint256 paid = KEEPERS.drawFee(assetId, keeper);
        if (!possible) return;
        uint256 worth = _now("keeperFee") * (block.timestamp - before.paidUntil) + before.fraction;
        assertLe(paid, worth / 30 days, "paid for more than the time");
        uint256 leftAt = _standings[keeper].leftAt;
        if (leftAt != 0 && before.paidUntil >= leftAt) assertEq(paid, 0, "paid while away");
        assertEq(ESCROW.depositOf(feeAgreement(assetId, owner)).locked, 0, "a fee is kept back");
        if (paid > 0) _done();
    }

    function shred(uint256 which) external action {
        if (_dealt.length == 0) return;
        which %= _dealt.length;
        // Mostly one that is sold no more.
        while (which > 0 && _isSold(_dealt[which])) --which;
        (uint256 assetId, uint32 version) = (_dealt[which].deposit.assetId, _dealt[which].deposit.version);
        uint256 from = _market.shreddableAt(assetId, version);
        bytes4 refusal;
        if (from == 0 || block.timestamp < from) refusal = IKeeperChallenges.KeepersStillSold.selector;
        else if (_shredded[assetId][version]) refusal = IKeeperChallenges.KeepersShredded.selector;
        _as(REGISTRY.ownerOf(assetId));
        if (refusal != 0) vm.expectPartialRevert(refusal);
        KEEPERS.shred(assetId, version);
        if (refusal != 0) return;
        _shredded[assetId][version] = true;
        _done();
    }

    function assertBooks() external view {
        for (uint256 i; i < _actors.length; ++i) {
            address keeper = _actors[i].addr;
            Standing memory standing = _standings[keeper];
            assertEq(KEEPERS.stakeOf(keeper), standing.stake, "stake");
            assertEq(KEEPERS.keeperOf(keeper).active, standing.active, "listed");
            assertEq(KEEPERS.successorOf(keeper), standing.successor, "successor");
            if (standing.active) assertGe(standing.stake, standing.asked, "listed with less");
        }
    }

    /// @notice Everyone helps themselves; nobody needs anybody else to be there.
    function exitEverything() external {
        while (_open.length > 0) {
            uint256 last = _open.length - 1;
            if (block.timestamp <= _open[last].answerBy) vm.warp(_open[last].answerBy + 1);
            _settle(last);
        }
        for (uint256 i; i < _actors.length; ++i) {
            if (!_standings[_actors[i].addr].active) continue;
            vm.prank(_actors[i].addr);
            KEEPERS.leave();
            _takeOff(_actors[i].addr);
        }
        skip(_now("keeperUnbondDelay"));
        for (uint256 i; i < _actors.length; ++i) {
            Standing storage standing = _standings[_actors[i].addr];
            if (standing.leftAt != 0) KEEPERS.releaseStake(_actors[i].addr);
            (standing.leftAt, standing.stake) = (0, 0);
        }
    }

    function _settle(uint256 place) private {
        Open memory asked = _open[place];
        address keeper = _dealt[asked.dealt].deposit.keeper;
        uint256 before = ESCROW.withdrawable(asked.challenger);
        KEEPERS.settle(asked.id);
        assertEq(ESCROW.withdrawable(asked.challenger) - before, asked.bond, "the bond comes back");
        _close(place);
        Standing storage standing = _standings[keeper];
        if (!standing.lost && asked.openedAt >= standing.cameBackAt) {
            standing.lost = true;
            _slash(keeper, standing.stake < asked.penalty ? standing.stake : asked.penalty);
            _takeOff(keeper);
        }
    }

    function _close(uint256 place) private {
        _asks[_open[place].dealt][_open[place].challenger] = false;
        _open[place] = _open[_open.length - 1];
        _open.pop();
    }

    function _slash(address keeper, uint256 amount) private {
        _standings[keeper].stake -= amount;
        _world.noteSlashed(amount);
        _world.mayFall(keeper);
    }

    function _takeOff(address keeper) private {
        if (!_standings[keeper].active) return;
        (_standings[keeper].active, _standings[keeper].leftAt) = (false, block.timestamp);
    }

    /// @dev In the order in which they are looked at; 0: nothing speaks against it.
    function _challengeRefusal(uint256 which, address challenger) private view returns (bytes4) {
        Dealt memory dealt = _dealt[which];
        (uint256 assetId, uint32 version) = (dealt.deposit.assetId, dealt.deposit.version);
        address keeper = dealt.deposit.keeper;
        // Who can open is held to the books of access.
        if (!LICENCES.canOpen(challenger, assetId, version, 0)) return IKeeperChallenges.KeepersNoAccess.selector;
        if (!_isAccountable(keeper, dealt.deposit.epoch)) return IKeeperChallenges.KeepersNotAccountable.selector;
        if (_shredded[assetId][version]) return IKeeperChallenges.KeepersShredded.selector;
        if (KEEPERS.isUnpaid(assetId, keeper)) return IKeeperFees.KeepersUnpaid.selector;
        uint256 leftAt = _standings[keeper].leftAt;
        bool isDue = leftAt != 0 && block.timestamp >= leftAt + _now("keeperUnbondDelay");
        if (isDue) return IKeeperChallenges.KeepersNotAccountable.selector;
        return _asks[which][challenger] ? IKeeperChallenges.KeepersAlreadyChallenged.selector : bytes4(0);
    }

    function _releaseRefusal(address keeper) private view returns (bytes4) {
        uint256 leftAt = _standings[keeper].leftAt;
        if (leftAt == 0) return IKeepers.KeepersNotLeaving.selector;
        if (block.timestamp < leftAt + _now("keeperUnbondDelay")) return IKeepers.KeepersStakeNotDue.selector;
        for (uint256 i; i < _open.length; ++i) {
            if (_dealt[_open[i].dealt].deposit.keeper == keeper) return IKeepers.KeepersChallengesOpen.selector;
        }
        return 0;
    }

    function _isAccountable(address keeper, uint64 epoch) private view returns (bool) {
        Standing storage standing = _standings[keeper];
        return (standing.active || standing.leftAt != 0) && epoch >= standing.sinceEpoch;
    }

    function _isSold(Dealt memory dealt) private view returns (bool) {
        return _market.shreddableAt(dealt.deposit.assetId, dealt.deposit.version) == 0;
    }

    function _canDeal(address keeper) private view returns (bool) {
        return _dealt.length < MAX_DEALT && _standings[keeper].active;
    }
}

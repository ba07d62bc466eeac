// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Agreement, IEscrow, Terms} from "../../src/interfaces/IEscrow.sol";
import {Challenge, KeyShareAnswer} from "../../src/interfaces/IKeeperChallenges.sol";
import {Fee} from "../../src/interfaces/IKeeperFees.sol";
import {KeeperFixture} from "../KeeperFixture.sol";

/// @notice Keepers that come and go, are challenged, answer or do not, lie, and are paid. Its ghosts know each stake.
contract KeeperHandler is KeeperFixture {
    uint256 private constant MAX_DEALT = 8;

    Account[] private _actors;
    Dealt[] private _dealt;
    mapping(address keeper => uint256) private _stake;
    /// @dev It lost for its silence, and was not on the list since.
    mapping(address keeper => bool) private _lost;
    mapping(address keeper => uint256) private _cameBackAt;
    /// @dev Each of these asks for themselves: the owner, and whom the owner lets.
    uint256 private constant ASKERS = 2;
    mapping(uint256 index => mapping(uint256 asker => bytes32)) private _open;

    /// @notice Everything that came into Escrow through this handler.
    uint256 public ghostIn;
    uint256 public ghostSlashed;

    constructor(Account[] memory actors) {
        for (uint256 i; i < actors.length; ++i) {
            _actors.push(actors[i]);
        }
    }

    function register(uint256 who) external {
        Account memory keeper = _actor(who);
        ghostIn += KEEPER_STAKE - KEEPERS.stakeOf(keeper.addr);
        registerKeeper(keeper.addr);
        _stake[keeper.addr] = KEEPER_STAKE;
        if (!_lost[keeper.addr]) return;
        _lost[keeper.addr] = false;
        _cameBackAt[keeper.addr] = block.timestamp;
    }

    function leave(uint256 who) external {
        address keeper = _actor(who).addr;
        if (!KEEPERS.keeperOf(keeper).active) return;
        vm.prank(keeper);
        KEEPERS.leave();
    }

    function release(uint256 who) external {
        address keeper = _actor(who).addr;
        uint256 dueAt = KEEPERS.stakeDueAt(keeper);
        bool isFree = dueAt != 0 && block.timestamp >= dueAt && KEEPERS.challengesOf(keeper).length == 0;
        try KEEPERS.releaseStake(keeper) {
            assertTrue(isFree, "a stake came back too early");
            _stake[keeper] = 0;
        } catch {
            assertFalse(isFree, "a stake was kept back");
        }
    }

    function publish(uint256 owner, uint256 who) external {
        Account memory keeper = _actor(who);
        if (_dealt.length == MAX_DEALT || !KEEPERS.keeperOf(keeper.addr).active) return;
        _dealt.push(dealAndPublish(_actor(owner).addr, keeper));
        ghostIn += PUBLISH_BOND;
    }

    function challenge(uint256 which, uint256 asker) external {
        if (_dealt.length == 0) return;
        uint256 index = which % _dealt.length;
        asker %= ASKERS;
        Dealt memory dealt = _dealt[index];
        if (_open[index][asker] != 0 || _stake[dealt.deposit.keeper] == 0) return;
        uint256 dueAt = KEEPERS.stakeDueAt(dealt.deposit.keeper);
        if (dueAt != 0 && block.timestamp >= dueAt) return;
        address challenger = _askerOf(dealt, asker);
        uint256 bond = KEEPERS.challengeBond();
        vm.prank(challenger);
        ESCROW.fund(challengeAgreement(challenger), bond);
        ghostIn += bond;
        vm.prank(challenger);
        try KEEPERS.challenge(dealt.deposit, dealt.signature, dealt.proof, RECIPIENT) returns (bytes32 id) {
            _open[index][asker] = id;
        } catch {} // it lied or came back since: nobody answers for that deposit any more
    }

    function answer(uint256 which, uint256 asker) external {
        asker %= ASKERS;
        (uint256 index, bytes32 id) = _anOpenOne(which, asker);
        if (id == 0) return;
        Challenge memory asked = KEEPERS.challengeOf(id);
        if (block.timestamp > asked.answerBy) return;
        vm.prank(asked.keeper);
        KEEPERS.answer(id, "sealed");
        _open[index][asker] = 0;
    }

    function settle(uint256 which, uint256 asker) external {
        asker %= ASKERS;
        (uint256 index, bytes32 id) = _anOpenOne(which, asker);
        if (id == 0) return;
        Challenge memory asked = KEEPERS.challengeOf(id);
        if (block.timestamp <= asked.answerBy) return;
        _settle(id, asked);
        _open[index][asker] = 0;
    }

    function lie(uint256 which) external {
        if (_dealt.length == 0) return;
        Dealt memory dealt = _dealt[which % _dealt.length];
        address keeper = dealt.deposit.keeper;
        KeyShareAnswer memory given = answerOf(dealt.deposit, unique());
        bytes memory signature = signAnswer(_accountOf(keeper), given);
        try KEEPERS.proveLie(dealt.deposit, dealt.signature, given, signature) {
            ghostSlashed += _stake[keeper];
            _stake[keeper] = 0;
        } catch {} // it does not answer for this any more
    }

    function payFee(uint256 which, uint96 amount) external {
        if (_dealt.length == 0) return;
        Dealt memory dealt = _dealt[which % _dealt.length];
        uint256 assetId = dealt.deposit.assetId;
        address keeper = dealt.deposit.keeper;
        bool answers = KEEPERS.isAccountable(keeper, dealt.deposit.epoch);
        if (KEEPERS.feeOf(assetId, keeper).paidUntil == 0) {
            vm.prank(keeper);
            try KEEPERS.beginFee(dealt.deposit, dealt.proof) {
                assertTrue(answers && KEEPERS.keeperOf(keeper).active, "it charges for what it does not answer for");
            } catch {
                assertFalse(answers && KEEPERS.keeperOf(keeper).active, "it cannot charge");
            }
            return;
        }
        amount = uint96(bound(amount, 1, 0.1 ether));
        address owner = REGISTRY.ownerOf(assetId);
        vm.prank(owner);
        ESCROW.fund(feeAgreement(assetId, owner), amount);
        ghostIn += amount;
        Fee memory before = KEEPERS.feeOf(assetId, keeper);
        try KEEPERS.drawFee(assetId, keeper) returns (uint256 paid) {
            assertTrue(answers, "paid for what it does not answer for");
            uint256 worth = uint256(KEEPER_FEE) * (block.timestamp - before.paidUntil) / 30 days;
            assertLe(paid, worth, "paid for more than the time");
            uint256 leftAt = KEEPERS.stakeDueAt(keeper);
            if (leftAt != 0 && before.paidUntil >= leftAt - KEEPER_UNBOND_DELAY) assertEq(paid, 0, "paid while away");
        } catch {
            assertFalse(answers, "not paid for what it answers for");
        }
        assertEq(ESCROW.depositOf(feeAgreement(assetId, owner)).locked, 0, "a fee is kept back");
    }

    function wait(uint32 seconds_) external {
        vm.warp(block.timestamp + bound(seconds_, 0, 10 days));
    }

    /// @notice What lies under the agreements of keepers, challengers and owners.
    function held() external view returns (uint256 sum) {
        for (uint256 i; i < _actors.length; ++i) {
            sum += _under(stakeAgreement(_actors[i].addr)) + _under(challengeAgreement(_actors[i].addr));
        }
        for (uint256 i; i < _dealt.length; ++i) {
            uint256 assetId = _dealt[i].deposit.assetId;
            address owner = _dealt[i].deposit.publisher;
            sum += _under(feeAgreement(assetId, owner)) + _under(bondOf(owner, assetId));
        }
    }

    function assertBooks() external view {
        for (uint256 i; i < _actors.length; ++i) {
            address keeper = _actors[i].addr;
            assertEq(KEEPERS.stakeOf(keeper), _stake[keeper], "stake");
            if (KEEPERS.keeperOf(keeper).active) assertEq(_stake[keeper], KEEPER_STAKE, "listed with less");
        }
    }

    /// @notice Everyone helps themselves; nobody needs anybody else to be there.
    function exitEverything() external {
        vm.warp(block.timestamp + KEEPER_CHALLENGE_PERIOD + 1);
        for (uint256 i; i < _dealt.length; ++i) {
            for (uint256 asker; asker < ASKERS; ++asker) {
                bytes32 id = _open[i][asker];
                if (id != 0) _settle(id, KEEPERS.challengeOf(id));
                delete _open[i][asker];
            }
            uint256 assetId = _dealt[i].deposit.assetId;
            vm.prank(_dealt[i].deposit.publisher);
            REGISTRY.retire(assetId);
            _reclaim(feeAgreement(assetId, _dealt[i].deposit.publisher));
        }
        for (uint256 i; i < _actors.length; ++i) {
            if (!KEEPERS.keeperOf(_actors[i].addr).active) continue;
            vm.prank(_actors[i].addr);
            KEEPERS.leave();
        }
        vm.warp(block.timestamp + KEEPER_UNBOND_DELAY + BOND_DELAY);
        for (uint256 i; i < _actors.length; ++i) {
            address keeper = _actors[i].addr;
            if (KEEPERS.stakeDueAt(keeper) != 0) KEEPERS.releaseStake(keeper);
            _stake[keeper] = 0;
            _reclaim(challengeAgreement(keeper));
        }
        for (uint256 i; i < _dealt.length; ++i) {
            REGISTRY.releaseBond(_dealt[i].deposit.assetId);
        }
    }

    function _settle(bytes32 id, Challenge memory asked) private {
        uint256 before = ESCROW.withdrawable(asked.challenger);
        KEEPERS.settle(id);
        assertEq(ESCROW.withdrawable(asked.challenger) - before, asked.bond, "the bond comes back");
        if (_lost[asked.keeper] || asked.openedAt < _cameBackAt[asked.keeper]) return;
        _lost[asked.keeper] = true;
        uint256 penalty = _stake[asked.keeper] < asked.penalty ? _stake[asked.keeper] : asked.penalty;
        _stake[asked.keeper] -= penalty;
        ghostSlashed += penalty;
    }

    function _reclaim(Agreement memory agreement) private {
        if (ESCROW.depositOf(agreement).free == 0) return;
        vm.prank(agreement.account);
        ESCROW.reclaim(agreement);
    }

    function _anOpenOne(uint256 which, uint256 asker) private view returns (uint256 index, bytes32 id) {
        if (_dealt.length == 0) return (0, 0);
        index = which % _dealt.length;
        id = _open[index][asker];
    }

    /// @dev The owner; or the first actor who is another, once let.
    function _askerOf(Dealt memory dealt, uint256 asker) private returns (address other) {
        address owner = REGISTRY.ownerOf(dealt.deposit.assetId);
        if (asker == 0) return owner;
        other = _actors[_actors[0].addr == owner ? 1 : 0].addr;
        vm.prank(owner);
        LICENCES.grant(other, dealt.deposit.assetId, DOWNLOAD, type(uint32).max);
    }

    function _under(Agreement memory agreement) private view returns (uint256) {
        IEscrow.Deposit memory deposit = ESCROW.depositOf(agreement);
        return uint256(deposit.free) + deposit.locked;
    }

    function _accountOf(address account) private view returns (Account memory) {
        for (uint256 i; i < _actors.length; ++i) {
            if (_actors[i].addr == account) return _actors[i];
        }
        revert("nobody");
    }

    function _actor(uint256 seed) private view returns (Account memory) {
        return _actors[uint8(seed) % _actors.length];
    }
}

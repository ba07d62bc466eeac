// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Guardianship, LinkProof} from "../../src/interfaces/ISaharaID.sol";
import {Handler} from "./Handler.sol";
import {World} from "./World.sol";

/// @notice People who register, link and unlink accounts, and guardians who recover. It knows by its own books what each
/// call must do, and holds SaharaID to that: what may happen happens, and nothing else.
contract IdentityHandler is Handler {
    /// @dev Neighbours of a pair look alike.
    string[8] private _handles = ["modern", "rnodern", "wave", "vvave", "bob-1", "bobl", "carol", "car0l"];

    struct Person {
        address owner;
        uint256 handle;
        Guardianship guardianship;
        uint256 round;
        address newOwner;
        uint256 readyAt;
    }

    Person[] private _people; // the ids, from 1
    mapping(uint256 pair => bool) private _taken;
    mapping(address account => uint256) public idOf;
    mapping(bytes32 approval => uint256) private _count;
    mapping(bytes32 approval => bool) private _given;

    constructor(World world) Handler(world) {
        _people.push();
    }

    /// @notice How many IDs there are; they count from 1.
    function count() external view returns (uint256) {
        return _people.length - 1;
    }

    function ownerOf(uint256 id) external view returns (address) {
        return _people[id].owner;
    }

    function register(uint256 who, uint256 handle) external action {
        address owner = _actor(who).addr;
        handle %= _handles.length;
        bool possible = idOf[owner] == 0 && !_taken[handle / 2];
        vm.prank(owner);
        try SAHARA_ID.register(_handles[handle], METADATA, "age1example") returns (uint256 id) {
            assertTrue(possible, "register");
            _done();
            assertEq(id, _people.length, "ids count up");
            _people.push();
            (_people[id].owner, _people[id].handle) = (owner, handle);
            _taken[handle / 2] = true;
            idOf[owner] = id;
        } catch {
            assertFalse(possible, "register");
        }
    }

    function link(uint256 who, uint256 whom) external action {
        uint256 id = _someId(who);
        // Mostly whose it is.
        address caller = id == 0 || who % 4 == 0 ? _actor(who).addr : _people[id].owner;
        Account memory account = _actor(whom);
        bool possible = id != 0 && _people[id].owner == caller && idOf[account.addr] == 0;
        LinkProof memory proof = linkProof(account, account.addr, id, block.timestamp);
        vm.prank(caller);
        try SAHARA_ID.linkAccount(id, account.addr, proof) {
            assertTrue(possible, "link");
            _done();
            idOf[account.addr] = id;
        } catch {
            assertFalse(possible, "link");
        }
    }

    function unlink(uint256 who, uint256 whom) external action {
        address account = _actor(whom).addr;
        address caller = who % 2 == 0 ? account : _actor(who).addr;
        uint256 id = idOf[account];
        bool isLinked = id != 0 && _people[id].owner != account;
        bool possible = isLinked && (caller == account || caller == _people[id].owner);
        vm.prank(caller);
        try SAHARA_ID.unlinkAccount(account) {
            assertTrue(possible, "unlink");
            _done();
            idOf[account] = 0;
        } catch {
            assertFalse(possible, "unlink");
        }
    }

    /// @dev The guardians are actors too. Seldom chosen anew, since that voids what they agreed on.
    function setGuardians(uint256 which, uint256 threshold, uint256 delay, uint256 count_) external action {
        uint256 id = _someId(which);
        if (id == 0 || (_people[id].guardianship.threshold > 0 && which % 4 != 0)) return;
        Guardianship memory guardians;
        guardians.guardians = new address[](bound(count_, 1, 3));
        for (uint256 i; i < guardians.guardians.length; ++i) {
            guardians.guardians[i] = _actors[i].addr;
        }
        _sort(guardians.guardians);
        guardians.threshold = uint8(bound(threshold, 1, guardians.guardians.length));
        guardians.delay = uint32(bound(delay, MIN_RECOVERY_DELAY, 1000));
        vm.prank(_people[id].owner);
        SAHARA_ID.setGuardians(id, guardians);
        _people[id].guardianship = guardians;
        _done();
        _void(id);
    }

    /// @dev Mostly a guardian, and mostly for an account that others are for too.
    function approve(uint256 who, uint256 which, uint256 whom) external action {
        uint256 id = _someId(which);
        if (id == 0) return;
        Person storage person = _people[id];
        address[] memory guardians = person.guardianship.guardians;
        address guardian =
            guardians.length > 0 && who % 8 != 0 ? guardians[(who >> 8) % guardians.length] : _actor(who).addr;
        address newOwner = whom % 4 == 0 ? _actor(whom >> 8).addr : _free(id + 2);
        bytes32 round = keccak256(abi.encode(id, person.round, newOwner));
        bytes32 approval = keccak256(abi.encode(round, guardian));
        bool possible = _isGuardian(person, guardian) && !_given[approval];
        vm.prank(guardian);
        try SAHARA_ID.approveRecovery(id, newOwner) {
            assertTrue(possible, "approve");
            _done();
            _given[approval] = true;
            if (++_count[round] < person.guardianship.threshold || person.newOwner == newOwner) return;
            (person.newOwner, person.readyAt) = (newOwner, block.timestamp + person.guardianship.delay);
        } catch {
            assertFalse(possible, "approve");
        }
    }

    function veto(uint256 who, uint256 which) external action {
        uint256 id = _someId(which);
        address caller = id == 0 || who % 4 != 0 ? _actor(who).addr : _people[id].owner;
        bool possible = id != 0 && _people[id].owner == caller;
        vm.prank(caller);
        try SAHARA_ID.vetoRecovery(id) {
            assertTrue(possible, "veto");
            _done();
            _void(id);
        } catch {
            assertFalse(possible, "veto");
        }
    }

    /// @dev Mostly by whom the guardians chose, and half the time after the delay.
    function accept(uint256 who, uint256 which, uint256 time) external action {
        uint256 id = _someId(which);
        while (id > 1 && _people[id].newOwner == address(0)) --id;
        if (id == 0) return;
        Person storage person = _people[id];
        address caller = who % 4 != 0 && person.newOwner != address(0) ? person.newOwner : _actor(who).addr;
        vm.warp(block.timestamp + time % 1000);
        bool isFree = idOf[caller] == 0 || (idOf[caller] == id && person.owner != caller);
        bool possible = person.newOwner == caller && block.timestamp >= person.readyAt && isFree;
        vm.prank(caller);
        try SAHARA_ID.acceptRecovery(id) {
            assertTrue(possible, "accept");
            _done();
            idOf[person.owner] = 0;
            idOf[caller] = id;
            person.owner = caller;
            _void(id);
        } catch {
            assertFalse(possible, "accept");
        }
    }

    /// @notice Every account and every ID is as the books say.
    function assertBooks() external view {
        uint256[] memory linked = new uint256[](_people.length);
        for (uint256 i; i < _actors.length; ++i) {
            address account = _actors[i].addr;
            uint256 id = idOf[account];
            assertEq(SAHARA_ID.idOf(account), id, "id");
            bool isOwner = id != 0 && _people[id].owner == account;
            assertEq(SAHARA_ID.balanceOf(account), isOwner ? 1 : 0, "balance");
            if (id != 0 && !isOwner) ++linked[id];
        }
        for (uint256 id = 1; id < _people.length; ++id) {
            Person storage person = _people[id];
            assertEq(SAHARA_ID.ownerOf(id), person.owner, "owner");
            assertEq(SAHARA_ID.idOfHandle(_handles[person.handle]), id, "handle");
            assertEq(SAHARA_ID.recoveryOf(id).newOwner, person.newOwner, "recovery");
            address[] memory accounts = SAHARA_ID.accountsOf(id);
            assertEq(accounts.length, linked[id], "linked accounts");
            for (uint256 i; i < accounts.length; ++i) {
                assertEq(idOf[accounts[i]], id, "linked account");
            }
        }
    }

    function _void(uint256 id) private {
        ++_people[id].round;
        (_people[id].newOwner, _people[id].readyAt) = (address(0), 0);
    }

    function _isGuardian(Person storage person, address account) private view returns (bool) {
        for (uint256 i; i < person.guardianship.guardians.length; ++i) {
            if (person.guardianship.guardians[i] == account) return true;
        }
        return false;
    }

    /// @dev The first from a random one on who belongs to no ID, if there is one.
    function _free(uint256 seed) private view returns (address account) {
        for (uint256 i; i < _actors.length; ++i) {
            account = _actor(seed + i).addr;
            if (idOf[account] == 0) return account;
        }
    }

    function _someId(uint256 seed) private view returns (uint256) {
        return _people.length == 1 ? 0 : 1 + (seed >> 8) % (_people.length - 1);
    }

    function _sort(address[] memory list) private pure {
        for (uint256 i = 1; i < list.length; ++i) {
            for (uint256 j = i; j > 0 && list[j] < list[j - 1]; --j) {
                (list[j], list[j - 1]) = (list[j - 1], list[j]);
            }
        }
    }
}

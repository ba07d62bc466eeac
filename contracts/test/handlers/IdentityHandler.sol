// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Guardianship, LinkProof} from "../../src/interfaces/ISaharaID.sol";
import {Fixture} from "../Fixture.sol";

/// @notice People who register, link and unlink accounts, and guardians who recover. It knows by its own books what each
/// call must do, and holds SaharaID to that: what may happen happens, and nothing else.
contract IdentityHandler is Fixture {
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

    Account[] private _actors;
    Person[] private _people; // the ids, from 1
    mapping(uint256 pair => bool) private _taken;
    mapping(address account => uint256) private _idOf;
    mapping(bytes32 approval => uint256) private _count;
    mapping(bytes32 approval => bool) private _given;

    constructor(Account[] memory actors) {
        _people.push();
        for (uint256 i; i < actors.length; ++i) {
            _actors.push(actors[i]);
        }
    }

    function register(uint256 who, uint256 handle) external {
        address owner = _actor(who).addr;
        handle %= _handles.length;
        bool possible = _idOf[owner] == 0 && !_taken[handle / 2];
        vm.prank(owner);
        try SAHARA_ID.register(_handles[handle], METADATA, "age1example") returns (uint256 id) {
            assertTrue(possible, "register");
            assertEq(id, _people.length, "ids count up");
            _people.push();
            (_people[id].owner, _people[id].handle) = (owner, handle);
            _taken[handle / 2] = true;
            _idOf[owner] = id;
        } catch {
            assertFalse(possible, "register");
        }
    }

    function link(uint256 who, uint256 whom) external {
        address caller = _actor(who).addr;
        Account memory account = _actor(whom);
        uint256 id = _someId(who);
        bool possible = id != 0 && _people[id].owner == caller && _idOf[account.addr] == 0;
        LinkProof memory proof = linkProof(account, account.addr, id, block.timestamp);
        vm.prank(caller);
        try SAHARA_ID.linkAccount(id, account.addr, proof) {
            assertTrue(possible, "link");
            _idOf[account.addr] = id;
        } catch {
            assertFalse(possible, "link");
        }
    }

    function unlink(uint256 who, uint256 whom) external {
        address caller = _actor(who).addr;
        address account = _actor(whom).addr;
        uint256 id = _idOf[account];
        bool isLinked = id != 0 && _people[id].owner != account;
        bool possible = isLinked && (caller == account || caller == _people[id].owner);
        vm.prank(caller);
        try SAHARA_ID.unlinkAccount(account) {
            assertTrue(possible, "unlink");
            _idOf[account] = 0;
        } catch {
            assertFalse(possible, "unlink");
        }
    }

    /// @dev The guardians are actors too. Seldom chosen anew, since that voids what they agreed on.
    function setGuardians(uint256 which, uint8 threshold, uint32 delay, uint8 count) external {
        uint256 id = _someId(which);
        if (id == 0 || (_people[id].guardianship.threshold > 0 && which % 4 != 0)) return;
        Guardianship memory guardians;
        guardians.guardians = new address[](bound(count, 1, 3));
        for (uint256 i; i < guardians.guardians.length; ++i) {
            guardians.guardians[i] = _actors[i].addr;
        }
        _sort(guardians.guardians);
        guardians.threshold = uint8(bound(threshold, 1, guardians.guardians.length));
        guardians.delay = uint32(bound(delay, MIN_RECOVERY_DELAY, 1000));
        vm.prank(_people[id].owner);
        SAHARA_ID.setGuardians(id, guardians);
        _people[id].guardianship = guardians;
        _void(id);
    }

    /// @dev Mostly a guardian, and mostly for an account that others are for too.
    function approve(uint256 who, uint256 which, uint256 whom) external {
        uint256 id = _someId(which);
        if (id == 0) return;
        Person storage person = _people[id];
        address[] memory guardians = person.guardianship.guardians;
        address guardian =
            guardians.length > 0 && who % 8 != 0 ? guardians[(who >> 8) % guardians.length] : _actor(who).addr;
        address newOwner = _actor(whom % 4 == 0 ? whom >> 8 : id + 2).addr;
        bytes32 count = keccak256(abi.encode(id, person.round, newOwner));
        bytes32 approval = keccak256(abi.encode(count, guardian));
        bool possible = _isGuardian(person, guardian) && !_given[approval];
        vm.prank(guardian);
        try SAHARA_ID.approveRecovery(id, newOwner) {
            assertTrue(possible, "approve");
            _given[approval] = true;
            if (++_count[count] < person.guardianship.threshold || person.newOwner == newOwner) return;
            (person.newOwner, person.readyAt) = (newOwner, block.timestamp + person.guardianship.delay);
        } catch {
            assertFalse(possible, "approve");
        }
    }

    function veto(uint256 who, uint256 which) external {
        uint256 id = _someId(which);
        address caller = _actor(who).addr;
        bool possible = id != 0 && _people[id].owner == caller;
        vm.prank(caller);
        try SAHARA_ID.vetoRecovery(id) {
            assertTrue(possible, "veto");
            _void(id);
        } catch {
            assertFalse(possible, "veto");
        }
    }

    /// @dev Mostly by whom the guardians chose, and half the time after the delay.
    function accept(uint256 who, uint256 which, uint16 time) external {
        uint256 id = _someId(which);
        if (id == 0) return;
        Person storage person = _people[id];
        address caller = who % 4 != 0 && person.newOwner != address(0) ? person.newOwner : _actor(who).addr;
        vm.warp(block.timestamp + time % 1000);
        bool isFree = _idOf[caller] == 0 || (_idOf[caller] == id && person.owner != caller);
        bool possible = person.newOwner == caller && block.timestamp >= person.readyAt && isFree;
        vm.prank(caller);
        try SAHARA_ID.acceptRecovery(id) {
            assertTrue(possible, "accept");
            _idOf[person.owner] = 0;
            _idOf[caller] = id;
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
            uint256 id = _idOf[account];
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
                assertEq(_idOf[accounts[i]], id, "linked account");
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

    function _someId(uint256 seed) private view returns (uint256) {
        return _people.length == 1 ? 0 : 1 + (seed >> 8) % (_people.length - 1);
    }

    function _actor(uint256 seed) private view returns (Account memory) {
        return _actors[uint8(seed) % _actors.length];
    }

    function _sort(address[] memory list) private pure {
        for (uint256 i = 1; i < list.length; ++i) {
            for (uint256 j = i; j > 0 && list[j] < list[j - 1]; --j) {
                (list[j], list[j - 1]) = (list[j - 1], list[j]);
            }
        }
    }
}

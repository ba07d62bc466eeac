// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {AccessRequest, IAccessPolicy} from "../../src/interfaces/IAccessPolicy.sol";
import {IPolicyFactory} from "../../src/interfaces/IPolicyFactory.sol";
import {Membership} from "../../src/policies/Membership.sol";
import {Base} from "../Base.t.sol";
import {OddPolicy} from "../mocks/OddPolicy.sol";

contract Badges is ERC1155 {
    constructor(address holder, uint256 id, uint256 amount) ERC1155("") {
        _mint(holder, id, amount, "");
    }
}

contract PoliciesTest is Base {
    IAccessPolicy private always;
    IAccessPolicy private never;
    IAccessPolicy private failing;

    function setUp() public override {
        super.setUp();
        always = POLICIES.timeWindow(0, type(uint256).max);
        never = POLICIES.timeWindow(0, 0);
        failing = IAccessPolicy(address(new OddPolicy(OddPolicy.Way.Revert, "")));
    }

    function test_tokenHolding_ofAnERC20() public {
        IAccessPolicy policy = POLICIES.tokenHolding(address(TOKEN), FUNDS);
        assertTrue(_allows(policy, carol.addr));
        vm.prank(carol.addr);
        TOKEN.transfer(bob.addr, 1);
        assertFalse(_allows(policy, carol.addr));
        assertTrue(_allows(policy, bob.addr));
    }

    function test_tokenHolding_ofAnERC721() public {
        IAccessPolicy policy = POLICIES.tokenHolding(address(REGISTRY), 1);
        assertFalse(_allows(policy, alice.addr));
        publish(alice.addr, terms(DOWNLOAD, 0, 0, 0));
        assertTrue(_allows(policy, alice.addr));
    }

    function test_tokenIdHolding_ofAnERC1155() public {
        address badges = address(new Badges(carol.addr, 7, 2));
        assertTrue(_allows(POLICIES.tokenIdHolding(badges, 7, 2), carol.addr));
        assertFalse(_allows(POLICIES.tokenIdHolding(badges, 7, 3), carol.addr));
        assertFalse(_allows(POLICIES.tokenIdHolding(badges, 8, 1), carol.addr));
        assertFalse(_allows(POLICIES.tokenIdHolding(badges, 7, 2), bob.addr));
    }

    function test_tokenIdHolding_ofRevenueShares() public {
        (uint256 asset,) = publish(alice.addr, terms(DOWNLOAD, 0, 0, 0));
        assertTrue(_allows(POLICIES.tokenIdHolding(address(SHARES), asset, 10_000), alice.addr));
        assertFalse(_allows(POLICIES.tokenIdHolding(address(SHARES), asset, 1), carol.addr));
    }

    /// @dev Held to one id, to the last unit, and to who has it now; what is held of another id is nothing.
    function testFuzz_tokenIdHolding(uint256 id, uint256 other, uint256 held, uint256 moved, uint256 minimum) public {
        vm.assume(id != other);
        held = bound(held, 1, type(uint256).max - 1);
        moved = bound(moved, 0, held);
        minimum = bound(minimum, held - 1, held + 1);
        Badges badges = new Badges(carol.addr, id, held);
        IAccessPolicy policy = POLICIES.tokenIdHolding(address(badges), id, minimum);
        IAccessPolicy atLeastTheMoved = POLICIES.tokenIdHolding(address(badges), id, moved);
        assertEq(_allows(policy, carol.addr), held >= minimum);
        assertEq(_allows(policy, bob.addr), minimum == 0);
        assertEq(_allows(POLICIES.tokenIdHolding(address(badges), other, minimum), carol.addr), minimum == 0);
        vm.prank(carol.addr);
        badges.safeTransferFrom(carol.addr, bob.addr, id, moved, "");
        assertEq(_allows(policy, carol.addr), held - moved >= minimum);
        assertEq(_allows(policy, bob.addr), moved >= minimum);
        assertEq(_allows(atLeastTheMoved, carol.addr), held - moved >= moved);
        assertTrue(_allows(atLeastTheMoved, bob.addr));
    }

    function testFuzz_policies_holdToTheirNumbers(uint256 minimum, uint256 start, uint256 end, uint256 time) public {
        minimum = bound(minimum, 0, 2 * FUNDS);
        assertEq(_allows(POLICIES.tokenHolding(address(TOKEN), minimum), carol.addr), FUNDS >= minimum);
        time = bound(time, 1, type(uint64).max);
        start = bound(start, time - 1, time + 1);
        end = bound(end, time - 1, time + 1);
        IAccessPolicy window = POLICIES.timeWindow(start, end);
        vm.warp(time);
        assertEq(_allows(window, carol.addr), start <= time && time < end);
    }

    /// @dev Each bit is what one part says, and how many there are is any number they may have.
    function testFuzz_combinators_sayWhatTheirPartsSay(uint16 answers, uint8 count) public {
        count = uint8(bound(count, 1, 16));
        IAccessPolicy[] memory parts = new IAccessPolicy[](count);
        uint256 yes;
        for (uint256 i; i < count; ++i) {
            bool isYes = answers & (1 << i) != 0;
            parts[i] = isYes ? always : never;
            if (isYes) ++yes;
        }
        (IAccessPolicy all, IAccessPolicy any) = (POLICIES.allOf(parts), POLICIES.anyOf(parts));
        assertEq(_allows(all, carol.addr), yes == count);
        assertEq(_allows(any, carol.addr), yes > 0);
        assertEq(_allows(POLICIES.not(all), carol.addr), yes < count);
        assertEq(_allows(POLICIES.not(any), carol.addr), yes == 0);
    }

    function test_membership_isKeptByItsOwner() public {
        Membership policy = Membership(address(POLICIES.membership(alice.addr)));
        address[] memory accounts = new address[](2);
        (accounts[0], accounts[1]) = (carol.addr, dave.addr);
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, erin.addr));
        vm.prank(erin.addr);
        policy.setMembers(accounts, true);

        vm.expectEmit(address(policy));
        emit Membership.MembershipSet(carol.addr, true);
        vm.expectEmit(address(policy));
        emit Membership.MembershipSet(dave.addr, true);
        vm.prank(alice.addr);
        policy.setMembers(accounts, true);
        assertTrue(_allows(policy, carol.addr));
        assertTrue(_allows(policy, dave.addr));
        assertFalse(_allows(policy, alice.addr), "who keeps a list is not on it");

        address[] memory leaving = new address[](1);
        leaving[0] = carol.addr;
        vm.prank(alice.addr);
        policy.setMembers(leaving, false);
        assertFalse(_allows(policy, carol.addr));
        assertTrue(_allows(policy, dave.addr));
    }

    function test_timeWindow_fromStartToBeforeEnd() public {
        uint256 start = block.timestamp + 10;
        IAccessPolicy policy = POLICIES.timeWindow(start, start + 5);
        vm.warp(start - 1);
        assertFalse(_allows(policy, carol.addr));
        vm.warp(start);
        assertTrue(_allows(policy, carol.addr));
        vm.warp(start + 4);
        assertTrue(_allows(policy, carol.addr));
        vm.warp(start + 5);
        assertFalse(_allows(policy, carol.addr));
    }

    function test_combinators_table() public {
        assertTrue(_allows(POLICIES.allOf(_list(always, always)), carol.addr));
        assertFalse(_allows(POLICIES.allOf(_list(always, never)), carol.addr));
        assertFalse(_allows(POLICIES.allOf(_list(never, always)), carol.addr));
        assertTrue(_allows(POLICIES.anyOf(_list(never, always)), carol.addr));
        assertTrue(_allows(POLICIES.anyOf(_list(always, never)), carol.addr));
        assertFalse(_allows(POLICIES.anyOf(_list(never, never)), carol.addr));
        assertTrue(_allows(POLICIES.not(never), carol.addr));
        assertFalse(_allows(POLICIES.not(always), carol.addr));
        IAccessPolicy nested = POLICIES.not(POLICIES.allOf(_list(always, POLICIES.anyOf(_list(never, never)))));
        assertTrue(_allows(nested, carol.addr));
    }

    /// @dev Else whoever makes the inner policy fail, by giving it too little gas for instance, is let in.
    function test_combinators_doNotTakeFailureForAnAnswer() public {
        IAccessPolicy[3] memory policies =
            [POLICIES.not(failing), POLICIES.allOf(_list(always, failing)), POLICIES.anyOf(_list(failing, always))];
        for (uint256 i; i < policies.length; ++i) {
            vm.expectRevert();
            policies[i].allows(AccessRequest(carol.addr, 0, 0, 0));
        }
    }

    function test_factory_sameArgumentsSamePolicy() public {
        vm.expectEmit(true, true, false, true, address(POLICIES));
        emit IPolicyFactory.PolicyCreated(
            _predict("TimeWindow.sol:TimeWindow", abi.encode(5, 6)), "TimeWindow", abi.encode(5, 6)
        );
        IAccessPolicy first = POLICIES.timeWindow(5, 6);
        vm.recordLogs();
        assertEq(address(POLICIES.timeWindow(5, 6)), address(first));
        assertEq(vm.getRecordedLogs().length, 0, "made once");
        assertNotEq(address(POLICIES.timeWindow(5, 7)), address(first));
        assertNotEq(
            address(POLICIES.membership(alice.addr)), address(POLICIES.membership(alice.addr)), "each list is another"
        );
        assertNotEq(address(POLICIES.allOf(_list(always, never))), address(POLICIES.anyOf(_list(always, never))));
    }

    function test_factory_RevertIf_countOrCodeMissing() public {
        vm.expectRevert(abi.encodeWithSelector(IPolicyFactory.PolicyFactoryInvalidCount.selector, 0));
        POLICIES.allOf(new IAccessPolicy[](0));
        vm.expectRevert(abi.encodeWithSelector(IPolicyFactory.PolicyFactoryInvalidCount.selector, 17));
        POLICIES.anyOf(new IAccessPolicy[](17));
        bytes memory noCode = abi.encodeWithSelector(IPolicyFactory.PolicyFactoryNoCode.selector, erin.addr);
        vm.expectRevert(noCode);
        POLICIES.not(IAccessPolicy(erin.addr));
        vm.expectRevert(noCode);
        POLICIES.tokenHolding(erin.addr, 1);
        vm.expectRevert(noCode);
        POLICIES.tokenIdHolding(erin.addr, 1, 1);
        vm.expectRevert(noCode);
        POLICIES.allOf(_list(always, IAccessPolicy(erin.addr)));
        IAccessPolicy[] memory sixteen = new IAccessPolicy[](16);
        for (uint256 i; i < 16; ++i) {
            sixteen[i] = always;
        }
        assertTrue(_allows(POLICIES.allOf(sixteen), carol.addr));
    }

    function _allows(IAccessPolicy policy, address account) private view returns (bool) {
        return policy.allows(AccessRequest(account, 0, 0, 0));
    }

    function _list(IAccessPolicy first, IAccessPolicy second) private pure returns (IAccessPolicy[] memory list) {
        list = new IAccessPolicy[](2);
        (list[0], list[1]) = (first, second);
    }

    function _predict(string memory what, bytes memory arguments) private view returns (address) {
        bytes memory code = bytes.concat(vm.getCode(artifact(what)), arguments);
        return vm.computeCreate2Address(0, keccak256(code), address(POLICIES));
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Authorization} from "../../src/interfaces/Authorization.sol";
import {Agreement, IEscrow} from "../../src/interfaces/IEscrow.sol";
import {IKeepers, Keeper} from "../../src/interfaces/IKeepers.sol";
import {IParameters} from "../../src/interfaces/IParameters.sol";
import {ISaharaToken} from "../../src/interfaces/ISaharaToken.sol";
import {Base} from "../Base.t.sol";

contract KeepersTest is Base {
    string private constant ENDPOINT = "http://127.0.0.1:4601";
    string private constant RECIPIENT = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

    function setUp() public override {
        super.setUp();
        fundStake(alice.addr);
    }

    function test_register() public {
        vm.expectEmit(address(KEEPERS));
        emit IKeepers.KeeperRegistered(alice.addr, 1, ENDPOINT, RECIPIENT);
        vm.expectEmit(address(KEEPERS));
        emit IKeepers.KeeperStaked(alice.addr, KEEPER_STAKE);
        vm.prank(alice.addr);
        KEEPERS.register(ENDPOINT, RECIPIENT);
        Keeper memory keeper = KEEPERS.keeperOf(alice.addr);
        assertTrue(keeper.active);
        assertEq(keeper.epoch, 1);
        assertEq(keeper.endpoint, ENDPOINT);
        assertEq(keeper.recipient, RECIPIENT);
        assertEq(KEEPERS.keepers().length, 1);
    }

    function test_register_againBeginsAnEpoch() public {
        vm.startPrank(alice.addr);
        KEEPERS.register(ENDPOINT, RECIPIENT);
        KEEPERS.register("http://127.0.0.1:4700", RECIPIENT);
        vm.stopPrank();
        assertEq(KEEPERS.keeperOf(alice.addr).epoch, 2);
        assertEq(KEEPERS.keeperOf(alice.addr).endpoint, "http://127.0.0.1:4700");
        assertEq(KEEPERS.keepers().length, 1);
    }

    function test_register_RevertIf_emptyOrTooLong() public {
        string memory longEndpoint = string(new bytes(201));
        string memory longRecipient = string(new bytes(2001));
        vm.expectRevert(IKeepers.KeepersInvalidRegistration.selector);
        KEEPERS.register("", RECIPIENT);
        vm.expectRevert(IKeepers.KeepersInvalidRegistration.selector);
        KEEPERS.register(ENDPOINT, "");
        vm.expectRevert(IKeepers.KeepersInvalidRegistration.selector);
        KEEPERS.register(longEndpoint, RECIPIENT);
        vm.expectRevert(IKeepers.KeepersInvalidRegistration.selector);
        KEEPERS.register(ENDPOINT, longRecipient);
        vm.prank(alice.addr);
        KEEPERS.register(string(new bytes(200)), string(new bytes(2000)));
    }

    function test_leave() public {
        vm.startPrank(alice.addr);
        KEEPERS.register(ENDPOINT, RECIPIENT);
        vm.expectEmit(address(KEEPERS));
        emit IKeepers.KeeperLeft(alice.addr);
        KEEPERS.leave();
        vm.stopPrank();
        assertEq(KEEPERS.keepers().length, 0);
        Keeper memory keeper = KEEPERS.keeperOf(alice.addr);
        assertFalse(keeper.active);
        assertEq(keeper.recipient, RECIPIENT, "shares dealt earlier name it");
    }

    function test_leave_thenRegisterBeginsAnEpoch() public {
        vm.startPrank(alice.addr);
        KEEPERS.register(ENDPOINT, RECIPIENT);
        KEEPERS.leave();
        KEEPERS.register(ENDPOINT, RECIPIENT);
        vm.stopPrank();
        assertEq(KEEPERS.keeperOf(alice.addr).epoch, 2);
        assertTrue(KEEPERS.keeperOf(alice.addr).active);
    }

    function test_leave_RevertIf_notActive() public {
        vm.expectRevert(abi.encodeWithSelector(IKeepers.KeepersNotActive.selector, alice.addr));
        vm.prank(alice.addr);
        KEEPERS.leave();
    }

    function test_register_locksTheStake() public {
        vm.expectEmit(address(ESCROW));
        Agreement memory agreement = stakeAgreement(alice.addr);
        emit IEscrow.Locked(address(KEEPERS), "keeper stake", alice.addr, agreement.terms, 0, KEEPER_STAKE);
        vm.prank(alice.addr);
        KEEPERS.register(ENDPOINT, RECIPIENT);
        assertEq(KEEPERS.stakeOf(alice.addr), KEEPER_STAKE);
        assertEq(ESCROW.depositOf(agreement).locked, KEEPER_STAKE);
        assertEq(KEEPERS.stakeDueAt(alice.addr), 0);
    }

    function test_register_locksOnlyWhatItIsAskedFor() public {
        vm.prank(bob.addr);
        ESCROW.fund(stakeAgreement(alice.addr), 5 ether);
        vm.startPrank(alice.addr);
        KEEPERS.register(ENDPOINT, RECIPIENT);
        KEEPERS.register("http://127.0.0.1:4700", RECIPIENT);
        assertEq(KEEPERS.stakeOf(alice.addr), KEEPER_STAKE);
        assertEq(ESCROW.reclaim(stakeAgreement(alice.addr)), 5 ether, "the rest is its own");
        vm.stopPrank();
    }

    function test_register_locksWhatIsLackingSinceAVote() public {
        vm.startPrank(alice.addr);
        KEEPERS.register(ENDPOINT, RECIPIENT);
        vm.stopPrank();
        _setStake(KEEPER_STAKE + 7 ether);
        vm.expectRevert(abi.encodeWithSelector(IEscrow.EscrowTooLittle.selector, 0, 7 ether));
        vm.prank(alice.addr);
        KEEPERS.register(ENDPOINT, RECIPIENT);
        fundStake(alice.addr);
        vm.prank(alice.addr);
        KEEPERS.register(ENDPOINT, RECIPIENT);
        assertEq(KEEPERS.stakeOf(alice.addr), KEEPER_STAKE + 7 ether);
    }

    function test_register_withoutStakeWhereNoneIsAsked() public {
        _setStake(0);
        vm.startPrank(dave.addr);
        KEEPERS.register(ENDPOINT, RECIPIENT);
        KEEPERS.leave();
        vm.warp(block.timestamp + KEEPER_UNBOND_DELAY);
        KEEPERS.releaseStake(dave.addr);
        vm.stopPrank();
        assertEq(ESCROW.withdrawable(dave.addr), 0);
    }

    function test_register_RevertIf_noStake() public {
        vm.expectRevert(abi.encodeWithSelector(IEscrow.EscrowTooLittle.selector, 0, KEEPER_STAKE));
        vm.prank(bob.addr);
        KEEPERS.register(ENDPOINT, RECIPIENT);
    }

    function test_registerWithAuthorization() public {
        Authorization memory stake = _authorizeStake(bob, KEEPER_STAKE, 1);
        uint256 before = TOKEN.balanceOf(bob.addr);
        vm.prank(bob.addr);
        KEEPERS.registerWithAuthorization(ENDPOINT, RECIPIENT, stake);
        assertEq(before - TOKEN.balanceOf(bob.addr), KEEPER_STAKE);
        assertEq(KEEPERS.stakeOf(bob.addr), KEEPER_STAKE);
        assertTrue(KEEPERS.keeperOf(bob.addr).active);
    }

    function test_registerWithAuthorization_broughtBySomeoneBefore() public {
        Authorization memory stake = _authorizeStake(bob, KEEPER_STAKE, 1);
        bytes32 salt = bytes32(uint256(1));
        vm.prank(carol.addr);
        ESCROW.fundWithAuthorization(stakeAgreement(bob.addr), KEEPER_STAKE, bob.addr, salt, stake);
        vm.prank(bob.addr);
        KEEPERS.registerWithAuthorization(ENDPOINT, RECIPIENT, stake);
        assertEq(KEEPERS.stakeOf(bob.addr), KEEPER_STAKE);
    }

    function test_registerWithAuthorization_again() public {
        vm.startPrank(bob.addr);
        KEEPERS.registerWithAuthorization(ENDPOINT, RECIPIENT, _authorizeStake(bob, KEEPER_STAKE, 1));
        KEEPERS.leave();
        vm.warp(block.timestamp + KEEPER_UNBOND_DELAY);
        KEEPERS.releaseStake(bob.addr);
        KEEPERS.registerWithAuthorization(ENDPOINT, RECIPIENT, _authorizeStake(bob, KEEPER_STAKE, 2));
        vm.stopPrank();
        assertEq(KEEPERS.stakeOf(bob.addr), KEEPER_STAKE);
    }

    /// @dev At first and again after a vote: the keeper pays what is lacking if it is not there, once and only as
    /// signed for that registration, and all of it comes back.
    function testFuzz_registerWithAuthorization(uint256[2] memory asked, uint256[2] memory gifts, bool[2] memory wrong)
        public
    {
        uint256 locked;
        uint256 inEscrow;
        uint256 paid;
        for (uint256 i; i < 2; ++i) {
            uint256 stake = bound(asked[i], 0, 1000 ether);
            _setStake(stake);
            uint256 missing = stake > locked ? stake - locked : 0;
            uint256 gift = bound(gifts[i], missing == 0 ? 0 : missing - 1, missing + 1);
            if (gift > 0) {
                vm.prank(erin.addr);
                ESCROW.fund(stakeAgreement(bob.addr), gift);
            }
            inEscrow += gift;
            Authorization memory stakeSigned =
                _authorizeStake(bob, missing, KEEPERS.keeperOf(bob.addr).epoch + (wrong[i] ? 2 : 1));
            if (inEscrow - locked < missing) {
                if (wrong[i]) {
                    vm.expectRevert(abi.encodeWithSelector(ISaharaToken.SaharaTokenInvalidSignature.selector, bob.addr));
                    vm.prank(bob.addr);
                    KEEPERS.registerWithAuthorization(ENDPOINT, RECIPIENT, stakeSigned);
                    assertEq(KEEPERS.stakeOf(bob.addr), locked);
                    assertEq(TOKEN.balanceOf(bob.addr), FUNDS - paid);
                    stakeSigned = _authorizeStake(bob, missing, KEEPERS.keeperOf(bob.addr).epoch + 1);
                }
                paid += missing;
                inEscrow += missing;
            }
            vm.prank(bob.addr);
            KEEPERS.registerWithAuthorization(ENDPOINT, RECIPIENT, stakeSigned);
            locked += missing;
            assertEq(KEEPERS.stakeOf(bob.addr), locked);
            assertEq(ESCROW.depositOf(stakeAgreement(bob.addr)).free, inEscrow - locked);
            assertEq(TOKEN.balanceOf(bob.addr), FUNDS - paid);
        }
        vm.startPrank(bob.addr);
        KEEPERS.leave();
        skip(KEEPER_UNBOND_DELAY);
        KEEPERS.releaseStake(bob.addr);
        if (inEscrow > locked) ESCROW.reclaim(stakeAgreement(bob.addr));
        vm.stopPrank();
        assertEq(ESCROW.withdraw(bob.addr), inEscrow);
    }

    function test_registerWithAuthorization_RevertIf_ofAnotherEpoch() public {
        Authorization memory stake = _authorizeStake(bob, KEEPER_STAKE, 2);
        vm.expectRevert(abi.encodeWithSelector(ISaharaToken.SaharaTokenInvalidSignature.selector, bob.addr));
        vm.prank(bob.addr);
        KEEPERS.registerWithAuthorization(ENDPOINT, RECIPIENT, stake);
    }

    function test_releaseStake() public {
        vm.startPrank(alice.addr);
        KEEPERS.register(ENDPOINT, RECIPIENT);
        KEEPERS.leave();
        vm.stopPrank();
        uint256 dueAt = block.timestamp + KEEPER_UNBOND_DELAY;
        assertEq(KEEPERS.stakeDueAt(alice.addr), dueAt);
        vm.warp(dueAt - 1);
        vm.expectRevert(abi.encodeWithSelector(IKeepers.KeepersStakeNotDue.selector, alice.addr, dueAt));
        KEEPERS.releaseStake(alice.addr);
        vm.warp(dueAt);
        vm.expectEmit(address(KEEPERS));
        emit IKeepers.KeeperStakeReleased(alice.addr, KEEPER_STAKE);
        vm.prank(bob.addr);
        KEEPERS.releaseStake(alice.addr);
        assertEq(KEEPERS.stakeOf(alice.addr), 0);
        uint256 before = TOKEN.balanceOf(alice.addr);
        ESCROW.withdraw(alice.addr);
        assertEq(TOKEN.balanceOf(alice.addr) - before, KEEPER_STAKE);
        vm.expectRevert(abi.encodeWithSelector(IKeepers.KeepersNotLeaving.selector, alice.addr));
        KEEPERS.releaseStake(alice.addr);
    }

    function test_releaseStake_RevertIf_itStayed() public {
        vm.startPrank(alice.addr);
        KEEPERS.register(ENDPOINT, RECIPIENT);
        vm.expectRevert(abi.encodeWithSelector(IKeepers.KeepersNotLeaving.selector, alice.addr));
        KEEPERS.releaseStake(alice.addr);
        KEEPERS.leave();
        KEEPERS.register(ENDPOINT, RECIPIENT);
        vm.stopPrank();
        vm.warp(block.timestamp + KEEPER_UNBOND_DELAY);
        vm.expectRevert(abi.encodeWithSelector(IKeepers.KeepersNotLeaving.selector, alice.addr));
        KEEPERS.releaseStake(alice.addr);
        assertEq(KEEPERS.stakeOf(alice.addr), KEEPER_STAKE);
    }

    /// @dev Whatever is asked, funded, and in what order: what is locked is what was asked at the last registration, or
    /// more from before, and all of it comes back.
    function testFuzz_stake_comesBack(uint96[4] memory asked, uint96[4] memory given) public {
        uint256 brought = KEEPER_STAKE;
        uint256 expected;
        for (uint256 i; i < asked.length; ++i) {
            uint256 stake = bound(asked[i], 0, 1000 ether);
            uint256 gift = bound(given[i], 1, 1000 ether);
            _setStake(stake);
            vm.prank(bob.addr);
            ESCROW.fund(stakeAgreement(alice.addr), gift);
            brought += gift;
            vm.prank(alice.addr);
            try KEEPERS.register(ENDPOINT, RECIPIENT) {
                if (stake > expected) expected = stake;
            } catch {
                assertGt(stake, brought, "it had enough");
            }
            assertEq(KEEPERS.stakeOf(alice.addr), expected);
        }
        if (expected > 0 || KEEPERS.keeperOf(alice.addr).active) {
            vm.prank(alice.addr);
            KEEPERS.leave();
            vm.warp(block.timestamp + KEEPER_UNBOND_DELAY);
            KEEPERS.releaseStake(alice.addr);
        }
        if (brought > expected) {
            vm.prank(alice.addr);
            ESCROW.reclaim(stakeAgreement(alice.addr));
        }
        assertEq(ESCROW.withdraw(alice.addr), brought);
    }

    function testFuzz_keepers_listsTheActiveOnes(uint8 joined, uint8 left) public {
        joined = uint8(bound(joined, 1, 20));
        left = uint8(bound(left, 0, joined));
        for (uint160 i = 1; i <= joined; ++i) {
            vm.prank(bob.addr);
            ESCROW.fund(stakeAgreement(address(i + 0xbeef)), KEEPER_STAKE);
            vm.prank(address(i + 0xbeef));
            KEEPERS.register(ENDPOINT, RECIPIENT);
        }
        for (uint160 i = 1; i <= left; ++i) {
            vm.prank(address(i + 0xbeef));
            KEEPERS.leave();
        }
        assertEq(KEEPERS.keepers().length, joined - left);
    }

    function _setStake(uint256 stake) private {
        govern(address(PARAMETERS), abi.encodeCall(IParameters.set, ("keeperStake", stake)));
    }

    function _authorizeStake(Account memory keeper, uint256 amount, uint256 epoch)
        private
        view
        returns (Authorization memory)
    {
        bytes32 nonce = keccak256(abi.encode(stakeAgreement(keeper.addr), amount, bytes32(epoch)));
        return authorize(keeper, address(ESCROW), amount, nonce);
    }
}

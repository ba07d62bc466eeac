// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {Authorization} from "../../src/interfaces/Authorization.sol";
import {IAssetRegistry, Publication} from "../../src/interfaces/IAssetRegistry.sol";
import {IGuardian} from "../../src/interfaces/IGuardian.sol";
import {OfferTerms} from "../../src/interfaces/ILicences.sol";
import {IParameters} from "../../src/interfaces/IParameters.sol";
import {IRevenue, Purchase} from "../../src/interfaces/IRevenue.sol";
import {Base} from "../Base.t.sol";

contract GuardianTest is Base {
    bytes32 private constant REASON = "reason";
    uint256 private constant PAUSE = 7 days;
    uint256 private constant INTERVAL = 30 days;

    address private foundation;
    uint256 private asset;
    bytes32 private offer;

    function setUp() public override {
        super.setUp();
        foundation = developer(FOUNDATION);
        (asset, offer) = publish(alice.addr, terms(ALL_RIGHTS, 0, 0, 100));
        buy(bob.addr, offer);
    }

    function test_veto_cancelsWhatIsQueued() public {
        bytes memory call = abi.encodeCall(IParameters.set, ("feeBasisPoints", 1000));
        vm.prank(developer(PROPOSER));
        TIMELOCK.schedule(address(PARAMETERS), 0, call, 0, 0, TIMELOCK_DELAY);
        bytes32 id = TIMELOCK.hashOperation(address(PARAMETERS), 0, call, 0, 0);
        vm.expectEmit(address(GUARDIAN));
        emit IGuardian.Vetoed(id, REASON);
        vm.prank(foundation);
        GUARDIAN.veto(id, REASON);
        skip(TIMELOCK_DELAY);
        vm.expectPartialRevert(TimelockController.TimelockUnexpectedOperationState.selector);
        TIMELOCK.execute(address(PARAMETERS), 0, call, 0, 0);
    }

    function test_pause_stopsPublishingAndEveryWayOfBuying() public {
        uint256 until = block.timestamp + PAUSE;
        vm.expectEmit(address(GUARDIAN));
        emit IGuardian.PausedNewBusiness(until, REASON);
        _pause();
        assertEq(REGISTRY.pausedUntil(), until);

        bytes memory paused = abi.encodeWithSelector(IRevenue.RevenuePaused.selector, until);
        Publication memory publication = publicationWith(new OfferTerms[](0));
        fundBond(alice.addr, REGISTRY.assetIdOf(alice.addr, publication.salt));
        vm.startPrank(alice.addr);
        vm.expectRevert(paused);
        REGISTRY.publish(publication);
        vm.stopPrank();

        Purchase memory purchase = purchaseOf(offer, carol.addr);
        Authorization memory authorization = authorizePurchase(carol, purchase);
        vm.startPrank(carol.addr);
        vm.expectRevert(paused);
        REVENUE.buy(purchase);
        vm.expectRevert(paused);
        REVENUE.buyWithPermit(purchase, 0, 0, 0, 0);
        vm.expectRevert(paused);
        REVENUE.buyWithAuthorization(purchase, carol.addr, 100, authorization);
        vm.expectRevert(paused);
        REVENUE.buyWithNative{value: 100}(purchase);
        vm.stopPrank();
    }

    /// @dev All that is not new business, while it is paused.
    function test_pause_stopsNothingElse() public {
        (uint256 other,) = publish(dave.addr, terms(DOWNLOAD, 0, 0, 1));
        vm.prank(dave.addr);
        REGISTRY.retire(other);
        skip(BOND_DELAY);
        vm.startPrank(carol.addr);
        ESCROW.fund(bondOf(carol.addr, 1), 5);
        VOTES.lock(5);
        VOTES.unlock(5);
        vm.stopPrank();
        _pause();
        skip(UNLOCK_DELAY);

        assertTrue(LICENCES.canOpen(bob.addr, asset, 1, 0), "bought access");
        pay(bob.addr, asset, 100);
        REVENUE.distribute(asset);
        assertEq(claim(alice.addr, asset), 196, "claims");
        REVENUE.claimTreasury();
        REGISTRY.releaseBond(other);
        assertEq(ESCROW.withdraw(dave.addr), PUBLISH_BOND, "bonds");
        assertEq(VOTES.withdraw(carol.addr), 5, "votes");
        vm.startPrank(carol.addr);
        ESCROW.reclaim(bondOf(carol.addr, 1));
        VOTES.lock(5);
        vm.stopPrank();
        vm.startPrank(alice.addr);
        SHARES.transfer(bob.addr, asset, 10);
        REGISTRY.addVersion(asset, 2, METADATA, COMMITMENT);
        LICENCES.grant(erin.addr, asset, DOWNLOAD, type(uint32).max);
        LICENCES.closeOffer(offer);
        REGISTRY.transferFrom(alice.addr, bob.addr, asset);
        vm.stopPrank();
        govern(address(PARAMETERS), abi.encodeCall(IParameters.set, ("feeBasisPoints", 1)));
    }

    function test_pause_endsByItselfAndIsNotRenewableAtOnce() public {
        uint256 start = block.timestamp;
        _pause();
        vm.warp(start + PAUSE - 1);
        Purchase memory purchase = purchaseOf(offer, carol.addr);
        vm.expectPartialRevert(IRevenue.RevenuePaused.selector);
        vm.prank(carol.addr);
        REVENUE.buy(purchase);
        vm.warp(start + PAUSE);
        buy(carol.addr, offer);
        vm.warp(start + INTERVAL - 1);
        vm.expectRevert(abi.encodeWithSelector(IGuardian.GuardianPausedTooRecently.selector, start + INTERVAL));
        _pause();
        vm.warp(start + INTERVAL);
        assertEq(GUARDIAN.nextPauseAt(), block.timestamp);
        _pause();
    }

    function test_unpause_isNoWayToPauseAgain() public {
        _pause();
        vm.expectEmit(address(GUARDIAN));
        emit IGuardian.ResumedNewBusiness();
        vm.prank(foundation);
        GUARDIAN.unpause();
        buy(carol.addr, offer);
        vm.expectPartialRevert(IGuardian.GuardianPausedTooRecently.selector);
        _pause();
    }

    function testFuzz_guardian_RevertIf_notFoundation(address caller) public {
        vm.assume(caller != foundation);
        bytes memory refusal = abi.encodeWithSelector(IGuardian.GuardianNotFoundation.selector, caller);
        vm.startPrank(caller);
        vm.expectRevert(refusal);
        GUARDIAN.veto(0, REASON);
        vm.expectRevert(refusal);
        GUARDIAN.pause(REASON);
        vm.expectRevert(refusal);
        GUARDIAN.unpause();
        vm.stopPrank();
    }

    function test_guardian_RevertIf_afterTheSunset() public {
        assertEq(GUARDIAN.sunset(), SUNSET);
        vm.warp(SUNSET);
        bytes memory expired = abi.encodeWithSelector(IGuardian.GuardianExpired.selector, SUNSET);
        vm.startPrank(foundation);
        vm.expectRevert(expired);
        GUARDIAN.veto(0, REASON);
        vm.expectRevert(expired);
        GUARDIAN.pause(REASON);
        vm.expectRevert(expired);
        GUARDIAN.unpause();
        vm.stopPrank();
    }

    /// @dev The DAO itself pauses only through the guardian's code.
    function testFuzz_registryPause_RevertIf_notGuardian(address caller) public {
        vm.assume(caller != address(GUARDIAN));
        bytes memory refusal = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller);
        vm.startPrank(caller);
        vm.expectRevert(refusal);
        REGISTRY.pause();
        vm.expectRevert(refusal);
        REGISTRY.unpause();
        vm.stopPrank();
    }

    function _pause() private {
        vm.prank(foundation);
        GUARDIAN.pause(REASON);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {Publication} from "../../src/interfaces/IAssetRegistry.sol";
import {ILicences, OfferTerms} from "../../src/interfaces/ILicences.sol";
import {HeldPurchase, IRevenue, Purchase} from "../../src/interfaces/IRevenue.sol";
import {Base} from "../Base.t.sol";
import {KeyTree} from "../KeyTree.sol";
import {StubbornLicences} from "../mocks/StubbornLicences.sol";

/// @notice A refund goes through all sales to the account; whoever calls says how much gas there is for that.
contract RefundGasTest is Base {
    using KeyTree for KeyTree.Plan;

    uint256 private constant MOST = 10_000_000;

    KeyTree.Plan private plan;
    uint256 private asset;
    bytes32 private day;

    function setUp() public override {
        super.setUp();
        OfferTerms memory terms_ = terms(DOWNLOAD, 24, 0, 1);
        terms_.refundHours = 48;
        Publication memory publication = publicationWith(terms_);
        asset = REGISTRY.assetIdOf(alice.addr, publication.salt);
        plan = KeyTree.Plan(asset, 1, 2, "another key", KeyTree.split("key", 2, 3));
        publication.commitment = plan.root();
        publish(alice.addr, publication);
        day = LICENCES.offerIdOf(asset, 0);
    }

    /// @notice Someone has bought an asset four hundred times for one account. Whatever gas is brought, the money of a
    /// purchase never comes back without its access going.
    function test_refund_takesTheAccessWithWhateverGas() public {
        HeldPurchase memory first = _buy();
        for (uint256 i = 1; i < 400; ++i) {
            _buy();
        }
        _prove();
        uint256 before = LICENCES.accessOf(carol.addr, asset);
        uint256 state = vm.snapshotState();
        uint256 least;
        for (uint256 gas = 100_000; gas < 3_000_000; gas += 50_000) {
            (bool done, bytes memory reason) = _refund(first, gas);
            if (!done) assertEq(reason, _tooLittle());
            if (!done) continue;
            if (least == 0) least = gas;
            assertEq(LICENCES.accessOf(carol.addr, asset), before - 24);
            vm.revertToState(state);
        }
        assertGt(least, 400_000, "so many sales take their gas");
        assertLt(least, 1_600_000, "some 3,000 gas a sale");
    }

    /// @dev Else a publisher with a bad key keeps others from an offer for ever.
    function test_refund_givesTheSaleBackToItsCap() public {
        OfferTerms memory capped = terms(DOWNLOAD, 24, 0, 1);
        capped.refundHours = 48;
        capped.maxSales = 1;
        vm.prank(alice.addr);
        bytes32 only = LICENCES.addOffers(asset, publicationWith(capped).offers)[0];
        HeldPurchase memory held = buyHeld(carol.addr, purchaseOf(only, carol.addr));
        Purchase memory next = purchaseOf(only, dave.addr);
        vm.expectRevert(abi.encodeWithSelector(ILicences.LicencesSoldOut.selector, only, 1));
        vm.prank(dave.addr);
        REVENUE.buy(next);
        _prove();
        REVENUE.refund(held);
        assertEq(LICENCES.offerOf(only).sold, 0);
        vm.prank(dave.addr);
        REVENUE.buy(next);
        assertEq(LICENCES.offerOf(only).sold, 1);
    }

    /// @notice What refuses for another reason than gas keeps nobody's money: it only takes a larger gas limit.
    function test_refund_goesThroughWhenLicencesRefuses() public {
        HeldPurchase memory held = _buy();
        address stubborn = address(new StubbornLicences());
        govern(address(LICENCES), abi.encodeCall(UUPSUpgradeable.upgradeToAndCall, (stubborn, "")));
        _prove();
        (bool done, bytes memory reason) = _refund(held, MOST);
        assertFalse(done);
        assertEq(reason, _tooLittle());
        uint256 before = TOKEN.balanceOf(carol.addr);
        (done,) = _refund(held, MOST + 100_000);
        assertTrue(done);
        assertEq(TOKEN.balanceOf(carol.addr), before + 1);
    }

    function _refund(HeldPurchase memory held, uint256 gas) private returns (bool done, bytes memory reason) {
        return address(REVENUE).call{gas: gas}(abi.encodeCall(IRevenue.refund, (held)));
    }

    function _buy() private returns (HeldPurchase memory) {
        return buyHeld(carol.addr, purchaseOf(day, carol.addr));
    }

    function _prove() private {
        uint256[] memory which = new uint256[](2);
        which[1] = 1;
        KEY_FAULTS.prove(plan.root(), plan.open(which));
    }

    function _tooLittle() private pure returns (bytes memory) {
        return abi.encodeWithSelector(IRevenue.RevenueTooLittleGas.selector, MOST);
    }
}

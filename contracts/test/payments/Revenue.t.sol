// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import {IRevenueShares} from "../../src/interfaces/IRevenueShares.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {Contributor, Parent, Publication, Relation} from "../../src/interfaces/IAssetRegistry.sol";
import {IParameters} from "../../src/interfaces/IParameters.sol";
import {IRevenue, Royalty} from "../../src/interfaces/IRevenue.sol";
import {Base} from "../Base.t.sol";
import {GreedyParameters} from "../mocks/GreedyParameters.sol";

contract RevenueTest is Base {
    uint128 private constant PRICE = 100 ether;
    uint256 private constant FEE = 2.5 ether;

    uint256 private asset;
    bytes32 private offer;

    function setUp() public override {
        super.setUp();
        (asset, offer) = publish(alice.addr, terms(DOWNLOAD, 0, 0, PRICE));
    }

    function test_pay_addsToTheTotals() public {
        pay(carol.addr, asset, 1 ether);
        pay(carol.addr, asset, 3);
        assertEq(REVENUE.totals(asset).net, 0.975 ether + 3); // the fee of 3 wei is 0
        assertEq(REVENUE.treasuryOwed(), 0.025 ether);
    }

    function test_pay_RevertIf_zeroAmount() public {
        vm.expectRevert(IRevenue.RevenueZeroAmount.selector);
        REVENUE.pay(asset, 0);
    }

    function test_pay_RevertIf_assetUnknown() public {
        vm.expectRevert(abi.encodeWithSelector(IRevenue.RevenueUnknownAsset.selector, 7));
        vm.prank(carol.addr);
        REVENUE.pay(7, 1);
    }

    function test_pay_feeOfTheMomentNeverReachesBack() public {
        pay(carol.addr, asset, 1 ether);
        govern(address(PARAMETERS), abi.encodeCall(IParameters.set, ("feeBasisPoints", 1000)));
        assertEq(REVENUE.treasuryOwed(), 0.025 ether);
        pay(carol.addr, asset, 1 ether);
        assertEq(REVENUE.treasuryOwed(), 0.125 ether);
        assertEq(REVENUE.totals(asset).net, 1.875 ether);
    }

    /// @dev Parameters can be upgraded, and its own bound with it.
    function test_pay_feeIsBoundedHereToo() public {
        bytes memory upgrade = abi.encodeCall(UUPSUpgradeable.upgradeToAndCall, (address(new GreedyParameters()), ""));
        govern(address(PARAMETERS), upgrade);
        assertEq(PARAMETERS.feeBasisPoints(), 10_001);
        vm.expectEmit(address(REVENUE));
        emit IRevenue.FeeUpdated(1000);
        assertEq(REVENUE.updateFee(), 1000);
        assertEq(REVENUE.feeBasisPoints(), 1000);
        pay(carol.addr, asset, 1 ether);
        assertEq(REVENUE.treasuryOwed(), 0.1 ether);
        assertEq(REVENUE.totals(asset).net, 0.9 ether);
    }

    function test_distribute_wholeNetGoesToTheSharesOfARoot() public {
        pay(carol.addr, asset, 1 ether);
        vm.expectEmit(address(REVENUE));
        emit IRevenue.Distributed(asset, 0.975 ether, 0, 0.975 ether);
        REVENUE.distribute(asset);
        assertEq(SHARES.claimable(alice.addr, asset), 0.975 ether);
        vm.recordLogs();
        (uint256 toAncestors, uint256 toShares) = REVENUE.distribute(asset);
        assertEq(toAncestors + toShares, 0, "twice changes nothing");
        assertEq(vm.getRecordedLogs().length, 0, "nor says so");
    }

    function test_distribute_paysAllLayersAbsolutely() public {
        (uint256 root, bytes32 rootDerive) = publish(alice.addr, terms(DERIVE, 0, 2000, 0));
        (uint256 middle, bytes32 middleDerive) =
            publishDerivative(bob.addr, root, rootDerive, terms(DERIVE, 0, 1000, 0));
        (uint256 leaf,) = publishDerivative(dave.addr, middle, middleDerive, terms(DOWNLOAD, 0, 0, 0));
        pay(carol.addr, leaf, 100 ether);
        (uint256 toAncestors, uint256 toShares) = REVENUE.distribute(leaf);
        assertEq(toAncestors, 29.25 ether);
        assertEq(toShares, 68.25 ether);
        assertEq(SHARES.claimable(alice.addr, root), 19.5 ether, "20 % however deep");
        assertEq(SHARES.claimable(bob.addr, middle), 9.75 ether);
        assertEq(SHARES.claimable(dave.addr, leaf), 68.25 ether);
        assertEq(REVENUE.totals(middle).net, 0, "a royalty is no revenue of the ancestor's own");
    }

    function test_distribute_diamondAddsRates() public {
        (uint256 root, bytes32 rootDerive) = publish(alice.addr, terms(DERIVE, 0, 1000, 0));
        (uint256 left, bytes32 leftDerive) = publishDerivative(bob.addr, root, rootDerive, terms(DERIVE, 0, 500, 0));
        (uint256 right, bytes32 rightDerive) = publishDerivative(bob.addr, root, rootDerive, terms(DERIVE, 0, 700, 0));
        buy(dave.addr, leftDerive);
        buy(dave.addr, rightDerive);
        Publication memory publication = publicationWith(terms(DOWNLOAD, 0, 0, 0));
        publication.parents = new Parent[](2);
        publication.parents[0] = Parent(left, leftDerive, Relation.TrainedOn);
        publication.parents[1] = Parent(right, rightDerive, Relation.Uses);
        uint256 leaf = publish(dave.addr, publication);

        Royalty[] memory royalties = REVENUE.royaltiesOf(leaf);
        assertEq(royalties.length, 3);
        assertEq(royalties[0].ancestor, root);
        assertEq(royalties[0].rate, 2000, "10 % on each of two ways");
        assertEq(royalties[1].ancestor, left);
        assertEq(royalties[1].rate, 500);
        assertEq(royalties[2].ancestor, right);
        assertEq(royalties[2].rate, 700);
    }

    /// @dev Two ancestors of 35 % both pass a whole wei at the same payment of one wei.
    function test_distribute_singleWeiNeverFails() public {
        (uint256 first, bytes32 firstDerive) = publish(alice.addr, terms(DERIVE, 0, 3500, 0));
        (uint256 second, bytes32 secondDerive) = publish(bob.addr, terms(DERIVE, 0, 3500, 0));
        buy(dave.addr, firstDerive);
        buy(dave.addr, secondDerive);
        Publication memory publication = publicationWith(terms(DOWNLOAD, 0, 0, 0));
        publication.parents = new Parent[](2);
        publication.parents[0] = Parent(first, firstDerive, Relation.TrainedOn);
        publication.parents[1] = Parent(second, secondDerive, Relation.TrainedOn);
        uint256 leaf = publish(dave.addr, publication);
        for (uint256 i; i < 20; ++i) {
            pay(carol.addr, leaf, 1);
            REVENUE.distribute(leaf);
        }
        assertEq(SHARES.cumulativeOf(first), 7);
        assertEq(SHARES.cumulativeOf(second), 7);
        assertEq(SHARES.cumulativeOf(leaf), 6);
    }

    function test_register_RevertIf_notRegistry() public {
        vm.expectRevert(abi.encodeWithSelector(IRevenue.RevenueNotRegistry.selector, erin.addr));
        vm.prank(erin.addr);
        REVENUE.register(1 << 16, new Royalty[](0), _aliceAlone());
    }

    /// @notice Not even an upgraded registry may give an asset without ancestors any, or other ones than it has.
    function test_register_RevertIf_alreadyRegistered() public {
        bytes memory issued = abi.encodeWithSelector(IRevenueShares.RevenueSharesAlreadyIssued.selector, asset);
        vm.startPrank(address(REGISTRY));
        vm.expectRevert(issued);
        REVENUE.register(asset, _royalties(1 << 16, 7000), _aliceAlone());

        uint256 other = 5 << 16;
        REVENUE.register(other, _royalties(asset, 7000), _aliceAlone());
        bytes memory again = abi.encodeWithSelector(IRevenueShares.RevenueSharesAlreadyIssued.selector, other);
        vm.expectRevert(again);
        REVENUE.register(other, new Royalty[](0), _aliceAlone());
        vm.expectRevert(again);
        REVENUE.register(other, _royalties(asset, 1), _aliceAlone());
        assertEq(REVENUE.royaltiesOf(other)[0].rate, 7000);
    }

    /// @notice Not even an upgraded registry may leave out the ancestors of a parent.
    function test_register_mergesByItself() public {
        uint256 child = 5 << 16;
        uint256 grandchild = 6 << 16;
        vm.startPrank(address(REGISTRY));
        REVENUE.register(child, _royalties(asset, 1000), _aliceAlone());
        Royalty[] memory parents = new Royalty[](3);
        parents[0] = Royalty(child, 500);
        parents[1] = Royalty(asset, 7);
        parents[2] = Royalty(7 << 16, 0); // gets nothing, so it need not be remembered
        Royalty[] memory expected = new Royalty[](2);
        (expected[0], expected[1]) = (Royalty(asset, 1007), Royalty(child, 500));
        assertEq(abi.encode(REVENUE.mergedRoyalties(parents)), abi.encode(expected));
        vm.expectEmit(address(REVENUE));
        emit IRevenue.LineageRegistered(grandchild, expected);
        REVENUE.register(grandchild, parents, _aliceAlone());
        assertEq(abi.encode(REVENUE.royaltiesOf(grandchild)), abi.encode(expected));
    }

    function test_register_RevertIf_aboveCap() public {
        Royalty[] memory royalties = new Royalty[](2);
        royalties[0] = Royalty(1 << 16, 7000);
        royalties[1] = Royalty(1 << 16, 1);
        vm.expectRevert(abi.encodeWithSelector(IRevenue.RevenueRoyaltiesAboveCap.selector, 7001, 7000));
        vm.prank(address(REGISTRY));
        REVENUE.register(5 << 16, royalties, _aliceAlone());
        // Nor does a rate reach into the id beside it.
        royalties[1].rate = type(uint16).max;
        vm.expectRevert(abi.encodeWithSelector(IRevenue.RevenueRoyaltiesAboveCap.selector, 72_535, 7000));
        vm.prank(address(REGISTRY));
        REVENUE.register(5 << 16, royalties, _aliceAlone());
    }

    function test_register_RevertIf_tooManyAncestors() public {
        Royalty[] memory royalties = new Royalty[](65);
        for (uint256 i; i < royalties.length; ++i) {
            royalties[i] = Royalty((i + 10) << 16, 1);
        }
        vm.expectRevert(abi.encodeWithSelector(IRevenue.RevenueTooManyAncestors.selector, 64));
        vm.prank(address(REGISTRY));
        REVENUE.register(5 << 16, royalties, _aliceAlone());
    }

    function test_register_RevertIf_ancestorIsNoAsset() public {
        vm.expectRevert(abi.encodeWithSelector(IRevenue.RevenueInvalidAncestor.selector, asset + 1));
        vm.prank(address(REGISTRY));
        REVENUE.register(5 << 16, _royalties(asset + 1, 1), _aliceAlone());
    }

    /// @dev A single ancestor is kept as it is, unless it looks like the address of code.
    function test_register_oneAncestorOfAnyId() public {
        for (uint256 bits = 16; bits < 256; bits += 48) {
            uint256 id = (1 << 200) | (bits << 16);
            vm.prank(address(REGISTRY));
            REVENUE.register(id, _royalties(1 << bits, 6999), _aliceAlone());
            Royalty[] memory royalties = REVENUE.royaltiesOf(id);
            assertEq(royalties.length, 1);
            assertEq(royalties[0].ancestor, 1 << bits);
            assertEq(royalties[0].rate, 6999);
        }
    }

    function test_register_withoutParentsTellsOfNoLineage() public {
        vm.recordLogs();
        publish(alice.addr, terms(DOWNLOAD, 0, 0, PRICE));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) {
            assertTrue(logs[i].topics[0] != IRevenue.LineageRegistered.selector);
        }
    }

    function test_register_emptyLineageReadsEmpty() public view {
        assertEq(REVENUE.royaltiesOf(asset).length, 0);
        assertEq(REVENUE.royaltiesOf(5).length, 0);
    }

    function test_setPausedUntil_isBoundedHereToo() public {
        vm.expectRevert(abi.encodeWithSelector(IRevenue.RevenueNotRegistry.selector, erin.addr));
        vm.prank(erin.addr);
        REVENUE.setPausedUntil(0);
        vm.prank(address(REGISTRY));
        REVENUE.setPausedUntil(type(uint256).max);
        assertEq(REVENUE.pausedUntil(), block.timestamp + 7 days);
    }

    function test_payOut_RevertIf_notShares() public {
        vm.expectRevert(abi.encodeWithSelector(IRevenue.RevenueNotShares.selector, erin.addr));
        vm.prank(erin.addr);
        REVENUE.payOut(erin.addr, 1);
    }

    function test_claimTreasury_paysTheTimelock() public {
        buy(carol.addr, offer);
        uint256 before = TOKEN.balanceOf(address(TIMELOCK));
        vm.expectEmit(address(REVENUE));
        emit IRevenue.TreasuryPaid(address(TIMELOCK), FEE);
        vm.prank(erin.addr);
        assertEq(REVENUE.claimTreasury(), FEE);
        assertEq(TOKEN.balanceOf(address(TIMELOCK)) - before, FEE);
        assertEq(REVENUE.treasuryOwed(), 0);
        vm.recordLogs();
        assertEq(REVENUE.claimTreasury(), 0);
        assertEq(vm.getRecordedLogs().length, 0, "nothing is told of nothing");
        pay(carol.addr, asset, 40);
        assertEq(REVENUE.claimTreasury(), 1, "a single wei is paid");
    }

    function _royalties(uint256 ancestor, uint16 rate) private pure returns (Royalty[] memory royalties) {
        royalties = new Royalty[](1);
        royalties[0] = Royalty(ancestor, rate);
    }

    function _aliceAlone() private view returns (Contributor[] memory contributors) {
        contributors = new Contributor[](1);
        contributors[0] = Contributor(alice.addr, 10_000);
    }
}

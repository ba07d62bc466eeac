// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {Contributor, Publication} from "../../src/interfaces/IAssetRegistry.sol";
import {IRevenueShares} from "../../src/interfaces/IRevenueShares.sol";
import {Base} from "../Base.t.sol";

contract RevenueSharesTest is Base {
    uint256 private asset;

    function setUp() public override {
        super.setUp();
        Publication memory publication = publicationWith(terms(DOWNLOAD, 0, 0, 0));
        publication.contributors = contributorList(alice.addr, 7000, dave.addr);
        asset = publish(alice.addr, publication);
    }

    function test_issue_givesContributorsTheirShares() public view {
        assertEq(SHARES.balanceOf(alice.addr, asset), 7000);
        assertEq(SHARES.balanceOf(dave.addr, asset), 3000);
    }

    function test_issue_saysWhoHasWhat() public {
        Contributor[] memory contributors = contributorList(alice.addr, 5000, dave.addr);
        vm.expectEmit(address(SHARES));
        emit IRevenueShares.SharesIssued(1, contributors);
        vm.prank(address(REVENUE));
        SHARES.issue(1, contributors);
    }

    function test_issue_RevertIf_notRevenue() public {
        vm.expectRevert(abi.encodeWithSelector(IRevenueShares.RevenueSharesNotRevenue.selector, erin.addr));
        vm.prank(erin.addr);
        SHARES.issue(1, contributorList(erin.addr, 5000, erin.addr));
    }

    function test_issue_RevertIf_alreadyIssued() public {
        vm.expectRevert(abi.encodeWithSelector(IRevenueShares.RevenueSharesAlreadyIssued.selector, asset));
        vm.prank(address(REVENUE));
        SHARES.issue(asset, contributorList(erin.addr, 5000, erin.addr));
    }

    function test_issue_RevertIf_wrongTotal() public {
        Contributor[] memory contributors = contributorList(alice.addr, 5000, bob.addr);
        contributors[0].shares = 4999;
        vm.expectRevert(abi.encodeWithSelector(IRevenueShares.RevenueSharesWrongTotal.selector, 9999, 10_000));
        vm.prank(address(REVENUE));
        SHARES.issue(1, contributors);
    }

    function test_issue_RevertIf_contributorIsNobody() public {
        vm.expectRevert(abi.encodeWithSelector(ERC6909.ERC6909InvalidReceiver.selector, address(0)));
        vm.prank(address(REVENUE));
        SHARES.issue(1, contributorList(alice.addr, 5000, address(0)));
    }

    function test_credit_RevertIf_notRevenue() public {
        vm.expectRevert(abi.encodeWithSelector(IRevenueShares.RevenueSharesNotRevenue.selector, erin.addr));
        vm.prank(erin.addr);
        SHARES.credit(asset, one(asset), one(1));
    }

    function test_credit_RevertIf_lengthMismatch() public {
        vm.expectRevert(abi.encodeWithSelector(IRevenueShares.RevenueSharesLengthMismatch.selector, 1, 0));
        vm.prank(address(REVENUE));
        SHARES.credit(asset, one(asset), new uint256[](0));
    }

    function test_credit_saysFromWhere() public {
        pay(carol.addr, asset, 100);
        vm.expectEmit(address(SHARES));
        emit IRevenueShares.Credited(asset, asset, 98, 98); // the fee is 2
        REVENUE.distribute(asset);
        assertEq(SHARES.cumulativeOf(asset), 98);
    }

    function test_credit_ofNothingSaysNothing() public {
        vm.recordLogs();
        vm.prank(address(REVENUE));
        SHARES.credit(asset, one(asset), one(0));
        assertEq(vm.getRecordedLogs().length, 0);
    }

    function test_claim_ofNothingDoesNothing() public {
        vm.recordLogs();
        assertEq(SHARES.claim(dave.addr, one(asset)), 0);
        assertEq(vm.getRecordedLogs().length, 0);
    }

    function test_claim_anyoneTriggersTheAccountIsPaid() public {
        _earn(100 ether); // 97.5 net
        vm.expectEmit(address(SHARES));
        emit IRevenueShares.Claimed(dave.addr, asset, 29.25 ether);
        vm.prank(erin.addr);
        assertEq(SHARES.claim(dave.addr, one(asset)), 29.25 ether);
        assertEq(TOKEN.balanceOf(dave.addr), FUNDS + 29.25 ether);
        assertEq(SHARES.claimable(dave.addr, asset), 0);
        assertEq(SHARES.claimable(alice.addr, asset), 68.25 ether, "nobody else is touched");
    }

    function test_claim_twiceInOneCallPaysOnce() public {
        _earn(100 ether);
        uint256[] memory assetIds = new uint256[](2);
        (assetIds[0], assetIds[1]) = (asset, asset);
        assertEq(SHARES.claim(dave.addr, assetIds), 29.25 ether);
        assertEq(SHARES.claim(dave.addr, assetIds), 0);
    }

    function test_claim_nothingForStrangers() public {
        _earn(100 ether);
        assertEq(claim(erin.addr, asset), 0);
        assertEq(claim(alice.addr, 5), 0);
    }

    function test_claim_keepsTheFraction() public {
        _earn(1); // 0.3 wei for Dave
        assertEq(claim(dave.addr, asset), 0);
        _earn(1);
        _earn(1);
        assertEq(claim(dave.addr, asset), 0);
        _earn(1); // 1.2 wei
        assertEq(claim(dave.addr, asset), 1);
        _earn(1);
        _earn(1);
        assertEq(claim(dave.addr, asset), 0);
        _earn(1); // 2.1 wei
        assertEq(claim(dave.addr, asset), 1);
    }

    function test_transfer_laterIncomeIsTheBuyers() public {
        pay(carol.addr, asset, 100 ether); // not distributed: the transfer does it
        vm.prank(dave.addr);
        SHARES.transfer(erin.addr, asset, 1000);
        assertEq(SHARES.claimable(dave.addr, asset), 29.25 ether);
        assertEq(SHARES.claimable(erin.addr, asset), 0);
        _earn(100 ether);
        assertEq(SHARES.claimable(dave.addr, asset), 48.75 ether);
        assertEq(SHARES.claimable(erin.addr, asset), 9.75 ether);
    }

    function test_transfer_toOneselfChangesNothing() public {
        _earn(100 ether);
        vm.prank(dave.addr);
        SHARES.transfer(dave.addr, asset, 3000);
        assertEq(SHARES.balanceOf(dave.addr, asset), 3000);
        assertEq(SHARES.claimable(dave.addr, asset), 29.25 ether);
    }

    function test_transferFrom_byOperatorSettlesToo() public {
        pay(carol.addr, asset, 100 ether);
        vm.prank(dave.addr);
        SHARES.setOperator(bob.addr, true);
        vm.expectEmit(address(SHARES));
        emit IERC6909.Transfer(bob.addr, dave.addr, erin.addr, asset, 3000);
        vm.prank(bob.addr);
        SHARES.transferFrom(dave.addr, erin.addr, asset, 3000);
        assertEq(SHARES.claimable(dave.addr, asset), 29.25 ether);
        assertEq(SHARES.claimable(erin.addr, asset), 0);
    }

    function test_transfer_RevertIf_notEnoughShares() public {
        vm.expectRevert(
            abi.encodeWithSelector(ERC6909.ERC6909InsufficientBalance.selector, dave.addr, 3000, 3001, asset)
        );
        vm.prank(dave.addr);
        SHARES.transfer(erin.addr, asset, 3001);
    }

    function _earn(uint128 amount) private {
        pay(carol.addr, asset, amount);
        REVENUE.distribute(asset);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {RoyaltySplitter} from "../../src/exchange/RoyaltySplitter.sol";
import {RoyaltySplitters} from "../../src/exchange/RoyaltySplitters.sol";
import {INativeAdapter} from "../../src/interfaces/INativeAdapter.sol";
import {IRevenue} from "../../src/interfaces/IRevenue.sol";
import {IRoyaltySplitter} from "../../src/interfaces/IRoyaltySplitter.sol";
import {IRoyaltySplitters} from "../../src/interfaces/IRoyaltySplitters.sol";
import {Base} from "../Base.t.sol";
import {Caller} from "../mocks/Caller.sol";
import {OtherToken} from "../mocks/OtherToken.sol";

/// @notice Whatever reaches the royalty address of an asset becomes its revenue, or leaves to its owner.
contract RoyaltySplittersTest is Base {
    uint256 private parent;
    uint256 private asset;
    address private splitter;

    function setUp() public override {
        super.setUp();
        bytes32 derive;
        (parent, derive) = publish(alice.addr, terms(DERIVE, 0, 1000, 5 ether));
        (asset,) = publishDerivative(bob.addr, parent, derive, terms(DOWNLOAD, 0, 0, 5 ether));
        splitter = SPLITTERS.splitterOf(asset);
    }

    function test_royaltyInfo_namesTheSplitter() public view {
        (address receiver, uint256 amount) = REGISTRY.royaltyInfo(asset, 1 ether);
        assertEq(receiver, splitter);
        assertEq(amount, 0.05 ether);
        assertEq(splitter.code.length, 0, "not deployed before it is asked");
        assertTrue(REGISTRY.supportsInterface(type(IERC2981).interfaceId));
        assertTrue(SPLITTERS.splitterOf(parent) != splitter);
    }

    function test_release_paysTheWholeLineage() public {
        vm.prank(carol.addr);
        TOKEN.transfer(splitter, 100 ether);
        vm.expectEmit(address(REVENUE));
        emit IRevenue.Paid(asset, splitter, 100 ether, 2.5 ether, 97.5 ether);
        vm.prank(erin.addr);
        assertEq(SPLITTERS.release(asset), 100 ether);
        REVENUE.distribute(asset);
        assertEq(SHARES.claimable(alice.addr, parent), 9.75 ether);
        assertEq(SHARES.claimable(bob.addr, asset), 87.75 ether);
    }

    function test_release_wrapsNativeCoin() public {
        vm.deal(splitter, 3 ether); // before there is code
        SPLITTERS.release(asset);
        assertGt(splitter.code.length, 0);
        vm.prank(carol.addr);
        (bool sent,) = splitter.call{value: 4 ether}("");
        assertTrue(sent);
        vm.prank(carol.addr);
        TOKEN.transfer(splitter, 1 ether);
        assertEq(SPLITTERS.release(asset), 5 ether);
        assertEq(SPLITTERS.release(asset), 0);
        assertEq(REVENUE.totals(asset).net, 8 ether * 9750 / 10_000);
        assertEq(splitter.balance, 0);
    }

    function testFuzz_release_paysAllThatCame(uint256 tokens, uint256 coin) public {
        tokens = bound(tokens, 0, FUNDS);
        coin = bound(coin, 0, FUNDS);
        vm.startPrank(carol.addr);
        TOKEN.transfer(splitter, tokens);
        (bool sent,) = splitter.call{value: coin}("");
        vm.stopPrank();
        assertTrue(sent);
        assertEq(SPLITTERS.release(asset), tokens + coin);
        uint256 fee = (tokens + coin) * FEE_BASIS_POINTS / 10_000;
        assertEq(REVENUE.totals(asset).net, tokens + coin - fee);
        assertEq(TOKEN.balanceOf(splitter) + splitter.balance, 0);
    }

    function test_release_RevertIf_unknownAsset() public {
        address stranger = SPLITTERS.splitterOf(7);
        vm.prank(carol.addr);
        TOKEN.transfer(stranger, 1 ether);
        vm.expectRevert(abi.encodeWithSelector(IRevenue.RevenueUnknownAsset.selector, 7));
        SPLITTERS.release(7);
    }

    function test_rescue_sendsOtherTokensToTheOwner() public {
        OtherToken other = new OtherToken(splitter, 9);
        vm.prank(erin.addr);
        assertEq(SPLITTERS.rescue(asset, address(other)), 9);
        assertEq(other.balanceOf(bob.addr), 9);
    }

    /// @dev Whatever else came, and whoever owns the asset by now: all of a stray token leaves to that owner, once, and
    /// what is split stays for the lineage to the wei.
    function testFuzz_rescue(address owner, uint256 stray, uint256 tokens, uint256 coin) public {
        vm.assume(owner != address(0) && owner != splitter);
        (tokens, coin) = (bound(tokens, 0, FUNDS), bound(coin, 0, FUNDS));
        OtherToken other = new OtherToken(splitter, stray);
        vm.startPrank(carol.addr);
        TOKEN.transfer(splitter, tokens);
        (bool sent,) = splitter.call{value: coin}("");
        assertTrue(sent);
        vm.startPrank(bob.addr);
        REGISTRY.transferFrom(bob.addr, owner, asset);
        vm.stopPrank();

        vm.expectRevert(abi.encodeWithSelector(IRoyaltySplitter.RoyaltySplitterNotRescued.selector, TOKEN));
        SPLITTERS.rescue(asset, address(TOKEN));
        vm.expectRevert(abi.encodeWithSelector(IRoyaltySplitter.RoyaltySplitterNotRescued.selector, address(0)));
        SPLITTERS.rescue(asset, address(0));
        assertEq(SPLITTERS.rescue(parent, address(other)), 0, "what came to another asset is not its");
        assertEq(SPLITTERS.rescue(asset, address(other)), stray);
        assertEq(SPLITTERS.rescue(asset, address(other)), 0, "once");
        assertEq(other.balanceOf(owner), stray);
        assertEq(TOKEN.balanceOf(splitter), tokens);
        assertEq(splitter.balance, coin);
        assertEq(SPLITTERS.release(asset), tokens + coin);
    }

    function test_rescue_RevertIf_itIsSplit() public {
        address[2] memory tokens = [address(TOKEN), address(0)];
        for (uint256 i; i < tokens.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IRoyaltySplitter.RoyaltySplitterNotRescued.selector, tokens[i]));
            vm.prank(bob.addr);
            SPLITTERS.rescue(asset, tokens[i]);
        }
    }

    /// @notice Where native coin is not SAHARA's it does no harm, and it leaves to the owner.
    function test_rescue_sendsNativeCoinWhereNothingWrapsIt() public {
        RoyaltySplitter implementation = new RoyaltySplitter(TOKEN, INativeAdapter(address(0)), REGISTRY, REVENUE);
        IRoyaltySplitters splitters = new RoyaltySplitters(address(implementation));
        address elsewhere = splitters.splitterOf(asset);
        vm.deal(elsewhere, 2 ether);
        vm.prank(carol.addr);
        TOKEN.transfer(elsewhere, 1 ether);
        assertEq(splitters.release(asset), 1 ether);

        Caller owner = new Caller();
        owner.refuse();
        vm.prank(bob.addr);
        REGISTRY.transferFrom(bob.addr, address(owner), asset);
        vm.expectRevert(abi.encodeWithSelector(IRoyaltySplitter.RoyaltySplitterTransferFailed.selector, address(owner)));
        splitters.rescue(asset, address(0));
        vm.prank(address(owner));
        REGISTRY.transferFrom(address(owner), bob.addr, asset);
        assertEq(splitters.rescue(asset, address(0)), 2 ether);
        assertEq(bob.addr.balance, FUNDS + 2 ether);
    }

    function test_rescue_reenteredSendsOnce() public {
        RoyaltySplitter implementation = new RoyaltySplitter(TOKEN, INativeAdapter(address(0)), REGISTRY, REVENUE);
        IRoyaltySplitters splitters = new RoyaltySplitters(address(implementation));
        vm.deal(splitters.splitterOf(asset), 2 ether);
        Caller owner = new Caller();
        vm.prank(bob.addr);
        REGISTRY.transferFrom(bob.addr, address(owner), asset);
        owner.reenter(address(splitters), abi.encodeCall(splitters.rescue, (asset, address(0))));
        assertEq(splitters.rescue(asset, address(0)), 2 ether);
        (bool again, bytes memory result) = owner.reentry();
        assertTrue(again);
        assertEq(abi.decode(result, (uint256)), 0, "nothing is left");
        assertEq(address(owner).balance, 2 ether);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IContributions, Contribution} from "../../src/interfaces/IContributions.sol";
import {ISaharaID} from "../../src/interfaces/ISaharaID.sol";
import {Base} from "../Base.t.sol";

/// @notice The asset's owner attests, the contributor accepts, and so it stays.
contract ContributionsTest is Base {
    bytes32 private constant ROLE = "labelling";
    bytes32 private constant EVIDENCE = keccak256("evidence");

    uint256 private asset;
    uint256 private bobId;

    function setUp() public override {
        super.setUp();
        (asset,) = publish(alice.addr, terms(DOWNLOAD, 0, 0, 5));
        bobId = registerId(bob.addr, "bob");
    }

    function test_attestContribution_waitsForTheContributor() public {
        bytes32 expected = keccak256(abi.encode(asset, 1, bobId, ROLE, EVIDENCE));
        vm.expectEmit();
        emit IContributions.ContributionAttested(expected, asset, bobId, 1, ROLE, EVIDENCE, alice.addr);
        bytes32 contributionId = _attest();
        assertEq(contributionId, expected);
        Contribution memory contribution = CONTRIBUTIONS.contributionOf(contributionId);
        assertEq(contribution.assetId, asset);
        assertEq(contribution.contributor, bobId);
        assertEq(contribution.version, 1);
        assertEq(contribution.attestedAt, block.timestamp);
        assertEq(contribution.acceptedAt, 0);
        assertEq(contribution.role, ROLE);
        assertEq(contribution.evidence, EVIDENCE);
        assertEq(CONTRIBUTIONS.contributionCount(bobId), 0);
    }

    function test_acceptContribution_isPartOfTheHistory() public {
        bytes32 first = _attest();
        vm.startPrank(alice.addr);
        REGISTRY.addVersion(asset, 2, METADATA, COMMITMENT);
        bytes32 second = CONTRIBUTIONS.attestContribution(asset, 2, bobId, ROLE, EVIDENCE);
        vm.stopPrank();
        skip(1 days);
        vm.startPrank(bob.addr);
        vm.expectEmit();
        emit IContributions.ContributionAccepted(second, asset, bobId, 0);
        CONTRIBUTIONS.acceptContribution(second);
        CONTRIBUTIONS.acceptContribution(first);
        vm.stopPrank();
        assertEq(CONTRIBUTIONS.contributionCount(bobId), 2);
        assertEq(CONTRIBUTIONS.contributionAt(bobId, 0), second);
        assertEq(CONTRIBUTIONS.contributionAt(bobId, 1), first);
        assertEq(CONTRIBUTIONS.contributionOf(first).attestedAt, block.timestamp - 1 days);
        assertEq(CONTRIBUTIONS.contributionOf(first).acceptedAt, block.timestamp);
    }

    function test_contribution_outlivesTheOwner() public {
        bytes32 contributionId = _attest();
        vm.prank(alice.addr);
        REGISTRY.transferFrom(alice.addr, carol.addr, asset);
        vm.prank(bob.addr);
        CONTRIBUTIONS.acceptContribution(contributionId);
        assertEq(CONTRIBUTIONS.contributionAt(bobId, 0), contributionId);
    }

    function testFuzz_attestContribution_RevertIf_notAssetOwner(address caller) public {
        vm.assume(caller != alice.addr);
        vm.expectRevert(abi.encodeWithSelector(IContributions.ContributionsNotAssetOwner.selector, asset, caller));
        vm.prank(caller);
        CONTRIBUTIONS.attestContribution(asset, 1, bobId, ROLE, EVIDENCE);
    }

    function test_attestContribution_RevertIf_unknown() public {
        vm.startPrank(alice.addr);
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, 7));
        CONTRIBUTIONS.attestContribution(7, 1, bobId, ROLE, EVIDENCE);
        vm.expectRevert(abi.encodeWithSelector(IContributions.ContributionsUnknownVersion.selector, asset, 0));
        CONTRIBUTIONS.attestContribution(asset, 0, bobId, ROLE, EVIDENCE);
        vm.expectRevert(abi.encodeWithSelector(IContributions.ContributionsUnknownVersion.selector, asset, 2));
        CONTRIBUTIONS.attestContribution(asset, 2, bobId, ROLE, EVIDENCE);
        vm.expectRevert(abi.encodeWithSelector(ISaharaID.SaharaIDUnknown.selector, bobId + 1));
        CONTRIBUTIONS.attestContribution(asset, 1, bobId + 1, ROLE, EVIDENCE);
        vm.expectRevert(IContributions.ContributionsInvalidRole.selector);
        CONTRIBUTIONS.attestContribution(asset, 1, bobId, 0, EVIDENCE);
        vm.stopPrank();
    }

    function test_attestContribution_RevertIf_attestedBefore() public {
        bytes32 contributionId = _attest();
        vm.expectRevert(abi.encodeWithSelector(IContributions.ContributionsAlreadyAttested.selector, contributionId));
        _attest();
    }

    function test_acceptContribution_RevertIf_notTheContributor() public {
        bytes32 contributionId = _attest();
        link(bob, bobId, carol);
        address[2] memory callers = [alice.addr, carol.addr];
        for (uint256 i; i < callers.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(IContributions.ContributionsNotContributor.selector, bobId, callers[i])
            );
            vm.prank(callers[i]);
            CONTRIBUTIONS.acceptContribution(contributionId);
        }
    }

    function test_acceptContribution_RevertIf_acceptedBefore() public {
        bytes32 contributionId = _attest();
        vm.startPrank(bob.addr);
        CONTRIBUTIONS.acceptContribution(contributionId);
        vm.expectRevert(abi.encodeWithSelector(IContributions.ContributionsAlreadyAccepted.selector, contributionId));
        CONTRIBUTIONS.acceptContribution(contributionId);
        vm.stopPrank();
    }

    function test_contribution_RevertIf_unknown() public {
        bytes memory unknown = abi.encodeWithSelector(IContributions.ContributionsUnknown.selector, EVIDENCE);
        vm.expectRevert(unknown);
        CONTRIBUTIONS.contributionOf(EVIDENCE);
        vm.expectRevert(unknown);
        vm.prank(bob.addr);
        CONTRIBUTIONS.acceptContribution(EVIDENCE);
    }

    function _attest() private returns (bytes32) {
        vm.prank(alice.addr);
        return CONTRIBUTIONS.attestContribution(asset, 1, bobId, ROLE, EVIDENCE);
    }
}

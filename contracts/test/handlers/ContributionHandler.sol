// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IContributions} from "../../src/interfaces/IContributions.sol";
import {Handler} from "./Handler.sol";
import {IdentityHandler} from "./IdentityHandler.sol";
import {MarketHandler} from "./MarketHandler.sol";
import {World} from "./World.sol";

/// @notice Owners who attest who contributed to what, and contributors who say yes: once, whoever their IDs are later.
contract ContributionHandler is Handler {
    struct Known {
        bytes32 id;
        uint256 contributor;
        bool accepted;
    }

    MarketHandler private immutable _market;
    IdentityHandler private immutable _identity;
    Known[] private _known;
    mapping(bytes32 contributionId => bool) private _attested;
    mapping(uint256 contributor => bytes32[]) private _accepted;

    constructor(World world, MarketHandler market, IdentityHandler identity) Handler(world) {
        (_market, _identity) = (market, identity);
    }

    function attest(uint256 what, uint256 which, uint256 whom, uint256 role) external action {
        uint256 assetId = _asset(what);
        uint256 ids = _identity.count();
        if (assetId == 0 || ids == 0) return;
        uint32 version = uint32(1 + which % _market.versionsOf(assetId));
        uint256 contributor = 1 + whom % ids;
        bytes32 name = role % 2 == 0 ? bytes32("labelling") : bytes32("review");
        bytes32 id = CONTRIBUTIONS.contributionIdOf(assetId, version, contributor, name, 0);
        vm.prank(REGISTRY.ownerOf(assetId));
        if (_attested[id]) vm.expectPartialRevert(IContributions.ContributionsAlreadyAttested.selector);
        CONTRIBUTIONS.attestContribution(assetId, version, contributor, name, 0);
        if (_attested[id]) return;
        _attested[id] = true;
        _known.push(Known(id, contributor, false));
        _done();
    }

    function accept(uint256 which, uint256 who) external action {
        if (_known.length == 0) return;
        Known storage known = _known[which % _known.length];
        address owner = _identity.ownerOf(known.contributor);
        address caller = who % 4 == 0 ? _actor(who >> 8).addr : owner;
        bytes4 refusal;
        if (caller != owner) refusal = IContributions.ContributionsNotContributor.selector;
        else if (known.accepted) refusal = IContributions.ContributionsAlreadyAccepted.selector;
        vm.prank(caller);
        if (refusal != 0) vm.expectPartialRevert(refusal);
        CONTRIBUTIONS.acceptContribution(known.id);
        if (refusal != 0) return;
        known.accepted = true;
        _accepted[known.contributor].push(known.id);
        _done();
    }

    /// @notice Each history is what was accepted, in order.
    function assertBooks() external view {
        for (uint256 contributor = 1; contributor <= _identity.count(); ++contributor) {
            bytes32[] memory accepted = _accepted[contributor];
            assertEq(CONTRIBUTIONS.contributionCount(contributor), accepted.length, "contributions");
            for (uint256 i; i < accepted.length; ++i) {
                assertEq(CONTRIBUTIONS.contributionAt(contributor, i), accepted[i], "contribution");
            }
        }
    }
}

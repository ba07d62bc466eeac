// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Parent, Publication, Relation} from "../../src/interfaces/IAssetRegistry.sol";
import {Royalty} from "../../src/interfaces/IRevenue.sol";
import {Base} from "../Base.t.sol";

/// @notice What anyone receives depends on what was paid, not on who distributed when.
contract DistributionFuzz is Base {
    uint256[3] private assets; // root ← middle ← leaf, and leaf ← root
    uint16[3] private rates; // root by middle, root by leaf, middle by leaf

    function _publishFamily(uint16 first, uint16 second, uint16 third) private {
        rates[0] = uint16(bound(first, 0, 3000)); // the leaf inherits it
        rates[1] = uint16(bound(second, 0, 2000));
        rates[2] = uint16(bound(third, 0, 2000));
        (uint256 root, bytes32 toMiddle) = publish(alice.addr, terms(DERIVE, 0, rates[0], 0));
        (uint256 middle, bytes32 toLeaf) = publishDerivative(bob.addr, root, toMiddle, terms(DERIVE, 0, rates[2], 0));

        Publication memory publication = publicationWith(terms(DOWNLOAD, 0, 0, 0));
        publication.parents = new Parent[](2);
        publication.parents[0] = Parent(middle, toLeaf, Relation.FinetunedFrom);
        publication.parents[1] = Parent(root, _addDerive(root, rates[1]), Relation.TrainedOn);
        publication.contributors = contributorList(dave.addr, 3333, erin.addr);
        buy(dave.addr, toLeaf);
        buy(dave.addr, publication.parents[1].offerId);
        assets = [root, middle, publish(dave.addr, publication)];
    }

    function _addDerive(uint256 assetId, uint16 royalty) private returns (bytes32) {
        vm.prank(alice.addr);
        return LICENCES.addOffers(assetId, publicationWith(terms(DERIVE, 0, royalty, 0)).offers)[0];
    }

    function testFuzz_publish_mergesLineage(uint16 first, uint16 second, uint16 third) public {
        _publishFamily(first, second, third);
        Royalty[] memory royalties = REVENUE.royaltiesOf(assets[2]);
        uint256 ofRoot;
        uint256 ofMiddle;
        for (uint256 i; i < royalties.length; ++i) {
            assertGt(royalties[i].rate, 0, "no empty entry");
            if (royalties[i].ancestor == assets[0]) ofRoot += royalties[i].rate;
            else if (royalties[i].ancestor == assets[1]) ofMiddle += royalties[i].rate;
            else revert("a stranger in the lineage");
        }
        assertEq(ofRoot, rates[0] + rates[1]);
        assertEq(ofMiddle, rates[2]);
        assertLe(royalties.length, 2, "each ancestor once");
    }

    function testFuzz_distribute_anyOrderGivesEqualResults(
        uint16[3] memory chosen,
        uint64[12] memory amounts,
        uint256 order
    ) public {
        _publishFamily(chosen[0], chosen[1], chosen[2]);
        uint256 start = vm.snapshotState();

        for (uint256 i; i < amounts.length; ++i) {
            _pay(assets[i % 3], amounts[i]);
        }
        _distributeAll();
        uint256[4] memory atTheEnd = _claimable();

        vm.revertToState(start);
        for (uint256 i; i < amounts.length; ++i) {
            _pay(assets[i % 3], amounts[i]);
            uint256 what = (order >> (i * 8)) % 8;
            if (what < 3) REVENUE.distribute(assets[what]);
            else if (what == 3) _distributeAll();
        }
        REVENUE.distribute(assets[order % 3]);
        _distributeAll();
        uint256[4] memory inBetween = _claimable();

        for (uint256 i; i < 4; ++i) {
            assertEq(inBetween[i], atTheEnd[i]);
        }
    }

    /// @dev Claiming often gives what claiming once gives: fractions of a wei are kept.
    function testFuzz_claim_oftenGivesTheSameAsOnce(uint64[12] memory amounts) public {
        _publishFamily(1, 2, 3);
        uint256 before = TOKEN.balanceOf(erin.addr);
        uint256 net;
        for (uint256 i; i < amounts.length; ++i) {
            net += _pay(assets[2], amounts[i]);
            REVENUE.distribute(assets[2]);
            claim(erin.addr, assets[2]);
        }
        uint256 ofShares = net * (10_000 - 6) / 10_000;
        assertEq(TOKEN.balanceOf(erin.addr) - before, ofShares * 6667 / 10_000);
    }

    /// @dev What was distributed before a transfer is the seller's; all after it is the buyer's, to the same sum.
    function testFuzz_transfer_splitsIncomeInTime(uint64 first, uint64 second, uint16 amount) public {
        _publishFamily(1000, 0, 500);
        amount = uint16(bound(amount, 0, 10_000));
        uint256 netBefore = _pay(assets[0], first);
        vm.prank(alice.addr);
        SHARES.transfer(carol.addr, assets[0], amount);
        assertEq(SHARES.claimable(alice.addr, assets[0]), netBefore, "the pot goes to the seller");
        assertEq(SHARES.claimable(carol.addr, assets[0]), 0);

        uint256 netAfter = _pay(assets[0], second);
        REVENUE.distribute(assets[0]);
        uint256 ofBuyer = SHARES.claimable(carol.addr, assets[0]);
        assertEq(ofBuyer, netAfter * amount / 10_000);
        assertApproxEqAbs(SHARES.claimable(alice.addr, assets[0]) + ofBuyer, netBefore + netAfter, 1);
    }

    function _pay(uint256 assetId, uint64 seed) private returns (uint256 net) {
        uint128 amount = seed % 2 == 0 ? 1 + seed % 40 : seed;
        pay(carol.addr, assetId, amount);
        return amount - uint256(amount) * FEE_BASIS_POINTS / 10_000;
    }

    function _distributeAll() private {
        for (uint256 i; i < 3; ++i) {
            REVENUE.distribute(assets[i]);
        }
    }

    function _claimable() private view returns (uint256[4] memory) {
        return [
            SHARES.claimable(alice.addr, assets[0]),
            SHARES.claimable(bob.addr, assets[1]),
            SHARES.claimable(dave.addr, assets[2]),
            SHARES.claimable(erin.addr, assets[2])
        ];
    }
}

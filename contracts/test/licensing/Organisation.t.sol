// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessRequest, IAccessPolicy} from "../../src/interfaces/IAccessPolicy.sol";
import {OfferTerms} from "../../src/interfaces/ILicences.sol";
import {Membership} from "../../src/policies/Membership.sol";
import {Publication} from "../../src/interfaces/IAssetRegistry.sol";
import {Purchase} from "../../src/interfaces/IRevenue.sol";
import {Guardianship} from "../../src/interfaces/ISaharaID.sol";
import {Base} from "../Base.t.sol";

/// @notice Licences of a Sahara ID: every account that belongs to it has them, and only as long as it does.
contract OrganisationTest is Base {
    uint32 private constant PERPETUAL = type(uint32).max;

    uint256 private asset;
    bytes32 private offer; // download and derive
    uint256 private id;
    address private organisation;

    function setUp() public override {
        super.setUp();
        (asset, offer) = publish(alice.addr, terms(DOWNLOAD | DERIVE, 0, 1000, 5));
        id = registerId(carol.addr, "carols");
        organisation = SAHARA_ID.accountOf(id);
        link(carol, id, dave);
    }

    /// @dev The account of an ID holds nothing, so it is no holder; a list may name it.
    function test_buy_forAnIdUnderAPolicy() public {
        IAccessPolicy holding = POLICIES.tokenHolding(address(TOKEN), 1);
        assertTrue(holding.allows(AccessRequest(carol.addr, asset, offer, 0)));
        assertFalse(holding.allows(AccessRequest(organisation, asset, offer, 0)));
        IAccessPolicy members = POLICIES.membership(alice.addr);
        OfferTerms memory forMembers = terms(DOWNLOAD, 0, 0, 5);
        forMembers.policy = address(members);
        OfferTerms[] memory offers = publicationWith(forMembers).offers;
        vm.startPrank(alice.addr);
        bytes32 offered = LICENCES.addOffers(asset, offers)[0];
        address[] memory listed = new address[](1);
        listed[0] = organisation;
        Membership(address(members)).setMembers(listed, true);
        vm.stopPrank();
        Purchase memory purchase = purchaseOf(offered, organisation);
        vm.prank(erin.addr);
        REVENUE.buy(purchase);
        assertTrue(LICENCES.canOpen(dave.addr, asset, 1, 0));
    }

    function test_buy_forAnIdServesAllItsAccounts() public {
        _buyFor(erin.addr, organisation);
        address[2] memory members = [carol.addr, dave.addr];
        for (uint256 i; i < members.length; ++i) {
            assertTrue(LICENCES.hasAccess(members[i], asset, DOWNLOAD | DERIVE));
            assertTrue(LICENCES.canOpen(members[i], asset, 1, 0));
            (bool allowed, uint16 royalty) = LICENCES.deriveTerms(members[i], asset, offer);
            assertTrue(allowed);
            assertEq(royalty, 1000);
        }
        assertFalse(LICENCES.canOpen(erin.addr, asset, 1, 0), "who paid does not belong to it");
        assertFalse(LICENCES.canOpen(bob.addr, asset, 1, 0));
        (bool stranger,) = LICENCES.deriveTerms(bob.addr, asset, offer);
        assertFalse(stranger);
    }

    function test_buy_forAnAccountServesItAlone() public {
        buy(dave.addr, offer);
        assertTrue(LICENCES.canOpen(dave.addr, asset, 1, 0));
        assertFalse(LICENCES.canOpen(carol.addr, asset, 1, 0));
    }

    function test_access_endsWithTheLink() public {
        _buyFor(carol.addr, organisation);
        vm.prank(dave.addr);
        SAHARA_ID.unlinkAccount(dave.addr);
        assertFalse(LICENCES.canOpen(dave.addr, asset, 1, 0));
        (bool allowed,) = LICENCES.deriveTerms(dave.addr, asset, offer);
        assertFalse(allowed);
        assertTrue(LICENCES.canOpen(carol.addr, asset, 1, 0));
    }

    /// @dev Of several rights, the account may have some and its ID the others.
    function test_hasAccess_joinsAccountAndId() public {
        vm.startPrank(alice.addr);
        bytes32 infer = LICENCES.addOffers(asset, publicationWith(terms(INFER, 0, 0, 5)).offers)[0];
        LICENCES.grant(organisation, asset, DOWNLOAD, PERPETUAL);
        vm.stopPrank();
        buy(dave.addr, infer);
        assertTrue(LICENCES.hasAccess(dave.addr, asset, DOWNLOAD | INFER));
        assertFalse(LICENCES.hasAccess(carol.addr, asset, DOWNLOAD | INFER));
        assertFalse(LICENCES.hasAccess(dave.addr, asset, DOWNLOAD | INFER | COMPUTE));
        vm.prank(alice.addr);
        LICENCES.revoke(organisation, asset, DOWNLOAD);
        assertFalse(LICENCES.hasAccess(dave.addr, asset, DOWNLOAD | INFER));
    }

    function test_publish_derivesUnderTheLicenceOfTheId() public {
        _buyFor(carol.addr, organisation);
        Publication memory publication = publicationWith(terms(DOWNLOAD, 0, 0, 5));
        publication.parents = parentList(asset, offer);
        uint256 derivative = publish(dave.addr, publication);
        assertEq(REVENUE.royaltiesOf(derivative)[0].ancestor, asset);
    }

    function test_access_followsAnIdThatIsRecovered() public {
        _buyFor(carol.addr, organisation);
        address[] memory guardians = new address[](1);
        guardians[0] = erin.addr;
        vm.prank(carol.addr);
        SAHARA_ID.setGuardians(id, Guardianship(guardians, 1, 1 days));
        vm.prank(erin.addr);
        SAHARA_ID.approveRecovery(id, bob.addr);
        skip(1 days);
        vm.prank(bob.addr);
        SAHARA_ID.acceptRecovery(id);
        assertTrue(LICENCES.canOpen(bob.addr, asset, 1, 0));
        assertFalse(LICENCES.canOpen(carol.addr, asset, 1, 0));
    }

    function _buyFor(address payer, address beneficiary) private {
        Purchase memory purchase = purchaseOf(offer, beneficiary);
        vm.prank(payer);
        REVENUE.buy(purchase);
    }
}

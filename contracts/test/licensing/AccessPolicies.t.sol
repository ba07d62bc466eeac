// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessRequest, IAccessPolicy} from "../../src/interfaces/IAccessPolicy.sol";
import {ILicences, OfferTerms} from "../../src/interfaces/ILicences.sol";
import {Purchase} from "../../src/interfaces/IRevenue.sol";
import {Membership} from "../../src/policies/Membership.sol";
import {Base} from "../Base.t.sol";
import {Jobs} from "../mocks/Jobs.sol";
import {ForgivingPolicy, GasPolicy, OddPolicy} from "../mocks/OddPolicy.sol";

/// @notice When the policy of an offer is asked, about whom, and what odd ones can do.
contract AccessPoliciesTest is Base {
    Membership private members;
    uint256 private asset;
    bytes32 private offer; // download and compute, for members
    bytes32 private open; // the same for everyone
    Jobs private jobs;

    function setUp() public override {
        super.setUp();
        members = Membership(address(POLICIES.membership(alice.addr)));
        OfferTerms[] memory offers = new OfferTerms[](2);
        offers[0] = terms(DOWNLOAD | COMPUTE, 24, 0, 5);
        offers[0].policy = address(members);
        offers[1] = terms(DOWNLOAD | COMPUTE, 24, 0, 5);
        asset = publish(alice.addr, publicationWith(offers));
        (offer, open) = (LICENCES.offerIdOf(asset, 0), LICENCES.offerIdOf(asset, 1));
        _admit(carol.addr, true);
    }

    function test_buy_asksAboutTheBeneficiary() public {
        Purchase memory purchase = purchaseOf(offer, carol.addr);
        AccessRequest memory request = AccessRequest(carol.addr, asset, offer, 0);
        vm.expectCall(address(members), abi.encodeCall(IAccessPolicy.allows, (request)));
        vm.prank(erin.addr); // who pays may be anyone
        REVENUE.buy(purchase);
        assertTrue(LICENCES.hasAccess(carol.addr, asset, DOWNLOAD));

        _expectNotAllowed(offer, address(members), carol.addr, erin.addr);
        _expectNotAllowed(offer, address(members), carol.addr, address(0xdead));
        buy(erin.addr, open);
    }

    function test_buy_neverAsksAboutTheOwner() public {
        buy(alice.addr, offer);
        assertGt(uint32(LICENCES.accessOf(alice.addr, asset)), 0);
    }

    function test_canOpen_whatWasBoughtStaysOpen() public {
        buy(carol.addr, offer);
        _admit(carol.addr, false);
        assertTrue(LICENCES.canOpen(carol.addr, asset, 1, 0));
        _expectNotAllowed(offer, address(members), carol.addr, carol.addr); // but no renewal
    }

    function test_buy_forAnOrganisationThatIsAMember() public {
        uint256 id = registerId(dave.addr, "dave");
        _admit(SAHARA_ID.accountOf(id), true);
        Purchase memory purchase = purchaseOf(offer, SAHARA_ID.accountOf(id));
        vm.prank(dave.addr);
        REVENUE.buy(purchase);
        assertTrue(LICENCES.canOpen(dave.addr, asset, 1, 0));
    }

    /// @dev Reverting, burning all gas, and answering with more or less than a yes: all of it is a no, at a bounded price.
    function test_buy_oddPoliciesHurtOnlyTheirOffer() public {
        address[8] memory odd = [
            address(new OddPolicy(OddPolicy.Way.Revert, "")),
            address(new OddPolicy(OddPolicy.Way.BurnGas, "")),
            address(new OddPolicy(OddPolicy.Way.Answer, "")),
            address(new OddPolicy(OddPolicy.Way.Answer, abi.encode(0))),
            address(new OddPolicy(OddPolicy.Way.Answer, abi.encode(2))),
            address(new OddPolicy(OddPolicy.Way.Answer, hex"01")),
            address(new OddPolicy(OddPolicy.Way.Answer, bytes.concat(new bytes(32), abi.encode(1)))),
            address(0xdead) // no code
        ];
        for (uint256 i; i < odd.length; ++i) {
            bytes32 oddOffer = _offerWith(odd[i]);
            uint256 before = gasleft();
            _expectNotAllowed(oddOffer, odd[i], carol.addr, carol.addr);
            assertLt(before - gasleft(), 500_000, "at a bounded price");
        }
        buy(carol.addr, offer);
        buy(carol.addr, _offerWith(address(new OddPolicy(OddPolicy.Way.Answer, abi.encode(1)))));
        buy(carol.addr, _offerWith(address(new OddPolicy(OddPolicy.Way.ReturnLots, ""))));
    }

    /// @dev Whoever brings too little gas gets a no, also where a policy turns an answer round.
    function testFuzz_buy_starvedPolicyIsANo(uint256 gas) public {
        bytes32 excluded = _offerWith(address(POLICIES.not(members)));
        Purchase memory purchase = purchaseOf(excluded, carol.addr);
        vm.prank(carol.addr);
        (bool bought,) =
            address(REVENUE).call{gas: bound(gas, 30_000, 800_000)}(abi.encodeCall(REVENUE.buy, (purchase)));
        assertFalse(bought);
    }

    /// @dev A policy that takes a failure for a yes is odd, and still nobody can make it fail.
    function testFuzz_buy_nobodyStarvesAForgivingPolicy(uint256 gas) public {
        IAccessPolicy excluded = IAccessPolicy(address(new ForgivingPolicy(members)));
        bytes32[2] memory offers =
            [_offerWith(address(excluded)), _offerWith(address(POLICIES.not(POLICIES.not(excluded))))];
        for (uint256 i; i < 2; ++i) {
            Purchase memory purchase = purchaseOf(offers[i], carol.addr);
            vm.prank(carol.addr);
            (bool bought,) =
                address(REVENUE).call{gas: bound(gas, 30_000, 800_000)}(abi.encodeCall(REVENUE.buy, (purchase)));
            assertFalse(bought);
        }
    }

    /// @dev Neither more nor less than it was told it has, whoever asks.
    function test_buy_RevertIf_thePolicyWouldHaveTooLittleGas() public {
        bytes32 measured = _offerWith(address(new GasPolicy()));
        Purchase memory purchase = purchaseOf(measured, carol.addr);
        bytes memory call = abi.encodeCall(REVENUE.buy, (purchase));
        uint256 state = vm.snapshotState();
        for (uint256 gas = 290_000; gas < 420_000; gas += 500) {
            vm.prank(carol.addr);
            (bool bought, bytes memory reason) = address(REVENUE).call{gas: gas}(call);
            if (!bought && reason.length >= 4) {
                assertEq(bytes4(reason), ILicences.LicencesTooLittleGas.selector, "refused for another reason");
            }
            vm.revertToState(state);
        }
        vm.prank(carol.addr);
        REVENUE.buy{gas: 1_000_000}(purchase);
    }

    function test_canOpen_forAJob() public {
        deployCodeTo("Jobs.sol:Jobs", address(COMPUTE_JOBS));
        jobs = Jobs(address(COMPUTE_JOBS));
        buy(carol.addr, offer);
        uint256 job = jobs.open(carol.addr, dave.addr);
        jobs.addInput(job, asset, 1, offer);
        assertFalse(LICENCES.canOpen(dave.addr, asset, 1, job), "the provider is no member");
        _admit(dave.addr, true);
        assertTrue(LICENCES.canOpen(dave.addr, asset, 1, job));

        assertFalse(LICENCES.canOpen(erin.addr, asset, 1, job), "not assigned");
        assertFalse(LICENCES.canOpen(dave.addr, asset, 1, job + 1), "no such job");
        assertFalse(LICENCES.canOpen(dave.addr, asset, 2, job), "no such version");
        assertFalse(LICENCES.canOpen(dave.addr, asset, 1, 0), "for the job only");
        jobs.reassign(job, alice.addr);
        assertFalse(LICENCES.canOpen(dave.addr, asset, 1, job), "no longer assigned");
        assertTrue(LICENCES.canOpen(alice.addr, asset, 1, job), "a policy is never asked about the owner");
        skip(25 hours);
        assertFalse(LICENCES.canOpen(alice.addr, asset, 1, job), "the licence has ended");
    }

    function test_canOpen_forAJobNeedsTheBuyersComputeLicence() public {
        deployCodeTo("Jobs.sol:Jobs", address(COMPUTE_JOBS));
        jobs = Jobs(address(COMPUTE_JOBS));
        vm.prank(alice.addr);
        bytes32 download = LICENCES.addOffers(asset, publicationWith(terms(DOWNLOAD, 0, 0, 5)).offers)[0];
        (, bytes32 foreign) = publish(alice.addr, terms(COMPUTE, 0, 0, 5));
        uint256 job = jobs.open(carol.addr, dave.addr);
        jobs.addInput(job, asset, 1, open);
        assertFalse(LICENCES.canOpen(dave.addr, asset, 1, job), "not bought");
        buy(erin.addr, open);
        assertFalse(LICENCES.canOpen(dave.addr, asset, 1, job), "bought by another");
        buy(carol.addr, download);
        jobs.addInput(job, asset, 1, download);
        assertFalse(LICENCES.canOpen(dave.addr, asset, 1, job), "not the right to compute");
        buy(carol.addr, foreign);
        jobs.addInput(job, asset, 1, foreign);
        assertFalse(LICENCES.canOpen(dave.addr, asset, 1, job), "an offer of another asset");
        buy(carol.addr, open);
        jobs.addInput(job, asset, 1, open);
        assertTrue(LICENCES.canOpen(dave.addr, asset, 1, job));
        uint256 own = jobs.open(alice.addr, dave.addr);
        jobs.addInput(own, asset, 1, open);
        assertTrue(LICENCES.canOpen(dave.addr, asset, 1, own), "an owner needs no licence");
        jobs.addInput(own, asset, 1, download);
        assertFalse(LICENCES.canOpen(dave.addr, asset, 1, own), "but an offer that is for computing");
    }

    function test_canOpen_forAJobUnderTheLicenceOfAnId() public {
        deployCodeTo("Jobs.sol:Jobs", address(COMPUTE_JOBS));
        jobs = Jobs(address(COMPUTE_JOBS));
        uint256 id = registerId(carol.addr, "carols");
        Purchase memory purchase = purchaseOf(open, SAHARA_ID.accountOf(id));
        vm.prank(carol.addr);
        REVENUE.buy(purchase);
        uint256 job = jobs.open(carol.addr, dave.addr);
        jobs.addInput(job, asset, 1, open);
        assertTrue(LICENCES.canOpen(dave.addr, asset, 1, job));
    }

    function _admit(address account, bool member) private {
        address[] memory accounts = new address[](1);
        accounts[0] = account;
        vm.prank(alice.addr);
        members.setMembers(accounts, member);
    }

    function _offerWith(address policy) private returns (bytes32) {
        OfferTerms memory guarded = terms(DOWNLOAD, 0, 0, 5);
        guarded.policy = policy;
        vm.prank(alice.addr);
        return LICENCES.addOffers(asset, publicationWith(guarded).offers)[0];
    }

    function _expectNotAllowed(bytes32 offerId, address policy, address payer, address beneficiary) private {
        Purchase memory purchase = purchaseOf(offerId, beneficiary);
        vm.expectRevert(abi.encodeWithSelector(ILicences.LicencesNotAllowed.selector, offerId, policy, beneficiary));
        vm.prank(payer);
        REVENUE.buy(purchase);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Parent, Publication, Relation} from "../src/interfaces/IAssetRegistry.sol";
import {Authorization} from "../src/interfaces/Authorization.sol";
import {Item, Order, Side} from "../src/interfaces/IExchange.sol";
import {OfferTerms} from "../src/interfaces/ILicences.sol";
import {HeldPurchase, Purchase} from "../src/interfaces/IRevenue.sol";
import {Base} from "./Base.t.sol";
import {KeyTree} from "./KeyTree.sol";

/// @notice What each action of a user costs, as the receipt would say it: each call is a transaction of its own, with
/// the slots as a user meets them. What is written lies in `contracts/snapshots`; `docs/gas.md` says what it means.
/// forge-config: default.isolate = true
contract GasTest is Base {
    using KeyTree for KeyTree.Plan;

    uint128 private constant PRICE = 5 ether;
    uint16 private constant ROYALTY = 10; // so small that 64 of them stay below the cap

    uint256 private asset;
    bytes32 private plain; // perpetual
    bytes32 private month; // for 30 days
    bytes32 private derive;
    bytes32 private refundable;
    KeyTree.Plan private plan;
    uint256 private _purchases;
    uint256 private _orders;

    function setUp() public override {
        super.setUp();
        OfferTerms[] memory offers = new OfferTerms[](4);
        offers[0] = terms(DOWNLOAD, 0, 0, PRICE);
        offers[1] = terms(DOWNLOAD, 720, 0, PRICE);
        offers[2] = terms(DERIVE, 0, ROYALTY, PRICE);
        offers[3] = terms(DOWNLOAD, 0, 0, PRICE);
        offers[3].refundHours = 48;
        Publication memory publication = publicationWith(offers);
        asset = REGISTRY.assetIdOf(alice.addr, publication.salt);
        plan = KeyTree.Plan(asset, 1, 2, "another key", KeyTree.split("key", 2, 3));
        publication.commitment = plan.root();
        publish(alice.addr, publication);
        plain = LICENCES.offerIdOf(asset, 0);
        month = LICENCES.offerIdOf(asset, 1);
        derive = LICENCES.offerIdOf(asset, 2);
        refundable = LICENCES.offerIdOf(asset, 3);
        // Others bought before, so that totals are not zero; and Bob bought something else, in his series of ids.
        buy(erin.addr, plain);
        buy(carol.addr, plain);
        (, bytes32 other) = publish(carol.addr, terms(DOWNLOAD, 0, 0, PRICE));
        Purchase memory purchase = _purchase(other);
        vm.prank(bob.addr);
        REVENUE.buy(purchase);
    }

    function test_publish_withoutParents() public {
        _publish(new Parent[](0), "publish, no parents");
    }

    function test_publish_1Parent() public {
        _publish(_parents(1), "publish, 1 parent");
    }

    function test_publish_4Parents() public {
        _publish(_parents(4), "publish, 4 parents");
    }

    function test_publish_16Parents() public {
        _publish(_parents(16), "publish, 16 parents");
    }

    function test_addVersion() public {
        vm.prank(alice.addr);
        REGISTRY.addVersion(asset, 2, METADATA, COMMITMENT);
        vm.snapshotGasLastCall("gas", "add version");
    }

    function test_addOffers() public {
        OfferTerms[] memory offers = new OfferTerms[](1);
        offers[0] = terms(DOWNLOAD, 0, 0, PRICE);
        vm.prank(alice.addr);
        LICENCES.addOffers(asset, offers);
        vm.snapshotGasLastCall("gas", "add offer");
    }

    function test_buy_byAllowance() public {
        _buy(plain, "buy, first, by allowance");
    }

    function test_buy_firstOfAll() public {
        Purchase memory purchase = purchaseOf(plain, dave.addr);
        vm.prank(dave.addr);
        REVENUE.buy(purchase);
        vm.snapshotGasLastCall("gas", "buy, a payer's very first, by allowance");
    }

    function test_buy_firstOfAllByAuthorization() public {
        Purchase memory purchase = purchaseOf(plain, dave.addr);
        Authorization memory authorization = authorizePurchase(dave, purchase);
        vm.prank(dave.addr);
        REVENUE.buyWithAuthorization(purchase, dave.addr, PRICE, authorization);
        vm.snapshotGasLastCall("gas", "buy, a payer's very first, by authorization");
    }

    function test_buy_renewal() public {
        buy(bob.addr, month);
        _buy(month, "buy, renewal, by allowance");
    }

    function test_buy_derive() public {
        _buy(derive, "buy, first, right to derive");
    }

    function test_buy_byPermit() public {
        _buyByPermit(plain, "buy, first, by permit");
    }

    function test_buy_byAuthorization() public {
        _buyByAuthorization(plain, "buy, first, by authorization");
    }

    function test_buy_byNative() public {
        _buyByNative(plain, "buy, first, by native coin");
    }

    function test_buy_of64Ancestors() public {
        bytes32 offer = _deepOffer();
        _buy(offer, "buy, first, 64 ancestors");
        _buy(offer, "buy, renewal, 64 ancestors");
    }

    function test_buy_byPermitOf64Ancestors() public {
        _buyByPermit(_deepOffer(), "buy, first, 64 ancestors, by permit");
    }

    function test_buy_byAuthorizationOf64Ancestors() public {
        _buyByAuthorization(_deepOffer(), "buy, first, 64 ancestors, by authorization");
    }

    function test_buy_byNativeOf64Ancestors() public {
        _buyByNative(_deepOffer(), "buy, first, 64 ancestors, by native coin");
    }

    function test_buy_refundable() public {
        _buy(refundable, "buy, first, with a refund window");
    }

    function test_release() public {
        HeldPurchase memory held = buyHeld(bob.addr, purchaseOf(refundable, bob.addr));
        skip(48 hours);
        REVENUE.release(held);
        vm.snapshotGasLastCall("gas", "release");
    }

    function test_refund() public {
        HeldPurchase memory held = buyHeld(bob.addr, purchaseOf(refundable, bob.addr));
        uint256[] memory which = new uint256[](2);
        which[1] = 1;
        KEY_FAULTS.prove(plan.root(), plan.open(which));
        vm.snapshotGasLastCall("gas", "prove a bad key, 2 key shares");
        REVENUE.refund(held);
        vm.snapshotGasLastCall("gas", "refund");
    }

    function test_distribute() public {
        pay(bob.addr, asset, 1 ether);
        REVENUE.distribute(asset);
        pay(bob.addr, asset, 1 ether);
        REVENUE.distribute(asset);
        vm.snapshotGasLastCall("gas", "distribute, no ancestors");
    }

    function test_pay() public {
        vm.prank(bob.addr);
        REVENUE.pay(asset, 1 ether);
        vm.snapshotGasLastCall("gas", "pay");
    }

    function test_distribute_1Ancestor() public {
        _distribute(_child(_parents(1)), "distribute, 1 ancestor");
    }

    function test_distribute_4Ancestors() public {
        _distribute(_child(_parents(4)), "distribute, 4 ancestors");
    }

    function test_distribute_16Ancestors() public {
        uint256 child = _child(_parents(16));
        _distribute(child, "distribute, 16 ancestors");
        _distribute(child, "distribute, 16 ancestors, again");
    }

    function test_distribute_64Ancestors() public {
        (uint256 deep,) = _with64Ancestors();
        _distribute(deep, "distribute, 64 ancestors");
    }

    function test_claim() public {
        REVENUE.distribute(asset);
        claim(alice.addr, asset);
        pay(bob.addr, asset, 1 ether);
        REVENUE.distribute(asset);
        vm.prank(alice.addr);
        SHARES.claim(alice.addr, one(asset));
        vm.snapshotGasLastCall("gas", "claim");
    }

    function test_transferShares() public {
        vm.prank(alice.addr);
        SHARES.transfer(bob.addr, asset, 100);
        vm.snapshotGasLastCall("gas", "transfer shares, first to the receiver, income undistributed");
    }

    function test_fill_ownership() public {
        // Alice trades it to and fro with Carol first: its splitter, and Alice's series of nonces, are in use.
        _fill(alice, carol, Item.Ownership, 1);
        _fill(carol, alice, Item.Ownership, 1);
        _fill(alice, bob, Item.Ownership, 1);
        vm.snapshotGasLastCall("gas", "exchange fill, ownership");
    }

    function test_fill_shares() public {
        REVENUE.distribute(asset);
        _fill(alice, carol, Item.Shares, 100);
        _fill(alice, bob, Item.Shares, 100);
        vm.snapshotGasLastCall("gas", "exchange fill, shares, first of the buyer");
        _fill(alice, bob, Item.Shares, 100);
        vm.snapshotGasLastCall("gas", "exchange fill, shares");
    }

    function test_vote() public {
        vm.prank(bob.addr);
        VOTES.lock(100_000 ether);
        vm.snapshotGasLastCall("gas", "lock votes");
        skip(1);
        (address[] memory targets, uint256[] memory values, bytes[] memory calls) =
            (new address[](1), new uint256[](1), new bytes[](1));
        targets[0] = address(PARAMETERS);
        calls[0] = abi.encodeWithSignature("set(bytes32,uint256)", bytes32("feeBasisPoints"), 300);
        vm.prank(bob.addr);
        uint256 proposal = GOVERNOR.propose(targets, values, calls, "a fee of 3 %");
        vm.snapshotGasLastCall("gas", "propose");
        skip(GOVERNOR.votingDelay() + 1);
        vm.prank(bob.addr);
        GOVERNOR.castVote(proposal, 1);
        vm.snapshotGasLastCall("gas", "vote");
    }

    function test_registerId() public {
        registerId(bob.addr, "bob");
        vm.snapshotGasLastCall("gas", "register a Sahara ID");
    }

    function _buy(bytes32 offer, string memory name) private {
        Purchase memory purchase = _purchase(offer);
        vm.prank(bob.addr);
        REVENUE.buy(purchase);
        vm.snapshotGasLastCall("gas", name);
    }

    function _buyByPermit(bytes32 offer, string memory name) private {
        Purchase memory purchase = _purchase(offer);
        vm.prank(bob.addr);
        TOKEN.approve(address(REVENUE), 0);
        (uint8 v, bytes32 r, bytes32 s) = signPermit(bob, address(REVENUE), PRICE, block.timestamp);
        vm.prank(bob.addr);
        REVENUE.buyWithPermit(purchase, block.timestamp, v, r, s);
        vm.snapshotGasLastCall("gas", name);
    }

    function _buyByAuthorization(bytes32 offer, string memory name) private {
        Purchase memory purchase = _purchase(offer);
        Authorization memory authorization = authorizePurchase(bob, purchase);
        vm.prank(bob.addr);
        REVENUE.buyWithAuthorization(purchase, bob.addr, PRICE, authorization);
        vm.snapshotGasLastCall("gas", name);
    }

    function _buyByNative(bytes32 offer, string memory name) private {
        Purchase memory purchase = _purchase(offer);
        vm.prank(bob.addr);
        REVENUE.buyWithNative{value: PRICE}(purchase);
        vm.snapshotGasLastCall("gas", name);
    }

    /// @dev Of an asset with 64 ancestors, which somebody bought before.
    function _deepOffer() private returns (bytes32 offer) {
        (uint256 deep,) = _with64Ancestors();
        assertEq(REVENUE.royaltiesOf(deep).length, 64);
        OfferTerms[] memory offers = new OfferTerms[](1);
        offers[0] = terms(DOWNLOAD, 720, 0, PRICE);
        vm.prank(alice.addr);
        offer = LICENCES.addOffers(deep, offers)[0];
        buy(erin.addr, offer);
    }

    /// @dev As clients name their purchases: in a series.
    function _purchase(bytes32 offer) private returns (Purchase memory purchase) {
        purchase = purchaseOf(offer, bob.addr);
        purchase.purchaseId = bytes32(bytes31("bob's purchases")) | bytes32(_purchases++);
    }

    /// @dev Bond, commitment, first version and one offer, in one transaction.
    function _publish(Parent[] memory parents, string memory name) private {
        Publication memory publication = publicationWith(terms(DOWNLOAD, 0, 0, PRICE));
        publication.parents = parents;
        uint256 assetId = REGISTRY.assetIdOf(alice.addr, publication.salt);
        bytes32 nonce = keccak256(abi.encode(bondOf(alice.addr, assetId), PUBLISH_BOND, bytes32(0)));
        Authorization memory bond = authorize(alice, address(ESCROW), PUBLISH_BOND, nonce);
        vm.prank(alice.addr);
        REGISTRY.publishWithAuthorization(publication, bond);
        vm.snapshotGasLastCall("gas", name);
    }

    /// @dev Parents without ancestors, whose derive offers alice holds.
    function _parents(uint256 count) private returns (Parent[] memory parents) {
        parents = new Parent[](count);
        for (uint256 i; i < count; ++i) {
            (uint256 parent, bytes32 offer) = publish(carol.addr, terms(DERIVE, 0, ROYALTY, PRICE));
            buy(alice.addr, offer);
            parents[i] = Parent(parent, offer, Relation.TrainedOn);
        }
    }

    function _child(Parent[] memory parents) private returns (uint256) {
        Publication memory publication = publicationWith(terms(DERIVE, 0, ROYALTY, PRICE));
        publication.parents = parents;
        return publish(alice.addr, publication);
    }

    function _with64Ancestors() private returns (uint256 deep, bytes32 offer) {
        Parent[] memory parents = new Parent[](4);
        for (uint256 i; i < 4; ++i) {
            uint256 parent = _child(_parents(15));
            offer = LICENCES.offerIdOf(parent, 0);
            parents[i] = Parent(parent, offer, Relation.TrainedOn);
        }
        deep = _child(parents);
        offer = LICENCES.offerIdOf(deep, 0);
    }

    function _distribute(uint256 assetId, string memory name) private {
        pay(bob.addr, assetId, 100 ether);
        REVENUE.distribute(assetId);
        vm.snapshotGasLastCall("gas", name);
    }

    function _fill(Account memory seller, Account memory buyer, Item item, uint16 amount) private {
        Order memory order = orderOf(seller.addr, Side.Sell, item, asset, amount, 0.01 ether);
        order.nonce = _orders++;
        bytes memory signature = signOrder(seller, order);
        vm.prank(buyer.addr);
        EXCHANGE.fill(order, signature, amount);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {Vm} from "forge-std/Vm.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {GenesisState} from "../script/GenesisState.sol";
import {Authorization} from "../src/interfaces/Authorization.sol";
import {Contributor, Kind, Parent, Publication, Relation} from "../src/interfaces/IAssetRegistry.sol";
import {Agreement, Terms} from "../src/interfaces/IEscrow.sol";
import {Item, Order, Side} from "../src/interfaces/IExchange.sol";
import {OfferTerms} from "../src/interfaces/ILicences.sol";
import {HeldPurchase, IRevenue, Purchase} from "../src/interfaces/IRevenue.sol";
import {Guardianship, LinkProof} from "../src/interfaces/ISaharaID.sol";

/// @notice What tests and handlers share: actors and the things they do. It deploys nothing.
abstract contract Fixture is Test, GenesisState {
    uint8 internal constant DOWNLOAD = 1;
    uint8 internal constant COMPUTE = 2;
    uint8 internal constant DERIVE = 4;
    uint8 internal constant INFER = 8;
    uint8 internal constant ALL_RIGHTS = 15;

    uint256 internal constant FUNDS = 1_000_000 ether;
    uint256 internal constant CHAIN_ID = 724_272;
    bytes32 internal constant METADATA = keccak256("metadata");
    bytes32 internal constant COMMITMENT = keccak256("commitment");

    bytes32 internal constant RECEIVE_TYPEHASH = keccak256(
        "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );
    bytes32 internal constant TRANSFER_TYPEHASH = keccak256(
        "TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );
    bytes32 private constant CANCEL_TYPEHASH = keccak256("CancelAuthorization(address authorizer,bytes32 nonce)");
    bytes32 private constant PERMIT_TYPEHASH =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    bytes32 internal constant ORDER_TYPEHASH = keccak256(
        "Order(address maker,uint8 side,uint8 item,uint256 assetId,uint16 amount,uint128 priceEach,uint40 expiry,uint256 nonce,uint256 counter)"
    );
    bytes32 private constant LINK_TYPEHASH =
        keccak256("LinkAccount(uint256 id,address account,uint256 nonce,uint256 deadline)");

    uint256 private _counter;

    /// @dev Different at every call, and different for every contract that asks.
    function unique() internal returns (bytes32) {
        return keccak256(abi.encode(address(this), ++_counter));
    }

    function terms(uint8 rights, uint32 durationHours, uint16 royalty, uint128 price)
        internal
        pure
        returns (OfferTerms memory)
    {
        return OfferTerms({
            rights: rights,
            durationHours: durationHours,
            royalty: royalty,
            refundHours: 0,
            maxSales: 0,
            price: price,
            policy: address(0),
            terms: keccak256("CC-BY-4.0")
        });
    }

    /// @dev A dataset that `publisher` owns alone, with these offers; the caller changes what it wants different.
    function publicationWith(OfferTerms[] memory offers) internal returns (Publication memory publication) {
        publication.salt = unique();
        publication.kind = Kind.Dataset;
        publication.metadata = METADATA;
        publication.commitment = COMMITMENT;
        publication.offers = offers;
    }

    function publicationWith(OfferTerms memory offer) internal returns (Publication memory) {
        OfferTerms[] memory offers = new OfferTerms[](1);
        offers[0] = offer;
        return publicationWith(offers);
    }

    /// @dev Puts the bond in Escrow and publishes, as any client does.
    function publish(address publisher, Publication memory publication) internal returns (uint256 assetId) {
        assetId = REGISTRY.assetIdOf(publisher, publication.salt);
        fundBond(publisher, assetId);
        vm.prank(publisher);
        assertEq(REGISTRY.publish(publication), assetId, "asset id");
    }

    function publish(address publisher, OfferTerms memory offer) internal returns (uint256 assetId, bytes32 offerId) {
        assetId = publish(publisher, publicationWith(offer));
        offerId = LICENCES.offerIdOf(assetId, 0);
    }

    function fundBond(address publisher, uint256 assetId) internal {
        uint256 bond = PARAMETERS.publishBond();
        if (bond == 0) return;
        vm.prank(publisher);
        ESCROW.fund(bondOf(publisher, assetId), bond);
    }

    function bondOf(address publisher, uint256 assetId) internal pure returns (Agreement memory) {
        return Agreement(address(REGISTRY), bytes32(assetId), publisher, Terms.Refundable, 0);
    }

    /// @dev Puts in Escrow what the stake of a keeper lacks.
    function fundStake(address keeper) internal {
        uint256 missing = PARAMETERS.keeperStake() - ESCROW.depositOf(stakeAgreement(keeper)).locked;
        if (missing == 0) return;
        vm.prank(keeper);
        ESCROW.fund(stakeAgreement(keeper), missing);
    }

    function stakeAgreement(address keeper) internal pure returns (Agreement memory) {
        return Agreement(address(KEEPERS), "keeper stake", keeper, Terms.Slashable, 0);
    }

    function registerKeeper(address keeper) internal {
        fundStake(keeper);
        vm.prank(keeper);
        KEEPERS.register("http://127.0.0.1:4601", "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p");
    }

    /// @dev A derivative with one parent, whose derive offer the publisher buys first.
    function publishDerivative(address publisher, uint256 parent, bytes32 deriveOffer, OfferTerms memory offer)
        internal
        returns (uint256 assetId, bytes32 offerId)
    {
        buy(publisher, deriveOffer);
        Publication memory publication = publicationWith(offer);
        publication.parents = parentList(parent, deriveOffer);
        assetId = publish(publisher, publication);
        offerId = LICENCES.offerIdOf(assetId, 0);
    }

    function parentList(uint256 assetId, bytes32 offerId) internal pure returns (Parent[] memory parents) {
        parents = new Parent[](1);
        parents[0] = Parent(assetId, offerId, Relation.TrainedOn);
    }

    function contributorList(address first, uint16 firstShares, address second)
        internal
        pure
        returns (Contributor[] memory contributors)
    {
        contributors = new Contributor[](2);
        contributors[0] = Contributor(first, firstShares);
        contributors[1] = Contributor(second, 10_000 - firstShares);
    }

    function purchaseOf(bytes32 offerId, address beneficiary) internal returns (Purchase memory) {
        return Purchase(unique(), offerId, beneficiary, LICENCES.offerOf(offerId).terms.price);
    }

    function buy(address buyer, bytes32 offerId) internal returns (uint256) {
        Purchase memory purchase = purchaseOf(offerId, buyer);
        vm.prank(buyer);
        return REVENUE.buy(purchase);
    }

    /// @dev Buys under an offer with a refund window, and reads from the events what a refund needs.
    function buyHeld(address payer, Purchase memory purchase) internal returns (HeldPurchase memory held) {
        vm.recordLogs();
        vm.prank(payer);
        REVENUE.buy(purchase);
        return heldIn(vm.getRecordedLogs(), purchase);
    }

    /// @dev Empty if nothing is held.
    function heldIn(Vm.Log[] memory logs, Purchase memory purchase) internal pure returns (HeldPurchase memory held) {
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] != IRevenue.PaymentHeld.selector) continue;
            held.purchaseId = purchase.purchaseId;
            held.offerId = purchase.offerId;
            held.payer = address(uint160(uint256(logs[i].topics[2])));
            held.beneficiary = purchase.beneficiary;
            held.assetId = uint256(logs[i].topics[3]);
            (, held.commitment, held.saleNumber,,) =
                abi.decode(logs[i].data, (uint256, bytes32, uint32, uint16, uint256));
        }
    }

    function pay(address payer, uint256 assetId, uint128 amount) internal {
        vm.prank(payer);
        REVENUE.pay(assetId, amount);
    }

    function claim(address account, uint256 assetId) internal returns (uint256) {
        return SHARES.claim(account, one(assetId));
    }

    function one(uint256 value) internal pure returns (uint256[] memory list) {
        list = new uint256[](1);
        list[0] = value;
    }

    function registerId(address account, string memory handle) internal returns (uint256) {
        vm.prank(account);
        return SAHARA_ID.register(handle, METADATA, "age1example");
    }

    function link(Account memory owner, uint256 id, Account memory account) internal {
        LinkProof memory proof = linkProof(account, account.addr, id, block.timestamp);
        vm.prank(owner.addr);
        SAHARA_ID.linkAccount(id, account.addr, proof);
    }

    function linkProof(Account memory signer, address account, uint256 id, uint256 deadline)
        internal
        view
        returns (LinkProof memory)
    {
        bytes32 structHash = keccak256(abi.encode(LINK_TYPEHASH, id, account, SAHARA_ID.linkNonce(account), deadline));
        return LinkProof(deadline, sign(signer, "SaharaID", address(SAHARA_ID), structHash));
    }

    /// @dev An order that ends in an hour, under a nonce of its own.
    function orderOf(address maker, Side side, Item item, uint256 assetId, uint16 amount, uint128 priceEach)
        internal
        returns (Order memory)
    {
        return Order({
            maker: maker,
            side: side,
            item: item,
            assetId: assetId,
            amount: amount,
            priceEach: priceEach,
            expiry: uint40(block.timestamp + 1 hours),
            nonce: uint256(unique()),
            counter: EXCHANGE.counterOf(maker)
        });
    }

    function signOrder(Account memory signer, Order memory order) internal view returns (bytes memory) {
        return sign(signer, "Exchange", address(EXCHANGE), keccak256(abi.encode(ORDER_TYPEHASH, order)));
    }

    /// @dev The buyer's signed transfer of what this fill costs.
    function authorizeFill(Account memory buyer, Order memory order, uint16 amount, bytes32 salt)
        internal
        view
        returns (Authorization memory)
    {
        bytes32 nonce = keccak256(abi.encode(EXCHANGE.hashOrder(order), amount, salt));
        return authorize(buyer, address(EXCHANGE), uint256(order.priceEach) * amount, nonce);
    }

    /// @dev Three guardians, or none for a threshold of 0 without delay.
    function guardianship(uint8 threshold, uint32 delay) internal pure returns (Guardianship memory result) {
        result = Guardianship(new address[](threshold == 0 && delay == 0 ? 0 : 3), threshold, delay);
        for (uint256 i; i < result.guardians.length; ++i) {
            result.guardians[i] = address(uint160(0x6ead + i));
        }
    }

    /// @dev Signs an EIP-3009 transfer that `to` has to collect, valid for an hour.
    function authorize(Account memory payer, address to, uint256 value, bytes32 nonce)
        internal
        view
        returns (Authorization memory authorization)
    {
        authorization.validAfter = block.timestamp - 1;
        authorization.validBefore = block.timestamp + 1 hours;
        authorization.signature = signTransfer(RECEIVE_TYPEHASH, payer, payer.addr, to, value, authorization, nonce);
    }

    function authorizePurchase(Account memory payer, Purchase memory purchase)
        internal
        view
        returns (Authorization memory)
    {
        return authorize(payer, address(REVENUE), purchase.maxPrice, keccak256(abi.encode(purchase)));
    }

    function signTransfer(
        bytes32 typehash,
        Account memory signer,
        address from,
        address to,
        uint256 value,
        Authorization memory window,
        bytes32 nonce
    ) internal view returns (bytes memory) {
        bytes32 structHash = keccak256(
            abi.encode(typehash, from, to, value, window.validAfter, window.validBefore, nonce)
        );
        return signatureOf(signer, structHash);
    }

    function signCancel(Account memory signer, bytes32 nonce) internal view returns (bytes memory) {
        return signatureOf(signer, keccak256(abi.encode(CANCEL_TYPEHASH, signer.addr, nonce)));
    }

    function signPermit(Account memory owner, address spender, uint256 value, uint256 deadline)
        internal
        view
        returns (uint8 v, bytes32 r, bytes32 s)
    {
        bytes32 structHash =
            keccak256(abi.encode(PERMIT_TYPEHASH, owner.addr, spender, value, TOKEN.nonces(owner.addr), deadline));
        return vm.sign(owner.key, tokenDigest(structHash));
    }

    function signatureOf(Account memory signer, bytes32 structHash) internal view returns (bytes memory) {
        return sign(signer, tokenDigest(structHash));
    }

    /// @dev Signs in the domain of a contract, which the test computes itself.
    function sign(Account memory signer, string memory name, address verifyingContract, bytes32 structHash)
        internal
        view
        returns (bytes memory)
    {
        bytes32 separator = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256(bytes(name)),
                keccak256("1"),
                block.chainid,
                verifyingContract
            )
        );
        return sign(signer, keccak256(abi.encodePacked(hex"1901", separator, structHash)));
    }

    function sign(Account memory signer, bytes32 digest) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(signer.key, digest);
        return abi.encodePacked(r, s, v);
    }

    function tokenDigest(bytes32 structHash) internal view returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", TOKEN.DOMAIN_SEPARATOR(), structHash));
    }

    /// @dev What a vote does: the proposer queues, the delay passes, and it is carried out.
    function govern(address target, bytes memory data) internal {
        bytes32 salt = unique();
        vm.prank(developer(PROPOSER));
        TIMELOCK.schedule(target, 0, data, 0, salt, TIMELOCK_DELAY);
        vm.warp(block.timestamp + TIMELOCK_DELAY);
        TIMELOCK.execute(target, 0, data, 0, salt);
    }

    /// @dev Tokens are wrapped native coin here too, so that their backing can be checked.
    function endow(address account) internal {
        vm.deal(address(this), FUNDS);
        ADAPTER.depositFor{value: FUNDS}(account);
        vm.deal(account, FUNDS);
        vm.startPrank(account);
        IERC20(address(TOKEN)).approve(address(REVENUE), type(uint256).max);
        IERC20(address(TOKEN)).approve(address(ESCROW), type(uint256).max);
        IERC20(address(TOKEN)).approve(address(EXCHANGE), type(uint256).max);
        REGISTRY.setApprovalForAll(address(EXCHANGE), true);
        SHARES.setOperator(address(EXCHANGE), true);
        IERC20(address(TOKEN)).approve(address(VOTES), type(uint256).max);
        vm.stopPrank();
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Parent} from "./IAssetRegistry.sol";
import {Royalty} from "./IRevenue.sol";

/// @notice What is sold. Never changed once added, so that nobody can change terms under a signature.
struct OfferTerms {
    uint8 rights; // bits: download 1, compute 2, derive 4, infer 8
    uint32 durationHours; // 0 = perpetual
    uint16 royalty; // basis points of a derivative's revenue; binds what is made under this offer
    uint16 refundHours; // how long a payment is held, to be refunded if the key is proven bad; 0 = not held
    uint32 maxSales; // 0 = no cap
    uint128 price; // wei of SAHARA; 0 = free
    address policy; // who may buy; 0 = everyone
    bytes32 terms; // keccak256 of the SPDX id or of the licence text
}

/// @notice An offer with its asset.
struct Offer {
    uint256 assetId; // what is sold under it
    OfferTerms terms; // as they were added
    bool closed; // no more sales, for good
    uint32 sold; // counted only under a cap, without what was refunded
}

/// @notice A sale as it was written down.
struct Sale {
    uint256 price; // wei of SAHARA
    uint32 expiryHour; // the earliest end among the bought rights, in hours since the Unix epoch
    uint16 refundHours; // how long the payment is to be held; 0 = not
    bytes32 commitment; // of the newest version, which a refund is bound to; only set if the payment is to be held
    uint32 number; // by which {ILicences-recordRefund} knows it; only meant if the payment is to be held
}

/// @title What may be done with an asset, and by whom
/// @notice Access is one slot for each (account, asset): per right, what was sold and what was granted, each as an
/// expiry in hours since the Unix epoch, rounded up; the largest value never expires.
interface ILicences {
    /// @notice An offer was added. It never changes.
    /// @param offerId As {offerIdOf} makes it.
    /// @param assetId What is sold.
    /// @param index Its number among those of the asset, from 0.
    /// @param terms All of them.
    event OfferAdded(bytes32 indexed offerId, uint256 indexed assetId, uint256 index, OfferTerms terms);

    /// @notice An offer was ended for good.
    /// @param offerId Under which nothing is sold any more.
    /// @param assetId What was sold.
    event OfferClosed(bytes32 indexed offerId, uint256 indexed assetId);

    /// @notice What an account has of an asset changed, by a sale, a refund, a grant or its end.
    /// @param account Whose access; {ISaharaID-accountOf} for all accounts of an organisation.
    /// @param assetId To what.
    /// @param access The whole slot of (account, asset) after the change: bits 0-127 sold, 128-255 granted, 32 bits a
    /// right in the order download, compute, derive, infer.
    event AccessChanged(address indexed account, uint256 indexed assetId, uint256 access);

    /// @notice Only Revenue writes sales and refunds down.
    /// @param caller Who called.
    error LicencesNotRevenue(address caller);

    /// @notice Only the owner of the asset may do this.
    /// @param assetId Whose offers or grants these are.
    /// @param caller Who called.
    error LicencesNotOwner(uint256 assetId, address caller);

    /// @notice There is no right, or one nobody knows, or a royalty or refund window beyond its bound.
    error LicencesInvalidTerms();

    /// @notice No offer has this id.
    /// @param offerId As given.
    error LicencesUnknownOffer(bytes32 offerId);

    /// @notice The offer was ended.
    /// @param offerId As given.
    error LicencesOfferClosed(bytes32 offerId);

    /// @notice The offer was sold as often as it may be.
    /// @param offerId As given.
    /// @param maxSales How often.
    error LicencesSoldOut(bytes32 offerId, uint256 maxSales);

    /// @notice A licence is somebody's.
    error LicencesInvalidBeneficiary();

    /// @notice An asset has 65,535 offers at most.
    /// @param count How many it would have.
    /// @param maximum How many it may have.
    error LicencesTooManyOffers(uint256 count, uint256 maximum);

    /// @notice An offer is not one of this asset, or does not give this right.
    /// @param assetId As given.
    /// @param offerId As given.
    /// @param right The bit.
    error LicencesWrongOffer(uint256 assetId, bytes32 offerId, uint8 right);

    /// @notice Neither the account nor its Sahara ID holds this offer now, nor does the account own the asset.
    /// @param offerId As given.
    /// @param account Who would need it.
    error LicencesNotHeld(bytes32 offerId, address account);

    /// @notice The offer's policy does not let this account buy.
    /// @param offerId As given.
    /// @param policy Which said no, or did not answer.
    /// @param beneficiary Whose the licence would have been.
    error LicencesNotAllowed(bytes32 offerId, address policy, address beneficiary);

    /// @notice A policy is asked with this much gas, and less is left: nobody gets an answer by starving it.
    /// @param gas How much.
    error LicencesTooLittleGas(uint256 gas);

    /// @notice Adds offers to an asset. Only its owner, or the registry while publishing.
    /// @param assetId A published one.
    /// @param offers What they say, for ever; none or more, 65,535 in all.
    /// @return offerIds In the same order.
    function addOffers(uint256 assetId, OfferTerms[] calldata offers) external returns (bytes32[] memory offerIds);

    /// @notice Ends an offer for good; what was bought under it stays. Only the asset's owner.
    /// @param offerId Of an asset of the caller, not closed before.
    function closeOffer(bytes32 offerId) external;

    /// @notice Writes down a sale that Revenue is being paid for. Only Revenue.
    /// @param offerId What was bought.
    /// @param beneficiary Whose the licence is; {ISaharaID-accountOf} for all accounts of an organisation.
    /// @return sale What it costs, gives, and has to be held for.
    function recordPurchase(bytes32 offerId, address beneficiary) external returns (Sale memory sale);

    /// @notice Takes back what a refunded purchase gave: access is then what it would be had the sale not been, to the
    /// hour, and under a cap there is one more to sell. Only Revenue.
    /// @param offerId What was bought.
    /// @param beneficiary Whose the licence was.
    /// @param number Of the sale, as {recordPurchase} gave it.
    function recordRefund(bytes32 offerId, address beneficiary, uint32 number) external;

    /// @notice Gives rights without a sale. Only the asset's owner.
    /// @param account Who gets them; {ISaharaID-accountOf} for all accounts of an organisation.
    /// @param assetId Of the caller.
    /// @param rights Bits as in {OfferTerms}, 1 to 15.
    /// @param expiryHour In hours since the Unix epoch, for each of these rights instead of what was granted of it
    /// before; the largest value: never, one that is past: not at all.
    function grant(address account, uint256 assetId, uint8 rights, uint32 expiryHour) external;

    /// @notice Takes granted rights back; what was sold cannot be taken. Only the asset's owner.
    /// @param account Whom they were granted to.
    /// @param assetId Of the caller.
    /// @param rights Bits as in {OfferTerms}, 1 to 15.
    function revoke(address account, uint256 assetId, uint8 rights) external;

    /// @notice Whether an account has all these rights now: by licences and grants of its own, or of the Sahara ID it
    /// belongs to. An asset's owner has every right.
    /// @param account Any; {ISaharaID-accountOf} for what an organisation has as such.
    /// @param assetId Any; nobody has a right of an unknown one.
    /// @param rights Bits as in {OfferTerms}; false for none, and for one that nobody knows.
    function hasAccess(address account, uint256 assetId, uint8 rights) external view returns (bool);

    /// @notice The question keepers ask: may this account have the key of this version?
    /// @param requester Who wants the key.
    /// @param assetId What it opens.
    /// @param version Any; false for one that is not there.
    /// @param context 0 for personal use, which the owner and holders of the download right have; else a job, for which
    /// Compute must name the requester, whoever ordered it must hold a compute licence, and the offer's policy, if it has
    /// one, must allow the requester.
    function canOpen(address requester, uint256 assetId, uint32 version, uint256 context) external view returns (bool);

    /// @notice The packed slot of (account, asset), see {AccessChanged}.
    /// @param account Any; what it has by its Sahara ID is not in it.
    /// @param assetId Any.
    function accessOf(address account, uint256 assetId) external view returns (uint256);

    /// @notice End of an account's derive or compute licence under one offer, in hours since the Unix epoch.
    /// @param account Any; what it has by its Sahara ID is not in it.
    /// @param offerId Any; the end is 0 under one that it never held, and the largest value if it is for ever.
    function offerExpiry(address account, bytes32 offerId) external view returns (uint32);

    /// @notice The royalty that binds a derivative `account` makes now under this derive offer.
    /// @param account Who wants to make something.
    /// @param assetId What of.
    /// @param offerId Under which.
    /// @return allowed Whether the account, or its Sahara ID, holds the offer unexpired, or the account owns the asset.
    /// @return royalty Of the derivative's revenue, in basis points of 10,000; 0 too where this is no derive offer of
    /// the asset.
    function deriveTerms(address account, uint256 assetId, bytes32 offerId)
        external
        view
        returns (bool allowed, uint16 royalty);

    /// @notice What an asset that `account` publishes now owes these parents: the royalties of the derive offers it names.
    /// Reverts unless the account, or its Sahara ID, holds each of them unexpired, or the account owns the parent.
    /// @param account The publisher.
    /// @param parents At most 16.
    function royaltiesTo(address account, Parent[] calldata parents) external view returns (Royalty[] memory);

    /// @notice What the result of a job owes its inputs: the royalties of the compute offers under which it used them.
    /// Who held them when the job ran is what Compute and the keepers ask.
    /// @param inputs As Compute names them.
    function royaltiesOfJob(Parent[] calldata inputs) external view returns (Royalty[] memory);

    /// @notice An offer with its asset; reverts for an unknown one.
    /// @param offerId As {offerIdOf} makes it.
    function offerOf(bytes32 offerId) external view returns (Offer memory);

    /// @notice How many offers an asset ever had: their numbers are below this.
    /// @param assetId Any; 0 for an unknown one.
    function offerCount(uint256 assetId) external view returns (uint256);

    /// @notice The longest refund window among all offers an asset ever had.
    /// @param assetId Any; 0 for an unknown one.
    /// @return In hours.
    function longestRefundHours(uint256 assetId) external view returns (uint256);

    /// @notice The asset's id with the offer's number, `index` + 1, in its last two bytes.
    /// @param assetId Any.
    /// @param index From 0 to 65,534; reverts beyond.
    function offerIdOf(uint256 assetId, uint256 index) external pure returns (bytes32);
}

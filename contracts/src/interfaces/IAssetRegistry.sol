// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {Authorization} from "./Authorization.sol";
import {OfferTerms} from "./ILicences.sol";

/// @notice What an asset is.
enum Kind {
    None,
    Dataset,
    Model,
    Agent,
    Algorithm
}

/// @notice Active: sold. Retired by its owner: no new sales. Suspended by the DAO: sales stop, every exit stays.
enum Status {
    None,
    Active,
    Retired,
    Suspended
}

/// @notice How a derivative came from a parent.
enum Relation {
    TrainedOn,
    FinetunedFrom,
    DerivedFrom,
    Uses
}

/// @notice How it is known what an asset was made of.
enum Evidence {
    Declared, // its publisher says so
    Job // a job of Compute made it, and says so
}

/// @notice A parent of a derivative, with the offer whose royalty binds it: a derive offer, or of a job a compute offer.
struct Parent {
    uint256 assetId; // the parent's
    bytes32 offerId; // of the parent, which gives the right to make this
    Relation relation; // how the derivative came from it
}

/// @notice Someone who holds revenue shares from the start; an asset has 10,000.
struct Contributor {
    address account; // who holds them; who is named twice has the sum
    uint16 shares; // of 10,000
}

/// @notice All that publishing says, in one transaction.
struct Publication {
    bytes32 salt; // makes the asset id, so that it is known before anything is encrypted
    Kind kind; // what it is; not None
    bytes32 metadata; // sha2-256 digest of the metadata document: a CIDv1 with the raw codec
    bytes32 commitment; // Merkle root over the key commitments of version 1
    Parent[] parents; // at most 16
    Contributor[] contributors; // shares add up to 10,000; empty: the publisher has all
    OfferTerms[] offers; // may be empty, and more are added later: {ILicences-addOffers}
}

/// @notice One state of an asset's content. Versions count from 1.
struct Version {
    bytes32 metadata; // sha2-256 digest of the metadata document: a CIDv1 with the raw codec
    bytes32 commitment; // Merkle root over the key commitments of this version
}

/// @title Who owns which asset, and what it was made of
/// @notice An ERC-721 whose token id is the asset id: keccak256(abi.encode(chainId, registry, publisher, salt)), of which
/// the last two bytes are zero. When an asset is sold, its revenue gets a royalty (ERC-2981), at a rate of the DAO's.
interface IAssetRegistry is IERC721, IERC2981 {
    /// @notice An asset came to be, with its first version. Its lineage stands in {IRevenue-LineageRegistered}.
    /// @param assetId As {assetIdOf} makes it.
    /// @param publisher The caller, who owns it first.
    /// @param kind What it is.
    /// @param metadata sha2-256 digest of the metadata document.
    /// @param commitment Merkle root over the key commitments.
    /// @param parents With the offers whose royalties bind it.
    event AssetPublished(
        uint256 indexed assetId,
        address indexed publisher,
        Kind indexed kind,
        bytes32 metadata,
        bytes32 commitment,
        Parent[] parents
    );

    /// @notice The parents of an asset that was just published, and the royalties they get, are those of a job.
    /// @param assetId Which was just published.
    /// @param jobId The job that made it.
    event LineageProven(uint256 indexed assetId, uint256 indexed jobId);

    /// @notice The owner added a version.
    /// @param assetId Whose content.
    /// @param version Its number, one more than the newest before.
    /// @param metadata sha2-256 digest of the metadata document.
    /// @param commitment Merkle root over the key commitments.
    event VersionAdded(uint256 indexed assetId, uint32 version, bytes32 metadata, bytes32 commitment);

    /// @notice The owner ended new sales for good; during a suspension its status says so once that ends.
    /// @param assetId What is sold no more.
    event AssetRetired(uint256 indexed assetId);

    /// @notice The DAO stopped sales.
    /// @param assetId What is not sold for now.
    /// @param reason Hash of the published reason.
    event AssetSuspended(uint256 indexed assetId, bytes32 reason);

    /// @notice The DAO ended a suspension; a retired asset stays retired.
    /// @param assetId What is sold again, unless its owner retired it meanwhile.
    event AssetResumed(uint256 indexed assetId);

    /// @notice Publishing and buying stop, or go on.
    /// @param until Unix seconds, from which they go on by themselves.
    event NewBusinessPaused(uint256 until);

    /// @notice What publishing takes as a bond from now on.
    /// @param bond In wei.
    event BondUpdated(uint128 bond);

    /// @notice This publisher has used this salt.
    /// @param assetId What stands under these.
    error AssetRegistryAlreadyPublished(uint256 assetId);

    /// @notice Nothing was published under this id.
    /// @param assetId As given.
    error AssetRegistryUnknownAsset(uint256 assetId);

    /// @notice Only the owner of the asset may do this.
    /// @param assetId What should have been changed.
    /// @param caller Who called.
    error AssetRegistryNotOwner(uint256 assetId, address caller);

    /// @notice The asset is not in a state for this.
    /// @param assetId As given.
    /// @param status Its state; None for an unknown one.
    error AssetRegistryNotActive(uint256 assetId, Status status);

    /// @notice A version has another number: it was prepared for one that is taken, or that is not its turn yet.
    /// @param assetId Whose content.
    /// @param version What the caller wanted it to be.
    /// @param next The number that the next version gets.
    error AssetRegistryVersionNotNext(uint256 assetId, uint32 version, uint32 next);

    /// @notice Only a suspension can be ended.
    /// @param assetId As given.
    error AssetRegistryNotSuspended(uint256 assetId);

    /// @notice There is no bond to give back: the asset is not retired, or its bond went back already.
    /// @param assetId As given.
    error AssetRegistryNotRetired(uint256 assetId);

    /// @notice An asset is something.
    error AssetRegistryInvalidKind();

    /// @notice The parents would not fit.
    /// @param count How many there are.
    /// @param maximum How many there can be.
    error AssetRegistryTooManyParents(uint256 count, uint256 maximum);

    /// @notice What a job made is its buyer's to publish; this is another's job, one that made nothing, or none.
    /// @param jobId As given.
    /// @param caller Who called.
    error AssetRegistryNotBuyer(uint256 jobId, address caller);

    /// @notice A job names its own parents, and nobody adds any.
    /// @param jobId As given.
    error AssetRegistryParentsAreTheJobs(uint256 jobId);

    /// @notice This is not what the job made.
    /// @param jobId As given.
    /// @param commitment What should have been published.
    error AssetRegistryNotTheResult(uint256 jobId, bytes32 commitment);

    /// @notice What a job made is published once.
    /// @param jobId As given.
    /// @param assetId What its result is published as.
    error AssetRegistryJobPublished(uint256 jobId, uint256 assetId);

    /// @notice The bond stays a while after retiring.
    /// @param assetId Whose bond.
    /// @param dueAt Unix seconds, from which it can be given back.
    error AssetRegistryBondNotDue(uint256 assetId, uint256 dueAt);

    /// @notice Publishes an asset of the caller. While a bond is asked for, the caller must have funded it in Escrow:
    /// holder = this registry, purpose = bytes32(assetId), account = caller, terms = Refundable, until = 0.
    /// @param publication All of it; lineage, shares and first version are fixed by this.
    /// @return assetId As {assetIdOf} makes it of the caller and the salt.
    function publish(Publication calldata publication) external returns (uint256 assetId);

    /// @notice Publishes, and pays the bond in the same transaction by a signed transfer to Escrow, with
    /// the salt 0.
    /// @param publication As in {publish}.
    /// @param bond The caller's transfer of {publishBond} with the nonce of {IEscrow-fundWithAuthorization}; not used
    /// if the money is there already.
    /// @return assetId As {assetIdOf} makes it of the caller and the salt.
    function publishWithAuthorization(Publication calldata publication, Authorization calldata bond)
        external
        returns (uint256 assetId);

    /// @notice Publishes what a job of the caller made. Its parents, and the royalties they get, are those that the job
    /// names, and {evidenceOf} tells so from then on: the compute licences of the inputs are enough. Only the job's buyer,
    /// once.
    /// @param jobId Ordered by the caller, carried out, not published yet.
    /// @param publication Without parents.
    /// @param bond As in {publishWithAuthorization}; with an empty signature the bond must be in Escrow already.
    /// @return assetId As {assetIdOf} makes it of the caller and the salt.
    function publishFromJob(uint256 jobId, Publication calldata publication, Authorization calldata bond)
        external
        returns (uint256 assetId);

    /// @notice Adds a version. Only the asset's owner, while it is Active; its parents never change.
    /// @param assetId Of the caller.
    /// @param version One more than the newest. Metadata and key shares are bound to this number, so of two that are
    /// added at once one is refused, instead of getting a number under which nobody can open it.
    /// @param metadata As in {Publication}.
    /// @param commitment As in {Publication}.
    function addVersion(uint256 assetId, uint32 version, bytes32 metadata, bytes32 commitment) external;

    /// @notice Ends new sales for good; what was bought stays. Only the asset's owner.
    /// @param assetId Of the caller, not retired before; suspended or not.
    function retire(uint256 assetId) external;

    /// @notice Stops sales of an asset; every exit and every bought access stays. Only the DAO.
    /// @param assetId One that is Active or Retired.
    /// @param reason Hash of the published reason.
    function suspend(uint256 assetId, bytes32 reason) external;

    /// @notice Lets a suspended asset be sold again. Only the DAO.
    /// @param assetId One that is Suspended.
    function resume(uint256 assetId) external;

    /// @notice Stops publishing and buying for 7 days; whatever else there is goes on. Only the guardian.
    /// @return until Unix seconds, from which they go on by themselves.
    function pause() external returns (uint256 until);

    /// @notice Ends a pause early. Only the guardian.
    function unpause() external;

    /// @notice Takes over the bond that Parameters has now, which calls this whenever a vote changes it; anyone may.
    /// @return bond In wei.
    function updateBond() external returns (uint128 bond);

    /// @notice What publishing takes as a bond now, in wei.
    function publishBond() external view returns (uint128);

    /// @notice Reverts unless this asset is active, so that licences of it are sold. Whether anything is sold now, while
    /// new business may be paused, is what Revenue knows.
    /// @param assetId Any; an unknown one is not active.
    function checkForSale(uint256 assetId) external view;

    /// @notice {checkForSale}, and the commitment of the newest version.
    /// @param assetId Any; reverts unless it is active.
    function commitmentForSale(uint256 assetId) external view returns (bytes32);

    /// @notice Until when new business is paused, in Unix seconds; in the past, it is not.
    function pausedUntil() external view returns (uint256);

    /// @notice Gives a retired asset's bond back to its publisher, whoever funded it or owns the asset now, after the delay. Anyone
    /// may call.
    /// @param assetId A retired one, whose bond did not go back yet.
    function releaseBond(uint256 assetId) external;

    /// @notice How it is known what an asset was made of.
    /// @param assetId Any; Declared for an unknown one.
    function evidenceOf(uint256 assetId) external view returns (Evidence);

    /// @notice The asset that a job made, if it was published; else 0.
    /// @param jobId Any.
    function assetOfJob(uint256 jobId) external view returns (uint256);

    /// @notice keccak256(abi.encode(chainId, registry, publisher, salt)) without its last two bytes, published or not.
    /// @param publisher Who would call {publish}.
    /// @param salt Their choice, once for each asset.
    function assetIdOf(address publisher, bytes32 salt) external view returns (uint256);

    /// @notice Whether an asset was published under this id.
    /// @param assetId Any.
    function exists(uint256 assetId) external view returns (bool);

    /// @notice Who published an asset, whoever owns it now; zero for an unknown one.
    /// @param assetId Any.
    function publisherOf(uint256 assetId) external view returns (address);

    /// @notice What an asset is; None for an unknown one.
    /// @param assetId Any.
    function kindOf(uint256 assetId) external view returns (Kind);

    /// @notice Whether an asset is sold; None for an unknown one.
    /// @param assetId Any.
    function statusOf(uint256 assetId) external view returns (Status);

    /// @notice How many versions an asset has, which is the number of the newest; 0 for an unknown one.
    /// @param assetId Any.
    function versionCount(uint256 assetId) external view returns (uint32);

    /// @notice A version by its number, from 1; zeros if there is none.
    /// @param assetId Any.
    /// @param version Its number, from 1 to {versionCount}.
    function versionOf(uint256 assetId, uint32 version) external view returns (Version memory);

    /// @notice When a version was sold last at the latest: when the next one came, or the asset was retired.
    /// @param assetId A published one.
    /// @param version One of its versions, from 1.
    /// @return Unix seconds; 0: it is the newest, and is sold or may be again.
    function soldUntil(uint256 assetId, uint32 version) external view returns (uint256);
}

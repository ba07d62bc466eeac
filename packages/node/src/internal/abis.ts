import { parseAbi } from 'viem'

// What the node reads, as the interfaces of the contracts declare it.

export const registryEvents = parseAbi([
  'struct Parent { uint256 assetId; bytes32 offerId; uint8 relation; }',
  'event AssetPublished(uint256 indexed assetId, address indexed publisher, uint8 indexed kind, bytes32 metadata, bytes32 commitment, Parent[] parents)',
  'event VersionAdded(uint256 indexed assetId, uint32 version, bytes32 metadata, bytes32 commitment)',
  'event AssetRetired(uint256 indexed assetId)',
  'event AssetSuspended(uint256 indexed assetId, bytes32 reason)',
  'event AssetResumed(uint256 indexed assetId)',
  'event Transfer(address indexed from, address indexed to, uint256 indexed tokenId)',
])

export const licencesEvents = parseAbi([
  'struct OfferTerms { uint8 rights; uint32 durationHours; uint16 royalty; uint128 price; }',
  'event OfferAdded(bytes32 indexed offerId, uint256 indexed assetId, uint256 index, OfferTerms terms)',
  'event OfferClosed(bytes32 indexed offerId, uint256 indexed assetId)',
  'event AccessChanged(address indexed account, uint256 indexed assetId, uint256 access)',
])

export const revenueEvents = parseAbi([
  'struct Royalty { uint256 ancestor; uint16 rate; }',
  'event Purchased(bytes32 indexed purchaseId, bytes32 indexed offerId, address indexed payer, address beneficiary, uint256 assetId, uint256 price, uint32 expiryHour)',
  'event Paid(uint256 indexed assetId, address indexed payer, uint256 amount, uint256 fee, uint256 totalNet)',
  'event Distributed(uint256 indexed assetId, uint256 totalNet, uint256 toAncestors, uint256 toShares)',
  'event LineageRegistered(uint256 indexed assetId, Royalty[] royalties)',
])

export const revenueSharesEvents = parseAbi([
  'event Credited(uint256 indexed assetId, uint256 indexed source, uint256 amount, uint256 cumulative)',
  'event Claimed(address indexed account, uint256 indexed assetId, uint256 amount)',
  'event Transfer(address caller, address indexed sender, address indexed receiver, uint256 indexed id, uint256 amount)',
])

export const keepersEvents = parseAbi([
  'event KeeperRegistered(address indexed keeper, uint64 epoch, string endpoint, string recipient)',
  'event KeeperLeft(address indexed keeper)',
])

export const revenueSharesViews = parseAbi([
  'function claimable(address account, uint256 assetId) view returns (uint256)',
])

export const tokenFunctions = parseAbi([
  'function balanceOf(address account) view returns (uint256)',
  'function transfer(address to, uint256 value) returns (bool)',
])

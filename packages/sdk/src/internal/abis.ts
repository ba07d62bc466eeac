import { parseAbi } from 'viem'

// What the SDK calls, as the interfaces of the contracts declare it.

export const tokenAbi = parseAbi([
  'function balanceOf(address account) view returns (uint256)',
  'function approve(address spender, uint256 value) returns (bool)',
  'error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)',
])

export const licencesAbi = parseAbi([
  'struct OfferTerms { uint8 rights; uint32 durationHours; uint16 royalty; uint128 price; bytes32 terms; }',
  'function addOffers(uint256 assetId, OfferTerms[] offers) returns (bytes32[])',
  'function closeOffer(bytes32 offerId)',
  'function offerOf(bytes32 offerId) view returns (Offer offer)',
  'struct Offer { uint256 assetId; OfferTerms terms; bool closed; }',
  'error LicencesUnknownOffer(bytes32 offerId)',
  'error LicencesOfferClosed(bytes32 offerId)',
  'error LicencesNotOwner(uint256 assetId, address caller)',
  'function grant(address account, uint256 assetId, uint8 rights, uint32 untilHour)',
  'function revoke(address account, uint256 assetId, uint8 rights)',
])

export const revenueAbi = parseAbi([
  'struct Purchase { bytes32 purchaseId; bytes32 offerId; address beneficiary; uint128 maxPrice; }',
  'struct Authorization { uint256 validAfter; uint256 validBefore; bytes signature; }',
  'function buy(Purchase purchase) returns (uint256 price)',
  'function buyWithAuthorization(Purchase purchase, address payer, uint256 amount, Authorization authorization) returns (uint256 price)',
  'function buyWithNative(Purchase purchase) payable returns (uint256 price)',
  'function distribute(uint256 assetId) returns (uint256 toAncestors, uint256 toShares)',
  'event Purchased(bytes32 indexed purchaseId, bytes32 indexed offerId, address indexed payer, address beneficiary, uint256 assetId, uint256 price, uint32 expiryHour)',
  'error RevenueUnknownAsset(uint256 assetId)',
  'error RevenuePriceAboveMaximum(uint256 price, uint256 maxPrice)',
  'error RevenueAmountNotPrice(uint256 amount, uint256 price)',
  'error LicencesOfferClosed(bytes32 offerId)',
  'error LicencesAssetNotActive(uint256 assetId)',
  'error RevenuePurchaseAlreadyMade(address payer, bytes32 purchaseId)',
  'error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)',
])

export const revenueSharesAbi = parseAbi([
  'function claimable(address account, uint256 assetId) view returns (uint256)',
  'function claim(address account, uint256[] assetIds) returns (uint256)',
  'function transfer(address receiver, uint256 id, uint256 amount) returns (bool)',
  'event Claimed(address indexed account, uint256 indexed assetId, uint256 amount)',
])

export const registryAbi = parseAbi(['function retire(uint256 assetId)'])

export const keepersAbi = parseAbi([
  'function register(string endpoint, string recipient)',
  'function keepers() view returns (address[] active)',
  'function keeperOf(address keeper) view returns (Keeper keeper)',
  'struct Keeper { bool active; uint64 epoch; string endpoint; string recipient; }',
])

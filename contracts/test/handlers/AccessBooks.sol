// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {OfferTerms} from "../../src/interfaces/ILicences.sol";
import {Handler} from "./Handler.sol";
import {IdentityHandler} from "./IdentityHandler.sol";
import {World} from "./World.sol";

/// @notice Why anyone has access: every sale that stands and every grant, of people and of organisations. What there must
/// be is found by going through all of them one by one, without any state in between.
contract AccessBooks is Handler {
    uint32 private constant PERPETUAL = type(uint32).max;

    struct Sold {
        bytes32 offerId;
        uint8 rights;
        uint32 durationHours;
        uint256 hour;
        bool refunded;
    }

    IdentityHandler private immutable _identity;
    mapping(address account => mapping(uint256 assetId => Sold[])) private _sales;
    mapping(address account => mapping(uint256 assetId => uint32[4])) private _granted;
    address private _last; // whom the last change was about

    constructor(World world, IdentityHandler identity) Handler(world) {
        _identity = identity;
    }

    function noteSale(address account, uint256 assetId, bytes32 offerId, OfferTerms memory offer)
        external
        returns (uint256 place)
    {
        _last = account;
        place = _sales[account][assetId].length;
        _sales[account][assetId].push(Sold(offerId, offer.rights, offer.durationHours, hour(), false));
    }

    function noteRefund(address account, uint256 assetId, uint256 place) external {
        _last = account;
        _sales[account][assetId][place].refunded = true;
    }

    function noteGrant(address account, uint256 assetId, uint256 rights, uint32 expiry) external {
        _last = account;
        for (uint256 right; right < 4; ++right) {
            if (rights & (1 << right) != 0) _granted[account][assetId][right] = expiry;
        }
    }

    /// @notice Whether somebody, or their organisation, may use an asset under this offer now.
    function holds(address account, uint256 assetId, bytes32 offerId) external view returns (bool) {
        if (REGISTRY.ownerOf(assetId) == account || _isAhead(_endUnder(account, assetId, offerId))) return true;
        uint256 id = _identity.idOf(account);
        return id != 0 && _isAhead(_endUnder(SAHARA_ID.accountOf(id), assetId, offerId));
    }

    /// @notice Every account has what its sales and grants say, and its organisation's, and nothing else.
    function assertAccess() external view {
        uint256[] memory assets = _world.assets();
        for (uint256 i; i < assets.length; ++i) {
            for (uint256 j; j < _actors.length; ++j) {
                _assertHas(_actors[j].addr, assets[i]);
            }
            for (uint256 id = 1; id <= _identity.count(); ++id) {
                _assertSlot(SAHARA_ID.accountOf(id), assets[i]);
            }
        }
    }

    /// @notice The same of whom the last change was about, which is quicker.
    function assertLast() external view {
        if (_last == address(0)) return;
        uint256[] memory assets = _world.assets();
        for (uint256 i; i < assets.length; ++i) {
            if (_isActor(_last)) _assertHas(_last, assets[i]);
            else _assertSlot(_last, assets[i]);
        }
    }

    function hour() public view returns (uint256) {
        return (block.timestamp + 3599) / 3600;
    }

    function _assertHas(address account, uint256 assetId) private view {
        uint256 own = _assertSlot(account, assetId);
        uint256 id = _identity.idOf(account);
        uint256 shared = id == 0 ? 0 : LICENCES.accessOf(SAHARA_ID.accountOf(id), assetId);
        bool isOwner = REGISTRY.ownerOf(assetId) == account;
        for (uint256 right; right < 4; ++right) {
            bool expected = isOwner || _isAhead(own, right) || _isAhead(shared, right);
            assertEq(LICENCES.hasAccess(account, assetId, uint8(1 << right)), expected, "has access");
            if (right == 0) assertEq(LICENCES.canOpen(account, assetId, 1, 0), expected, "can open");
        }
    }

    /// @return slot As it was found, and is.
    function _assertSlot(address account, uint256 assetId) private view returns (uint256 slot) {
        slot = LICENCES.accessOf(account, assetId);
        uint256[4] memory ends;
        Sold[] memory sales = _sales[account][assetId];
        for (uint256 i; i < sales.length; ++i) {
            for (uint256 right; right < 4; ++right) {
                if (sales[i].rights & (1 << right) != 0) ends[right] = _endAfter(ends[right], sales[i]);
            }
            if (sales[i].rights & (COMPUTE | DERIVE) == 0) continue;
            uint256 end = _endUnder(account, assetId, sales[i].offerId);
            assertEq(LICENCES.offerExpiry(account, sales[i].offerId), end, "under one offer");
        }
        for (uint256 right; right < 4; ++right) {
            assertEq(uint32(slot >> (32 * right)), ends[right], "sold");
            assertEq(uint32(slot >> (32 * right + 128)), _granted[account][assetId][right], "granted");
        }
    }

    function _endUnder(address account, uint256 assetId, bytes32 offerId) private view returns (uint256 end) {
        Sold[] memory sales = _sales[account][assetId];
        for (uint256 i; i < sales.length; ++i) {
            bool counts = sales[i].offerId == offerId && sales[i].rights & (COMPUTE | DERIVE) != 0;
            if (counts) end = _endAfter(end, sales[i]);
        }
    }

    function _endAfter(uint256 end, Sold memory sale) private pure returns (uint256) {
        if (sale.refunded) return end;
        if (end == PERPETUAL || sale.durationHours == 0) return PERPETUAL;
        return (end > sale.hour ? end : sale.hour) + sale.durationHours;
    }

    function _isAhead(uint256 slot, uint256 right) private view returns (bool) {
        return _isAhead(uint32(slot >> (32 * right))) || _isAhead(uint32(slot >> (32 * right + 128)));
    }

    function _isAhead(uint256 expiry) private view returns (bool) {
        return expiry == PERPETUAL || block.timestamp < expiry * 1 hours;
    }
}

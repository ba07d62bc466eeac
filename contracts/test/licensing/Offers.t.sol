// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILicences, OfferTerms} from "../../src/interfaces/ILicences.sol";
import {Base} from "../Base.t.sol";

/// @notice How many offers an asset can have, and what their ids say.
contract OffersTest is Base {
    uint256 private constant MOST = 65_535;
    bytes32 private constant STORAGE = 0xb51e9052d6fe4a4c447eb7941c0733811339965e5fb9a43adefc5364ea042300;

    uint256 private asset;

    function setUp() public override {
        super.setUp();
        (asset,) = publish(alice.addr, terms(DOWNLOAD, 0, 0, 1));
    }

    function test_addOffers_aThousandAndAllAreSold() public {
        for (uint256 i; i < 10; ++i) {
            _add(i == 0 ? 99 : 100);
        }
        assertEq(LICENCES.offerCount(asset), 1000);
        for (uint256 i; i < 1000; i += 111) {
            bytes32 offerId = LICENCES.offerIdOf(asset, i);
            assertEq(uint256(offerId), asset + i + 1);
            assertEq(LICENCES.offerOf(offerId).assetId, asset);
            buy(bob.addr, offerId);
        }
        assertEq(REVENUE.totals(asset).net, 10);
    }

    function test_addOffers_RevertIf_tooMany() public {
        // As if all but two had been added: the number stands beside the terms of the first.
        bytes32 slot = keccak256(abi.encode(LICENCES.offerIdOf(asset, 0), STORAGE));
        uint256 first = uint256(vm.load(address(LICENCES), slot));
        vm.store(address(LICENCES), slot, bytes32((first & (type(uint256).max >> 16)) | ((MOST - 2) << 240)));
        assertEq(LICENCES.offerCount(asset), MOST - 2);
        assertEq(uint256(_add(2)[1]), asset + MOST);
        OfferTerms[] memory more = new OfferTerms[](1);
        more[0] = terms(DOWNLOAD, 0, 0, 1);
        vm.expectRevert(abi.encodeWithSelector(ILicences.LicencesTooManyOffers.selector, MOST + 1, MOST));
        vm.prank(alice.addr);
        LICENCES.addOffers(asset, more);
    }

    /// @notice No number reaches into the id of another asset.
    function test_offerIdOf_RevertIf_noSuchNumber() public {
        assertEq(uint256(LICENCES.offerIdOf(asset, MOST - 1)), asset + MOST);
        vm.expectRevert(abi.encodeWithSelector(ILicences.LicencesTooManyOffers.selector, MOST + 1, MOST));
        LICENCES.offerIdOf(asset, MOST);
    }

    function _add(uint256 count) private returns (bytes32[] memory) {
        OfferTerms[] memory offers = new OfferTerms[](count);
        for (uint256 i; i < count; ++i) {
            offers[i] = terms(DOWNLOAD, 0, 0, 1);
        }
        vm.prank(alice.addr);
        return LICENCES.addOffers(asset, offers);
    }
}

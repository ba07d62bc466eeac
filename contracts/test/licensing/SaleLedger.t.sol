// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILicences, OfferTerms, Sale} from "../../src/interfaces/ILicences.sol";
import {Base} from "../Base.t.sol";

/// @notice What the books keep of sales, seen by Revenue. What access they make is tested with the payments.
contract SaleLedgerTest is Base {
    uint16 private constant REFUND_HOURS = 48;

    uint256 private asset;

    function setUp() public override {
        super.setUp();
        (asset,) = publish(alice.addr, terms(DOWNLOAD, 0, 0, 5));
    }

    function test_recordPurchase_numbersWhatCanBeRefunded() public {
        bytes32 offer = _offer(DOWNLOAD, 1, REFUND_HOURS);
        for (uint32 number; number < 3; ++number) {
            Sale memory sale = _sell(offer);
            assertEq(sale.number, number);
            assertEq(sale.refundHours, REFUND_HOURS, "also for a single wei");
            assertEq(sale.commitment, COMMITMENT);
        }
    }

    function test_recordPurchase_keepsNoBooksOfOtherSales() public {
        bytes32[2] memory offers = [_offer(DOWNLOAD, 5, 0), _offer(DOWNLOAD, 0, REFUND_HOURS)];
        for (uint256 i; i < 6; ++i) {
            Sale memory sale = _sell(offers[i / 3]);
            assertEq(sale.number, 0);
            assertEq(sale.refundHours, 0, "what costs nothing cannot be refunded");
            assertEq(sale.commitment, 0);
        }
        assertEq(_sell(_offer(DOWNLOAD, 5, REFUND_HOURS)).number, 0, "the books begin here");
    }

    function test_recordPurchase_tellsTheEarliestEnd() public {
        bytes32 both = _timed(DOWNLOAD | COMPUTE, 5, 0);
        bytes32[2] memory earlier = [_timed(DOWNLOAD, 10, 0), _timed(COMPUTE, 10, 0)];
        for (uint256 i; i < 2; ++i) {
            uint256 state = vm.snapshotState();
            _sell(earlier[i]);
            assertEq(_sell(both).expiryHour, _hour() + 5);
            vm.revertToState(state);
        }
    }

    /// @dev The hour that would be kept as for ever is one that somebody has paid for.
    function test_recordPurchase_untilTheLastHour() public {
        uint32 lastHour = type(uint32).max / 2;
        assertEq(_sell(_timed(DOWNLOAD, lastHour - uint32(_hour()), 0)).expiryHour, lastHour - 1);
    }

    function test_recordRefund_givesTheNumbersAtTheEndFreeAgain() public {
        bytes32 offer = _offer(DOWNLOAD, 5, REFUND_HOURS);
        for (uint256 i; i < 3; ++i) {
            _sell(offer);
        }
        _refund(offer, 1);
        assertEq(_sell(offer).number, 3, "what stands keeps its number");
        _refund(offer, 3);
        _refund(offer, 2);
        assertEq(_sell(offer).number, 1);
        _refund(offer, 1);
        _refund(offer, 0);
        assertEq(LICENCES.accessOf(carol.addr, asset), 0);
        bytes32 plain = _offer(DOWNLOAD, 5, 0);
        for (uint256 i; i < 3; ++i) {
            assertEq(_sell(plain).number, 0, "there are no books any more");
        }
        assertEq(_sell(offer).number, 0);
    }

    function test_recordRefund_leavesWhatOtherSalesGave() public {
        bytes32 day = _timed(DOWNLOAD, 24, REFUND_HOURS);
        bytes32 plainDay = _timed(DOWNLOAD, 24, 0);
        bytes32 both = _timed(DOWNLOAD | COMPUTE, 10, 0);
        bytes32[6] memory sold = [day, plainDay, plainDay, both, plainDay, day];
        uint32[6] memory numbers = [uint32(0), 1, 2, 2, 3, 4]; // the second renewal joins the first, and takes none
        for (uint256 i; i < sold.length; ++i) {
            assertEq(_sell(sold[i]).number, numbers[i]);
        }
        uint256 hour = _hour();
        _assertEnds(hour + 130, hour + 10);
        _refund(day, 0);
        _assertEnds(hour + 106, hour + 10);
        _refund(day, 4);
        _assertEnds(hour + 82, hour + 10);
    }

    function test_recordRefund_leavesARenewalAfterTheEnd() public {
        bytes32 day = _timed(DOWNLOAD, 24, REFUND_HOURS);
        bytes32 plainDay = _timed(DOWNLOAD, 24, 0);
        _sell(day);
        _sell(plainDay);
        skip(100 hours);
        _sell(plainDay);
        _refund(day, 0);
        _assertEnds(_hour() + 24, 0);
    }

    function test_recordRefund_leavesWhatNeverEnds() public {
        bytes32 day = _timed(DOWNLOAD, 24, REFUND_HOURS);
        bytes32[2] memory plain = [_timed(DOWNLOAD, 24, 0), _timed(DOWNLOAD, 0, 0)];
        for (uint256 i; i < 2; ++i) {
            uint256 state = vm.snapshotState();
            _sell(day);
            _sell(plain[i]);
            _sell(plain[1 - i]);
            _refund(day, 0);
            _assertEnds(type(uint32).max, 0);
            vm.revertToState(state);
        }
    }

    function test_recordRefund_leavesTheLongestTimes() public {
        bytes32 day = _timed(DOWNLOAD, 24, REFUND_HOURS);
        bytes32 ages = _timed(DOWNLOAD, type(uint32).max, 0);
        _sell(day);
        _sell(ages);
        _sell(ages);
        _refund(day, 0);
        _assertEnds(type(uint32).max / 2 - 1, 0);
    }

    function test_recordRefund_givesTheSaleBackToItsCap() public {
        OfferTerms memory capped = terms(DOWNLOAD, 0, 0, 5);
        (capped.refundHours, capped.maxSales) = (REFUND_HOURS, 2);
        bytes32 offer = _offer(capped);
        _sell(offer);
        _sell(offer);
        _refund(offer, 0);
        assertEq(LICENCES.offerOf(offer).sold, 1);
        bytes32 uncapped = _offer(DOWNLOAD, 5, REFUND_HOURS);
        _refund(uncapped, _sell(uncapped).number);
        assertEq(LICENCES.offerOf(uncapped).sold, 0);
    }

    /// @dev Of an offer that allows to make something new, the books know until when it is held; of others they need not.
    function test_recordRefund_knowsWhoHoldsAnOfferToMakeUnder() public {
        bytes32 plain = _offer(DOWNLOAD, 5, REFUND_HOURS);
        bytes32 making = _offer(DERIVE, 5, REFUND_HOURS);
        bytes32[2] memory offers = [plain, making];
        for (uint256 i; i < 2; ++i) {
            uint32 first = _sell(offers[i]).number;
            _sell(offers[i]);
            _refund(offers[i], first);
        }
        assertEq(LICENCES.offerExpiry(carol.addr, plain), 0);
        assertEq(LICENCES.offerExpiry(carol.addr, making), type(uint32).max);
    }

    function _offer(uint8 rights, uint128 price, uint16 refundHours) private returns (bytes32) {
        OfferTerms memory offered = terms(rights, 0, 0, price);
        offered.refundHours = refundHours;
        return _offer(offered);
    }

    function _timed(uint8 rights, uint32 durationHours, uint16 refundHours) private returns (bytes32) {
        OfferTerms memory offered = terms(rights, durationHours, 0, 5);
        offered.refundHours = refundHours;
        return _offer(offered);
    }

    function _offer(OfferTerms memory offered) private returns (bytes32) {
        OfferTerms[] memory offers = publicationWith(offered).offers;
        vm.prank(alice.addr);
        return LICENCES.addOffers(asset, offers)[0];
    }

    function _sell(bytes32 offer) private returns (Sale memory) {
        vm.prank(address(REVENUE));
        return LICENCES.recordPurchase(offer, carol.addr);
    }

    function _refund(bytes32 offer, uint32 number) private {
        vm.prank(address(REVENUE));
        LICENCES.recordRefund(offer, carol.addr, number);
    }

    function _assertEnds(uint256 download, uint256 compute) private view {
        assertEq(LICENCES.accessOf(carol.addr, asset), download | compute << 32);
    }

    function _hour() private view returns (uint256) {
        return (block.timestamp + 3599) / 3600;
    }
}

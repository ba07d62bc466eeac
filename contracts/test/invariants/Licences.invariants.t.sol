// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Base} from "../Base.t.sol";
import {LicenceHandler} from "../handlers/LicenceHandler.sol";

/// @notice Whatever is bought, granted, refunded and revoked in whatever order, for people and for organisations, everyone
/// has to the hour what was sold and granted to them, and a purchase goes through when and only when it may.
contract LicencesInvariants is Base {
    LicenceHandler private handler;

    function setUp() public override {
        super.setUp();
        Account[] memory actors = new Account[](5);
        (actors[0], actors[1], actors[2], actors[3], actors[4]) = (alice, bob, carol, dave, erin);
        handler = new LicenceHandler(actors);
        bytes4[] memory selectors = new bytes4[](20);
        selectors[0] = LicenceHandler.publish.selector;
        selectors[1] = LicenceHandler.addOffer.selector;
        selectors[2] = LicenceHandler.addOffer.selector;
        selectors[3] = LicenceHandler.addOffer.selector;
        selectors[4] = LicenceHandler.buy.selector; // five times: most of what follows needs a sale
        selectors[5] = LicenceHandler.buy.selector;
        selectors[6] = LicenceHandler.buy.selector;
        selectors[7] = LicenceHandler.buy.selector;
        selectors[8] = LicenceHandler.buy.selector;
        selectors[9] = LicenceHandler.prove.selector;
        selectors[10] = LicenceHandler.settle.selector;
        selectors[11] = LicenceHandler.settle.selector;
        selectors[12] = LicenceHandler.grant.selector;
        selectors[13] = LicenceHandler.revoke.selector;
        selectors[14] = LicenceHandler.closeOffer.selector;
        selectors[15] = LicenceHandler.setMember.selector;
        selectors[16] = LicenceHandler.organise.selector;
        selectors[17] = LicenceHandler.organise.selector;
        selectors[18] = LicenceHandler.spend.selector;
        selectors[19] = LicenceHandler.wait.selector;
        targetContract(address(handler));
        targetSelector(FuzzSelector({addr: address(handler), selectors: selectors}));
    }

    function invariant_accessIsWhatWasSoldAndGranted() public view {
        handler.assertLast();
        assertEq(TOKEN.balanceOf(address(REVENUE)), handler.ghostPaid() - handler.ghostRefunded(), "money");
    }

    /// @dev Books that agree about nothing would agree too: of everything that is compared, some happens.
    function test_sequencesReachEverything() public {
        handler.publish(0);
        handler.organise(1, 2);
        for (uint256 i; i < 300; ++i) {
            uint256 dice = uint256(keccak256(abi.encode(i)));
            (uint256 a, uint256 b, uint256 c) = (dice >> 16, dice >> 80, dice >> 144);
            uint256 way = dice % 16;
            if (way < 3) handler.addOffer(a, b);
            else if (way < 8) handler.buy(a, b, c);
            else if (way == 8) handler.organise(a, b);
            else if (way == 9) handler.setMember(a, b % 2 == 0);
            else if (way == 10) handler.grant(a, b, uint8(c), uint32(c >> 8));
            else if (way == 11) handler.wait(a);
            else if (way == 12) handler.publish(a);
            else if (i > 40 && way == 13) handler.prove(a, uint8(b));
            else handler.settle(a, b % 2 == 0);
            handler.assertAccess();
        }
        assertGt(handler.ghostSales(), 10, "sales");
        assertGt(handler.ghostSalesToOrganisations(), 3, "sales to organisations");
        assertGt(handler.ghostRefusals(), 3, "refusals");
        assertGt(handler.ghostRefunded(), 0, "refunds");
        assertGt(handler.ghostReleases(), 0, "releases");
    }

    /// @notice Runs after every sequence: everyone has what is theirs, and nothing is held for ever.
    function afterInvariant() public {
        handler.assertAccess();
        handler.exitEverything();
        handler.assertAccess();
        assertEq(TOKEN.balanceOf(address(REVENUE)), handler.ghostPaid() - handler.ghostRefunded(), "money");
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Base} from "../Base.t.sol";
import {IdentityHandler} from "../handlers/IdentityHandler.sol";

/// @notice Whatever people and guardians do in whatever order, an account belongs to one ID at most, no two handles look
/// alike, and an ID moves only to whom its guardians chose, after the delay, if its owner did not object.
contract IdentityInvariants is Base {
    IdentityHandler private handler;

    function setUp() public override {
        super.setUp();
        Account[] memory actors = new Account[](8);
        for (uint256 i; i < actors.length; ++i) {
            actors[i] = makeAccount(vm.toString(i));
        }
        handler = new IdentityHandler(actors);
        bytes4[] memory selectors = new bytes4[](11);
        selectors[0] = IdentityHandler.register.selector;
        selectors[1] = IdentityHandler.link.selector;
        selectors[2] = IdentityHandler.unlink.selector;
        selectors[3] = IdentityHandler.setGuardians.selector;
        selectors[4] = IdentityHandler.approve.selector;
        selectors[5] = IdentityHandler.approve.selector; // more often than what makes approvals void
        selectors[6] = IdentityHandler.approve.selector;
        selectors[7] = IdentityHandler.veto.selector;
        selectors[8] = IdentityHandler.accept.selector;
        selectors[9] = IdentityHandler.accept.selector;
        selectors[10] = IdentityHandler.register.selector;
        targetContract(address(handler));
        targetSelector(FuzzSelector({addr: address(handler), selectors: selectors}));
    }

    function invariant_everyIdIsAsTheBooksSay() public view {
        handler.assertBooks();
    }
}

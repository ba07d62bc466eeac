// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Deploy} from "../../script/Deploy.s.sol";
import {Contracts} from "../../script/Deployment.sol";
import {UnitProbe} from "../../script/UnitProbe.sol";
import {Publication} from "../../src/interfaces/IAssetRegistry.sol";
import {Agreement, Terms} from "../../src/interfaces/IEscrow.sol";
import {Purchase} from "../../src/interfaces/IRevenue.sol";
import {ISaharaToken} from "../../src/interfaces/ISaharaToken.sol";
import {Fixture} from "../Fixture.sol";
import {OtherToken} from "../mocks/OtherToken.sol";
import {SixDecimals, TaxedToken} from "../mocks/Units.sol";

/// @notice The protocol on a chain that was there before, paid in a token of that chain.
contract DeployTest is Fixture {
    address private constant DEPLOYER = address(0xde9107);
    address private constant GUARDIAN_KEY = address(0xf0);
    address private constant BUYER = address(0xb0b);
    uint256 private constant SUPPLY_OF_UNIT = 1_000_000_000e6;
    uint128 private constant PRICE = 1e6;

    ISaharaToken private unit;
    Deploy private script;
    uint256 private sunset;

    function setUp() public {
        vm.chainId(31_337);
        vm.warp(1_800_000_000);
        sunset = block.timestamp + 365 days;
        unit = ISaharaToken(address(new SixDecimals(address(this))));
        unit.mint(address(this), SUPPLY_OF_UNIT);
        script = new Deploy();
        vm.setNonce(DEPLOYER, 7);
    }

    function test_deploy_sellsAndPays() public {
        Contracts memory c = script.deploy(DEPLOYER, unit, GUARDIAN_KEY, sunset);
        (uint256 assetId, bytes32 offerId) = _publish(c);
        unit.transfer(BUYER, PRICE);
        vm.startPrank(BUYER);
        unit.approve(address(c.revenue), PRICE);
        c.revenue.buy(Purchase(unique(), offerId, BUYER, PRICE));
        vm.stopPrank();
        assertTrue(c.licences.hasAccess(BUYER, assetId, DOWNLOAD));

        c.revenue.distribute(assetId);
        uint256[] memory assetIds = new uint256[](1);
        assetIds[0] = assetId;
        assertEq(c.shares.claim(address(this), assetIds), 975_000);
    }

    function test_deploy_nativeCoinIsNoMoneyThere() public {
        Contracts memory c = script.deploy(DEPLOYER, unit, GUARDIAN_KEY, sunset);
        (, bytes32 offerId) = _publish(c);
        Purchase memory purchase = Purchase(unique(), offerId, address(this), PRICE);
        vm.deal(address(this), PRICE);
        vm.expectRevert();
        c.revenue.buyWithNative{value: PRICE}(purchase);
    }

    function test_deploy_leavesTheDeployerNothing() public {
        Contracts memory c = script.deploy(DEPLOYER, unit, GUARDIAN_KEY, sunset);
        (bool isTimelock, uint32 delay) = c.authority.hasRole(0, address(c.timelock));
        assertTrue(isTimelock);
        assertEq(delay, 0);
        (bool isAdmin,) = c.authority.hasRole(0, DEPLOYER);
        assertFalse(isAdmin);
        assertFalse(c.timelock.hasRole(c.timelock.PROPOSER_ROLE(), DEPLOYER));
        assertFalse(c.timelock.hasRole(c.timelock.DEFAULT_ADMIN_ROLE(), DEPLOYER));
        assertTrue(c.timelock.hasRole(c.timelock.PROPOSER_ROLE(), address(c.governor)));
        assertEq(unit.balanceOf(DEPLOYER), 0);
    }

    function test_deploy_quorumIsAPartOfTheSupply() public {
        Contracts memory c = script.deploy(DEPLOYER, unit, GUARDIAN_KEY, sunset);
        assertEq(c.governor.quorum(0), SUPPLY_OF_UNIT * 4 / 100);
        assertEq(c.parameters.publishBond(), 10e6);
    }

    function test_deploy_RevertIf_nobodyShouldTrustIt() public {
        _expect("foundation: nobody");
        script.deploy(DEPLOYER, unit, address(0), sunset);
        _expect("sunset: not within four years");
        script.deploy(DEPLOYER, unit, GUARDIAN_KEY, block.timestamp);
        _expect("sunset: not within four years");
        script.deploy(DEPLOYER, unit, GUARDIAN_KEY, block.timestamp + 4 * 365 days + 1);
        _expect("chainId: this is another chain");
        script.run('{"chainId":1}');
    }

    /// @dev The others were told that it would be there.
    function test_deploy_RevertIf_aPlaceIsTaken() public {
        vm.etch(vm.computeCreateAddress(DEPLOYER, 7), hex"00");
        vm.expectRevert(
            abi.encodeWithSelector(Deploy.DeployMisplaced.selector, "Authority.sol:Authority", address(0), address(0))
        );
        script.deploy(DEPLOYER, unit, GUARDIAN_KEY, sunset);
    }

    function test_unitProbe_RevertIf_itCannotBeUsed() public {
        UnitProbe probe = new UnitProbe();
        _refuse("there is no contract");
        probe.check(ISaharaToken(address(0xc0de)));
        ISaharaToken empty = ISaharaToken(address(new SixDecimals(address(this))));
        _refuse("its supply is none, or 2^98 and more");
        probe.check(empty);
        empty.mint(address(this), 1 << 98);
        _refuse("its supply is none, or 2^98 and more");
        probe.check(empty);
        ISaharaToken plain = ISaharaToken(address(new OtherToken(address(this), 1)));
        _refuse("it has no receiveWithAuthorization with the signature as bytes (EIP-3009)");
        probe.check(plain);
        ISaharaToken taxed = ISaharaToken(address(new TaxedToken(address(this))));
        taxed.mint(address(this), 1);
        _refuse("a transfer moves another amount than it says");
        probe.check(taxed);
    }

    function _publish(Contracts memory c) private returns (uint256 assetId, bytes32 offerId) {
        Publication memory publication = publicationWith(terms(DOWNLOAD, 0, 0, PRICE));
        assetId = c.registry.assetIdOf(address(this), publication.salt);
        offerId = c.licences.offerIdOf(assetId, 0);
        uint256 bond = c.parameters.publishBond();
        unit.approve(address(c.escrow), bond);
        c.escrow.fund(Agreement(address(c.registry), bytes32(assetId), address(this), Terms.Refundable, 0), bond);
        c.registry.publish(publication);
    }

    function _expect(string memory reason) private {
        vm.expectRevert(abi.encodeWithSelector(Deploy.DeployInvalid.selector, reason));
    }

    function _refuse(string memory reason) private {
        vm.expectRevert(abi.encodeWithSelector(UnitProbe.UnitProbeRefused.selector, reason));
    }
}

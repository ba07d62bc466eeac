// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {ERC1967Utils} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Utils.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {Vm} from "forge-std/Vm.sol";
import {SaharaID} from "../../src/identity/SaharaID.sol";
import {Keepers} from "../../src/keepers/Keepers.sol";
import {Licences} from "../../src/licensing/Licences.sol";
import {AssetRegistry} from "../../src/registry/AssetRegistry.sol";
import {Parameters} from "../../src/access/Parameters.sol";
import {IParameters} from "../../src/interfaces/IParameters.sol";
import {OfferTerms} from "../../src/interfaces/ILicences.sol";
import {Base} from "../Base.t.sol";

/// @notice What all upgradeable contracts have in common: only a vote upgrades them, and their state stays in place.
contract GovernedTest is Base {
    function testFuzz_upgrade_RevertIf_notDao(address caller) public {
        vm.assume(caller != address(TIMELOCK));
        address implementation = address(new Keepers(PARAMETERS, ESCROW, REGISTRY, KEEPER_CHECKS));
        address[7] memory proxies = _proxies();
        for (uint256 i; i < proxies.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller));
            vm.prank(caller);
            UUPSUpgradeable(proxies[i]).upgradeToAndCall(implementation, "");
        }
    }

    function test_upgrade_byVoteKeepsState() public {
        OfferTerms memory offer = terms(DOWNLOAD, 0, 0, 3 ether);
        (uint256 assetId, bytes32 offerId) = publish(alice.addr, offer);
        buy(bob.addr, offerId);
        _upgrade(
            address(REGISTRY),
            address(new AssetRegistry(PARAMETERS, ESCROW, LICENCES, REVENUE, SPLITTERS, COMPUTE_JOBS))
        );
        _upgrade(address(LICENCES), address(new Licences(REGISTRY, address(REVENUE), SAHARA_ID, COMPUTE_JOBS)));
        _upgrade(address(PARAMETERS), address(new Parameters(REVENUE, REGISTRY, EXCHANGE)));
        uint256 id = registerId(alice.addr, "alice");
        _upgrade(address(SAHARA_ID), address(new SaharaID(MIN_RECOVERY_DELAY)));
        assertEq(REGISTRY.ownerOf(assetId), alice.addr);
        assertEq(REGISTRY.versionCount(assetId), 1);
        assertEq(LICENCES.offerOf(offerId).terms.price, 3 ether);
        assertTrue(LICENCES.canOpen(bob.addr, assetId, 1, 0));
        assertEq(PARAMETERS.feeBasisPoints(), FEE_BASIS_POINTS);
        assertEq(SAHARA_ID.handleOf(id), "alice");
    }

    function test_upgrade_RevertIf_delayNotOver() public {
        bytes memory call = abi.encodeCall(
            UUPSUpgradeable.upgradeToAndCall, (address(new Keepers(PARAMETERS, ESCROW, REGISTRY, KEEPER_CHECKS)), "")
        );
        vm.startPrank(developer(PROPOSER));
        vm.expectRevert(
            abi.encodeWithSelector(TimelockController.TimelockInsufficientDelay.selector, 0, TIMELOCK_DELAY)
        );
        TIMELOCK.schedule(address(KEEPERS), 0, call, 0, 0, 0);
        TIMELOCK.schedule(address(KEEPERS), 0, call, 0, 0, TIMELOCK_DELAY);
        vm.expectPartialRevert(TimelockController.TimelockUnexpectedOperationState.selector);
        TIMELOCK.execute(address(KEEPERS), 0, call, 0, 0);
        vm.stopPrank();
    }

    function test_implementations_cannotBeInitialised() public {
        address[7] memory proxies = _proxies();
        for (uint256 i; i < proxies.length; ++i) {
            Licences implementation = Licences(_implementationOf(proxies[i]));
            if (proxies[i] == address(PARAMETERS)) continue; // has a signature of its own, below
            vm.expectRevert(Initializable.InvalidInitialization.selector);
            implementation.initialize(address(this));
        }
        Parameters parameters = Parameters(_implementationOf(address(PARAMETERS)));
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        parameters.initialize(address(this), new IParameters.Setting[](0));
    }

    function test_proxies_cannotBeInitialisedAgain() public {
        address[5] memory proxies =
            [address(REGISTRY), address(LICENCES), address(KEEPERS), address(SAHARA_ID), address(VALIDATORS)];
        for (uint256 i; i < proxies.length; ++i) {
            vm.expectRevert(Initializable.InvalidInitialization.selector);
            Licences(proxies[i]).initialize(address(this));
        }
    }

    function test_storage_liesWhereErc7201Says() public {
        bytes32 fee = keccak256(abi.encode(bytes32("feeBasisPoints"), _erc7201("sahara.storage.Parameters")));
        assertEq(uint256(vm.load(address(PARAMETERS), fee)), FEE_BASIS_POINTS);

        (uint256 assetId, bytes32 offerId) = publish(alice.addr, terms(DOWNLOAD, 0, 0, 3 ether));
        bytes32 asset = keccak256(abi.encode(assetId, _erc7201("sahara.storage.AssetRegistry")));
        assertEq(address(uint160(uint256(vm.load(address(REGISTRY), asset)))), alice.addr);
        bytes32 offer = keccak256(abi.encode(offerId, _erc7201("sahara.storage.Licences")));
        assertEq(uint128(uint256(vm.load(address(LICENCES), offer))), 3 ether);

        fundStake(carol.addr);
        vm.prank(carol.addr);
        KEEPERS.register("https://keeper.example", "age1example");
        bytes32 keeper = keccak256(abi.encode(carol.addr, _erc7201("sahara.storage.Keepers")));
        assertEq(uint256(vm.load(address(KEEPERS), keeper)), 1 | (1 << 8), "active, epoch 1");

        registerId(carol.addr, "carol");
        assertEq(uint256(vm.load(address(SAHARA_ID), _erc7201("sahara.storage.SaharaID"))), 1, "count");

        Vm.Wallet memory key = vm.createWallet("validator");
        vm.prank(address(TIMELOCK));
        VALIDATORS.setValidator(key.publicKeyX, key.publicKeyY, 7);
        bytes32 members = _erc7201("sahara.storage.ValidatorSet");
        assertEq(uint256(vm.load(address(VALIDATORS), members)), 1, "members");
        bytes32 entry = keccak256(abi.encode(key.addr, uint256(members) + 1));
        assertEq(uint256(vm.load(address(VALIDATORS), entry)), key.publicKeyX, "x");
        uint256 packed = 7 | ((key.publicKeyY & 1) << 64) | (1 << 72);
        assertEq(uint256(vm.load(address(VALIDATORS), bytes32(uint256(entry) + 1))), packed, "power, parity, position");
    }

    function _upgrade(address proxy, address implementation) private {
        govern(proxy, abi.encodeCall(UUPSUpgradeable.upgradeToAndCall, (implementation, "")));
        assertEq(_implementationOf(proxy), implementation);
    }

    function _implementationOf(address proxy) private view returns (address) {
        return address(uint160(uint256(vm.load(proxy, ERC1967Utils.IMPLEMENTATION_SLOT))));
    }

    function _proxies() private pure returns (address[7] memory) {
        return [
            address(PARAMETERS),
            address(REGISTRY),
            address(LICENCES),
            address(KEEPERS),
            address(SAHARA_ID),
            address(CONTRIBUTIONS),
            address(VALIDATORS)
        ];
    }

    function _erc7201(string memory name) private pure returns (bytes32) {
        return keccak256(abi.encode(uint256(keccak256(bytes(name))) - 1)) & ~bytes32(uint256(0xff));
    }
}

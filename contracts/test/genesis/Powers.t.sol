// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import {Test} from "forge-std/Test.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {ERC1967Utils} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Utils.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {GenesisState} from "../../script/GenesisState.sol";
import {Allocation} from "../../script/Profiles.sol";
import {IAssetRegistry} from "../../src/interfaces/IAssetRegistry.sol";
import {IEscrow} from "../../src/interfaces/IEscrow.sol";
import {IGuardian} from "../../src/interfaces/IGuardian.sol";
import {ILicences} from "../../src/interfaces/ILicences.sol";
import {IRevenue} from "../../src/interfaces/IRevenue.sol";
import {IRevenueShares} from "../../src/interfaces/IRevenueShares.sol";
import {ISaharaToken} from "../../src/interfaces/ISaharaToken.sol";

/// @notice Every role and its members, every contract and its upgrader, every function and who may call it. A power
/// that is not listed here fails; whoever adds one adds it here, where it can be seen.
contract PowersTest is Test, GenesisState {
    address private immutable _stranger = makeAddr("stranger");

    /// @dev Errors that mean: this caller has not the power.
    bytes4[] private _refusals;

    /// @dev Names of functions of the contract checked next, that refuse a stranger with this error.
    mapping(string name => bytes4) private _expected;
    string[] private _names;

    function setUp() public {
        vm.chainId(724_272);
    }

    function test_roles_onLocalChains() public {
        vm.recordLogs();
        deployGenesis();
        Vm.Log[] memory logs = vm.getRecordedLogs();
        _assertGrants(logs, _grants(developer(PROPOSER)));
        assertEq(GUARDIAN.foundation(), developer(FOUNDATION));
    }

    function test_roles_onPublicNetworks() public {
        address foundation = makeAddr("foundation");
        vm.recordLogs();
        deployGenesis(publicProfile(1000, foundation, SUNSET, 1 ether, SUPPLY), new Allocation[](0));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        _assertGrants(logs, _grants(address(0)));
        assertEq(GUARDIAN.foundation(), foundation);
        assertGe(TIMELOCK.minimumDelay(), 7 days);
    }

    /// @dev All addresses the genesis state uses, and more: nothing stands there that is not listed.
    function test_contracts_areTheListedOnes() public {
        deployGenesis();
        bool[512] memory listed;
        string[] memory immutables = vm.split("1 2 3 4 6 9 10 14 15 16 17 18 19 21 22", " ");
        string[] memory proxies = vm.split("5 7 8 11 13 20 32", " ");
        for (uint256 i; i < immutables.length; ++i) {
            listed[vm.parseUint(immutables[i])] = true;
            assertEq(_implementationOf(_at(vm.parseUint(immutables[i]))), address(0), immutables[i]);
        }
        for (uint256 i; i < proxies.length; ++i) {
            uint256 number = vm.parseUint(proxies[i]);
            address proxy = _at(number);
            listed[number] = true;
            listed[number + IMPLEMENTATION_OFFSET] = true;
            assertEq(_implementationOf(proxy), _at(number + IMPLEMENTATION_OFFSET), proxies[i]);
            assertEq(IAccessManaged(proxy).authority(), address(ACCESS_MANAGER), proxies[i]);
            assertFalse(ACCESS_MANAGER.isTargetClosed(proxy), proxies[i]);
            uint64 upgrader = ACCESS_MANAGER.getTargetFunctionRole(proxy, UUPSUpgradeable.upgradeToAndCall.selector);
            assertEq(upgrader, ACCESS_MANAGER.ADMIN_ROLE(), proxies[i]);
        }
        listed[uint160(address(SPLITTERS)) - uint160(_at(0)) + IMPLEMENTATION_OFFSET] = true; // whose clones they are
        for (uint256 i; i < listed.length; ++i) {
            assertEq(_at(i).code.length > 0, listed[i], string.concat("contract ", vm.toString(i)));
        }
    }

    /// @dev A stranger calls every function there is. Those with a power behind them refuse; the others may fail for
    /// any reason but that.
    function test_functions_haveTheListedPowers() public {
        deployGenesis();
        _checkEveryFunction();
        // Once more, now that all refusals are known.
        _checkEveryFunction();
    }

    /// @dev Among all restricted functions, only two belong to another role than the DAO's.
    function test_functions_ofTheGuardian() public {
        deployGenesis();
        uint64 guardian = ACCESS_MANAGER.GUARDIAN_ROLE();
        assertEq(ACCESS_MANAGER.getTargetFunctionRole(address(REGISTRY), IAssetRegistry.pause.selector), guardian);
        assertEq(ACCESS_MANAGER.getTargetFunctionRole(address(REGISTRY), IAssetRegistry.unpause.selector), guardian);
    }

    function _checkEveryFunction() private {
        bytes4 dao = IAccessManaged.AccessManagedUnauthorized.selector;
        bytes4 done = Initializable.InvalidInitialization.selector;

        _only("burn mint", ISaharaToken.SaharaTokenNotMinter.selector);
        _check(
            "SaharaToken",
            address(TOKEN),
            "approve cancelAuthorization permit receiveWithAuthorization transfer transferFrom transferWithAuthorization"
        );
        _check("NativeAdapter", address(ADAPTER), "deposit depositFor withdraw");

        _only(
            "grantRole labelRole revokeRole setGrantDelay setRoleAdmin setRoleGuardian setTargetAdminDelay setTargetClosed setTargetFunctionRole updateAuthority",
            IAccessManager.AccessManagerUnauthorizedAccount.selector
        );
        _check(
            "Authority", address(ACCESS_MANAGER), "cancel consumeScheduledOp execute multicall renounceRole schedule"
        );
        _only(
            "cancel grantRole revokeRole schedule scheduleBatch",
            IAccessControl.AccessControlUnauthorizedAccount.selector
        );
        _only("updateDelay", TimelockController.TimelockUnauthorizedCaller.selector);
        _check(
            "Timelock",
            address(TIMELOCK),
            "execute executeBatch renounceRole onERC721Received onERC1155Received onERC1155BatchReceived"
        );

        _only("set setAuthority upgradeToAndCall", dao);
        _only("initialize", done);
        _check("Parameters", address(PARAMETERS), "");
        _only("lock pay release slash", IEscrow.EscrowNotHolder.selector);
        _only("reclaim", IEscrow.EscrowNotAccount.selector);
        _check("Escrow", address(ESCROW), "fund fundWithAuthorization withdraw");

        _only("suspend resume setAuthority upgradeToAndCall", dao);
        _only("pause unpause", dao); // the guardian's, see below
        _only("initialize", done);
        _only("addVersion retire", IAssetRegistry.AssetRegistryNotOwner.selector);
        _check(
            "AssetRegistry",
            address(REGISTRY),
            "approve publish publishFromJob publishWithAuthorization releaseBond safeTransferFrom setApprovalForAll transferFrom updateBond"
        );
        _only("setAuthority upgradeToAndCall", dao);
        _only("initialize", done);
        _only("recordPurchase recordRefund", ILicences.LicencesNotRevenue.selector);
        _check("Licences", address(LICENCES), "addOffers closeOffer grant revoke");
        _only("payOut", IRevenue.RevenueNotShares.selector);
        _only("register setPausedUntil", IRevenue.RevenueNotRegistry.selector);
        _check(
            "Revenue",
            address(REVENUE),
            "buy buyWithAuthorization buyWithNative buyWithPermit claimTreasury distribute pay refund release updateFee"
        );
        _only("credit issue", IRevenueShares.RevenueSharesNotRevenue.selector);
        _check("RevenueShares", address(SHARES), "approve claim setOperator transfer transferFrom");
        _only("setAuthority upgradeToAndCall", dao);
        _only("initialize", done);
        _check(
            "Keepers",
            address(KEEPERS),
            "answer beginFee challenge drawFee leave nameSuccessor proveLie register registerWithAuthorization releaseStake settle shred"
        );
        _only("setAuthority upgradeToAndCall", dao);
        _only("initialize", done);
        _check(
            "SaharaID",
            address(SAHARA_ID),
            "acceptRecovery approveRecovery linkAccount register rotateRecipient safeTransferFrom setGuardians setProfile unlinkAccount vetoRecovery"
        );

        _only("setAuthority upgradeToAndCall", dao);
        _only("initialize", done);
        _check("Contributions", address(CONTRIBUTIONS), "acceptContribution attestContribution");
        _only("removeValidator setAuthority setValidator upgradeToAndCall", dao);
        _only("initialize", done);
        _check("ValidatorSet", address(VALIDATORS), "");
        _check("KeyFaults", address(KEY_FAULTS), "prove");
        _check("KeeperChecks", address(KEEPER_CHECKS), "");
        _check("PolicyFactory", address(POLICIES), "allOf anyOf membership not timeWindow tokenHolding tokenIdHolding");
        string[] memory policies = vm.split("AllOf AnyOf Not TimeWindow TokenHolding TokenIdHolding", " ");
        for (uint256 i; i < policies.length; ++i) {
            _check(policies[i], address(0), "");
        }
        _only(
            "acceptOwnership renounceOwnership setMembers transferOwnership",
            Ownable.OwnableUnauthorizedAccount.selector
        );
        _check("Membership", address(POLICIES.membership(address(this))), "");
        _check("Exchange", address(EXCHANGE), "cancel cancelAll fill fillWithAuthorization updateRates");
        _check("RoyaltySplitters", address(SPLITTERS), "release rescue");
        _check("RoyaltySplitter", address(uint160(address(SPLITTERS)) + IMPLEMENTATION_OFFSET), "release rescue");
        _check("LockedVotes", address(VOTES), "delegate delegateBySig lock lockWithAuthorization unlock withdraw");
        _only(
            "relay setLateQuorumVoteExtension setProposalThreshold setVotingDelay setVotingPeriod",
            IGovernor.GovernorOnlyExecutor.selector
        );
        _check(
            "SaharaGovernor",
            address(GOVERNOR),
            "cancel castVote castVoteBySig castVoteWithReason castVoteWithReasonAndParams castVoteWithReasonAndParamsBySig execute onERC721Received onERC1155Received onERC1155BatchReceived propose queue"
        );
        _only("pause unpause veto", IGuardian.GuardianNotFoundation.selector);
        _check("Guardian", address(GUARDIAN), "");
    }

    function _only(string memory names, bytes4 refusal) private {
        string[] memory list = vm.split(names, " ");
        for (uint256 i; i < list.length; ++i) {
            _expected[list[i]] = refusal;
            _names.push(list[i]);
        }
        _refusals.push(refusal);
    }

    /// @param open Names of functions for everyone: each with what is theirs, or for the good of whom it belongs to.
    function _check(string memory what, address target, string memory open) private {
        string[] memory openNames = bytes(open).length == 0 ? new string[](0) : vm.split(open, " ");
        string memory json = vm.readFile(string.concat("contracts/out/", what, ".sol/", what, ".json"));
        string[] memory signatures = vm.parseJsonKeys(json, "$.methodIdentifiers");
        bool takesCoin = _contains(vm.split("Timelock SaharaGovernor RoyaltySplitter", " "), what);
        assertEq(_hasEntry(json, "receive"), takesCoin, string.concat("takes coin: ", what));
        assertFalse(_hasEntry(json, "fallback"), string.concat("answers to any name: ", what));
        uint256 found;
        for (uint256 i; i < signatures.length; ++i) {
            string memory name = vm.split(signatures[i], "(")[0];
            string memory label = string.concat(what, ".", signatures[i]);
            bool isOpen = _contains(openNames, name);
            if (!isOpen && _expected[name] == 0) {
                assertTrue(_isView(json, name), string.concat("unlisted power: ", label));
                continue;
            }
            bytes4 selector = bytes4(keccak256(bytes(signatures[i])));
            bytes4 answer = _call(target, selector);
            if (isOpen) assertFalse(_isRefusal(answer), string.concat("not open: ", label));
            else assertEq(answer, _expected[name], string.concat("no refusal: ", label));
            ++found;
        }
        assertGe(found, openNames.length + _names.length, string.concat("listed, but not there: ", what));
        for (uint256 i; i < _names.length; ++i) {
            delete _expected[_names[i]];
        }
        delete _names;
    }

    /// @dev Zeros are valid arguments of any types.
    function _call(address target, bytes4 selector) private returns (bytes4 answer) {
        vm.prank(_stranger);
        (bool success, bytes memory result) = target.call(abi.encodePacked(selector, new bytes(1024)));
        return success ? bytes4(0) : bytes4(result);
    }

    /// @dev Overloads are never views here; two entries of one name would fail to parse.
    function _isView(string memory json, string memory name) private pure returns (bool) {
        string memory path = string.concat("$.abi[?(@.type=='function' && @.name=='", name, "')].stateMutability");
        bytes32 mutability = keccak256(bytes(vm.parseJsonString(json, path)));
        return mutability == keccak256("view") || mutability == keccak256("pure");
    }

    function _hasEntry(string memory json, string memory kind) private view returns (bool) {
        return vm.keyExistsJson(json, string.concat("$.abi[?(@.type=='", kind, "')]"));
    }

    function _isRefusal(bytes4 answer) private view returns (bool) {
        for (uint256 i; i < _refusals.length; ++i) {
            if (answer == _refusals[i]) return true;
        }
        return false;
    }

    function _contains(string[] memory list, string memory name) private pure returns (bool) {
        for (uint256 i; i < list.length; ++i) {
            if (keccak256(bytes(list[i])) == keccak256(bytes(name))) return true;
        }
        return false;
    }

    /// @dev All there are, in the order of their granting.
    function _grants(address developerProposer) private view returns (bytes32[] memory grants) {
        bool isLocal = developerProposer != address(0);
        grants = new bytes32[](isLocal ? 7 : 6);
        grants[0] = _grant(address(ACCESS_MANAGER), bytes32(uint256(ACCESS_MANAGER.ADMIN_ROLE())), address(TIMELOCK));
        grants[1] = _grant(address(ACCESS_MANAGER), bytes32(uint256(ACCESS_MANAGER.GUARDIAN_ROLE())), address(GUARDIAN));
        grants[2] = _grant(address(TIMELOCK), TIMELOCK.DEFAULT_ADMIN_ROLE(), address(TIMELOCK));
        grants[3] = _grant(address(TIMELOCK), TIMELOCK.PROPOSER_ROLE(), address(GOVERNOR));
        if (isLocal) grants[4] = _grant(address(TIMELOCK), TIMELOCK.PROPOSER_ROLE(), developerProposer);
        grants[isLocal ? 5 : 4] = _grant(address(TIMELOCK), TIMELOCK.CANCELLER_ROLE(), address(GUARDIAN));
        grants[isLocal ? 6 : 5] = _grant(address(TIMELOCK), TIMELOCK.EXECUTOR_ROLE(), address(0)); // anyone
    }

    function _grant(address where, bytes32 role, address member) private pure returns (bytes32) {
        return keccak256(abi.encode(where, role, member));
    }

    /// @dev Reads who was given what from the events of both contracts that know roles, and allows no other event that
    /// changes a power.
    function _assertGrants(Vm.Log[] memory logs, bytes32[] memory expected) private view {
        uint256 found;
        uint256 functions;
        for (uint256 i; i < logs.length; ++i) {
            Vm.Log memory log = logs[i];
            if (log.emitter != address(ACCESS_MANAGER) && log.emitter != address(TIMELOCK)) continue;
            bytes32 kind = log.topics[0];
            if (kind == IAccessManager.RoleGranted.selector || kind == IAccessControl.RoleGranted.selector) {
                bytes32 grant = _grant(log.emitter, log.topics[1], address(uint160(uint256(log.topics[2]))));
                assertEq(grant, expected[found++], "an unlisted role");
            } else if (kind == IAccessManager.TargetFunctionRoleUpdated.selector) {
                assertEq(address(uint160(uint256(log.topics[1]))), address(REGISTRY), "a function of another contract");
                assertEq(uint256(log.topics[2]), ACCESS_MANAGER.GUARDIAN_ROLE(), "another role");
                bytes4 selector = abi.decode(log.data, (bytes4));
                assertTrue(
                    selector == IAssetRegistry.pause.selector || selector == IAssetRegistry.unpause.selector,
                    "another function"
                );
                ++functions;
            } else {
                assertEq(kind, TimelockController.MinDelayChange.selector, "an event that changes a power");
            }
        }
        assertEq(found, expected.length, "roles");
        assertEq(functions, 2, "functions");
    }

    function _at(uint256 number) private pure returns (address) {
        return address(uint160(uint160(address(TOKEN)) - 1 + number));
    }

    function _implementationOf(address proxy) private view returns (address) {
        return address(uint160(uint256(vm.load(proxy, ERC1967Utils.IMPLEMENTATION_SLOT))));
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {Authority} from "../src/governance/Authority.sol";
import {SaharaGovernor} from "../src/governance/SaharaGovernor.sol";
import {Timelock} from "../src/governance/Timelock.sol";
import {IAssetRegistry} from "../src/interfaces/IAssetRegistry.sol";
import {IContributions} from "../src/interfaces/IContributions.sol";
import {IEscrow} from "../src/interfaces/IEscrow.sol";
import {IExchange} from "../src/interfaces/IExchange.sol";
import {IGuardian} from "../src/interfaces/IGuardian.sol";
import {IKeepers} from "../src/interfaces/IKeepers.sol";
import {IKeyFaults} from "../src/interfaces/IKeyFaults.sol";
import {IKeeperChecks} from "../src/interfaces/IKeeperChecks.sol";
import {ILicences} from "../src/interfaces/ILicences.sol";
import {ILockedVotes} from "../src/interfaces/ILockedVotes.sol";
import {IParameters} from "../src/interfaces/IParameters.sol";
import {IPolicyFactory} from "../src/interfaces/IPolicyFactory.sol";
import {IRevenue} from "../src/interfaces/IRevenue.sol";
import {IRevenueShares} from "../src/interfaces/IRevenueShares.sol";
import {IRoyaltySplitters} from "../src/interfaces/IRoyaltySplitters.sol";
import {ISaharaID} from "../src/interfaces/ISaharaID.sol";
import {ISaharaToken} from "../src/interfaces/ISaharaToken.sol";
import {Contracts, Deployment} from "./Deployment.sol";
import {Profile} from "./Profiles.sol";
import {UnitProbe} from "./UnitProbe.sol";

/// @notice Deploys the protocol on a chain that was there before, whose unit of payment is an ERC-20 of that chain. See
/// contracts/README.md, "On another chain". Who deploys pays the gas and has no power afterwards.
contract Deploy is Deployment {
    bool public constant IS_SCRIPT = true;

    uint256 private constant MAX_GUARDIANSHIP = 4 * 365 days;
    string private constant FILE = "contracts/out/deployment.json";
    uint256 private _nonce;

    /// @notice Something nobody should trust, or that cannot work.
    /// @param reason What is wrong with the configuration.
    error DeployInvalid(string reason);

    /// @notice A contract came to another place than the others were told.
    error DeployMisplaced(string what, address where, address expected);

    /// @param json `chainId`, `unit`, `foundation`, `sunset`.
    /// @return contracts Where everything is; also written to a file.
    function run(string calldata json) external returns (Contracts memory contracts) {
        if (VM.parseJsonUint(json, ".chainId") != block.chainid) {
            revert DeployInvalid("chainId: this is another chain");
        }
        (, address deployer,) = VM.readCallers();
        contracts = deploy(
            deployer,
            ISaharaToken(VM.parseJsonAddress(json, ".unit")),
            VM.parseJsonAddress(json, ".foundation"),
            VM.parseJsonUint(json, ".sunset")
        );
        _write(contracts);
    }

    /// @param deployer Who signs the transactions.
    /// @param unit What everything is paid in.
    /// @param foundation Whose the guardian is.
    /// @param sunset Unix seconds, when the guardian ends.
    function deploy(address deployer, ISaharaToken unit, address foundation, uint256 sunset)
        public
        returns (Contracts memory contracts)
    {
        if (foundation == address(0)) revert DeployInvalid("foundation: nobody");
        if (sunset <= block.timestamp || sunset > block.timestamp + MAX_GUARDIANSHIP) {
            revert DeployInvalid("sunset: not within four years");
        }
        new UnitProbe().check(unit);
        uint256 one = 10 ** IERC20Metadata(address(unit)).decimals();
        Profile memory profile = publicProfile(block.chainid, foundation, sunset, one, unit.totalSupply());
        contracts = _predict(deployer, unit);
        VM.startBroadcast(deployer);
        deployProtocol(contracts, profile);
        VM.stopBroadcast();
    }

    function _placeProxy(string memory what, bytes memory arguments, address where, bytes memory initialize)
        internal
        override
    {
        address implementation = _create(what, arguments);
        address proxy = address(new ERC1967Proxy(implementation, initialize));
        if (proxy != where) revert DeployMisplaced(what, proxy, where);
    }

    function _place(string memory what, bytes memory arguments, address where) internal override {
        address created = _create(what, arguments);
        if (created != where) revert DeployMisplaced(what, created, where);
    }

    function _create(string memory what, bytes memory arguments) private returns (address created) {
        bytes memory code = bytes.concat(VM.getCode(artifact(what)), arguments);
        assembly ("memory-safe") {
            created := create(0, add(code, 32), mload(code))
        }
        if (created == address(0)) revert DeployMisplaced(what, created, created);
    }

    /// @dev In the order of {deployProtocol}, which names them to each other before they are there.
    function _predict(address deployer, ISaharaToken unit) private returns (Contracts memory c) {
        _nonce = VM.getNonce(deployer);
        c.token = unit;
        c.authority = Authority(_next(deployer));
        c.timelock = Timelock(payable(_next(deployer)));
        c.votes = ILockedVotes(_next(deployer));
        c.governor = SaharaGovernor(payable(_next(deployer)));
        c.guardian = IGuardian(_next(deployer));
        c.escrow = IEscrow(_next(deployer));
        c.revenue = IRevenue(_next(deployer));
        c.shares = IRevenueShares(_next(deployer));
        c.keyFaults = IKeyFaults(_next(deployer));
        c.exchange = IExchange(_next(deployer));
        c.splitter = _next(deployer);
        c.splitters = IRoyaltySplitters(_next(deployer));
        c.parameters = IParameters(_nextProxy(deployer));
        c.registry = IAssetRegistry(_nextProxy(deployer));
        _nonce += 3; // fee, bond and rates are taken over
        c.licences = ILicences(_nextProxy(deployer));
        c.keeperChecks = IKeeperChecks(_next(deployer));
        c.keepers = IKeepers(_nextProxy(deployer));
        c.saharaId = ISaharaID(_nextProxy(deployer));
        c.contributions = IContributions(_nextProxy(deployer));
        c.policies = IPolicyFactory(_next(deployer));
    }

    function _nextProxy(address deployer) private returns (address) {
        ++_nonce; // its implementation
        return _next(deployer);
    }

    function _next(address deployer) private returns (address) {
        return VM.computeCreateAddress(deployer, _nonce++);
    }

    function _write(Contracts memory c) private {
        string memory key = "deployment";
        VM.serializeUint(key, "chainId", block.chainid);
        VM.serializeAddress(key, "token", address(c.token));
        VM.serializeAddress(key, "accessManager", address(c.authority));
        VM.serializeAddress(key, "timelock", address(c.timelock));
        VM.serializeAddress(key, "parameters", address(c.parameters));
        VM.serializeAddress(key, "escrow", address(c.escrow));
        VM.serializeAddress(key, "assetRegistry", address(c.registry));
        VM.serializeAddress(key, "licences", address(c.licences));
        VM.serializeAddress(key, "revenue", address(c.revenue));
        VM.serializeAddress(key, "revenueShares", address(c.shares));
        VM.serializeAddress(key, "keeperChecks", address(c.keeperChecks));
        VM.serializeAddress(key, "keepers", address(c.keepers));
        VM.serializeAddress(key, "saharaId", address(c.saharaId));
        VM.serializeAddress(key, "exchange", address(c.exchange));
        VM.serializeAddress(key, "lockedVotes", address(c.votes));
        VM.serializeAddress(key, "governor", address(c.governor));
        VM.serializeAddress(key, "guardian", address(c.guardian));
        VM.serializeAddress(key, "royaltySplitters", address(c.splitters));
        VM.serializeAddress(key, "keyFaults", address(c.keyFaults));
        VM.serializeAddress(key, "contributions", address(c.contributions));
        VM.writeJson(VM.serializeAddress(key, "policyFactory", address(c.policies)), FILE);
    }
}

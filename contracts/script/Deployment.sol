// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import {Authority} from "../src/governance/Authority.sol";
import {Guardian} from "../src/governance/Guardian.sol";
import {SaharaGovernor} from "../src/governance/SaharaGovernor.sol";
import {Timelock} from "../src/governance/Timelock.sol";
import {Parameters} from "../src/access/Parameters.sol";
import {IAssetRegistry} from "../src/interfaces/IAssetRegistry.sol";
import {IComputeJobs} from "../src/interfaces/IComputeJobs.sol";
import {IContributions} from "../src/interfaces/IContributions.sol";
import {IEscrow} from "../src/interfaces/IEscrow.sol";
import {IExchange} from "../src/interfaces/IExchange.sol";
import {IGuardian} from "../src/interfaces/IGuardian.sol";
import {IKeepers} from "../src/interfaces/IKeepers.sol";
import {IKeyFaults} from "../src/interfaces/IKeyFaults.sol";
import {IKeeperChecks} from "../src/interfaces/IKeeperChecks.sol";
import {ILicences} from "../src/interfaces/ILicences.sol";
import {ILockedVotes} from "../src/interfaces/ILockedVotes.sol";
import {INativeAdapter} from "../src/interfaces/INativeAdapter.sol";
import {IParameters} from "../src/interfaces/IParameters.sol";
import {IPolicyFactory} from "../src/interfaces/IPolicyFactory.sol";
import {IRevenue} from "../src/interfaces/IRevenue.sol";
import {IRevenueShares} from "../src/interfaces/IRevenueShares.sol";
import {IRoyaltySplitters} from "../src/interfaces/IRoyaltySplitters.sol";
import {ISaharaID} from "../src/interfaces/ISaharaID.sol";
import {ISaharaToken} from "../src/interfaces/ISaharaToken.sol";
import {IValidatorSet} from "../src/interfaces/IValidatorSet.sol";
import {Licences} from "../src/licensing/Licences.sol";
import {Revenue} from "../src/payments/Revenue.sol";
import {Profile, Profiles} from "./Profiles.sol";

/// @notice Where each contract is, or will be.
struct Contracts {
    ISaharaToken token; // the unit of all payments
    INativeAdapter adapter; // none where the unit is another ERC-20
    Authority authority;
    Timelock timelock;
    IParameters parameters;
    IEscrow escrow;
    IAssetRegistry registry;
    ILicences licences;
    IRevenue revenue;
    IRevenueShares shares;
    IKeeperChecks keeperChecks;
    IKeepers keepers;
    IComputeJobs compute; // no code is there yet
    ISaharaID saharaId;
    ILockedVotes votes;
    SaharaGovernor governor;
    IGuardian guardian;
    IExchange exchange;
    IRoyaltySplitters splitters;
    address splitter; // whose clones are the splitters
    IKeyFaults keyFaults;
    IContributions contributions;
    IPolicyFactory policies;
    IValidatorSet validators; // none on a chain that others validate
}

/// @notice What the protocol is made of and how its parts know each other: the same in a genesis state and on a chain
/// that was there before. All powers are given by constructors, so whoever deploys never has one.
abstract contract Deployment is Profiles {
    Vm internal constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// @dev Tests are told by CONTRACTS_OUT where the code lies that ships: optimised, as they are not.
    /// @param what "File.sol:Contract".
    function artifact(string memory what) internal view returns (string memory) {
        string memory folder = VM.envOr("CONTRACTS_OUT", string(""));
        if (bytes(folder).length == 0) return what;
        return string.concat(folder, "/", VM.replace(what, ":", "/"), ".json");
    }

    /// @dev Creates a contract at its place.
    function _place(string memory what, bytes memory arguments, address where) internal virtual;

    /// @dev Creates an implementation, and its proxy at its place.
    function _placeProxy(string memory what, bytes memory arguments, address where, bytes memory initialize)
        internal
        virtual;

    /// @dev The unit is there already. The order is part of the addresses where they are not fixed.
    function deployProtocol(Contracts memory c, Profile memory profile) internal {
        _placePower(c, profile);
        _placeMoney(c);

        bytes memory initialize = abi.encodeCall(Licences.initialize, (address(c.authority)));
        _placeProxy(
            "Parameters.sol:Parameters",
            abi.encode(c.revenue, c.registry, c.exchange),
            address(c.parameters),
            abi.encodeCall(Parameters.initialize, (address(c.authority), profile.settings))
        );
        _placeProxy(
            "AssetRegistry.sol:AssetRegistry",
            abi.encode(c.parameters, c.escrow, c.licences, c.revenue, c.splitters, c.compute),
            address(c.registry),
            initialize
        );
        c.revenue.updateFee();
        c.registry.updateBond();
        c.exchange.updateRates();
        _placeProxy(
            "Licences.sol:Licences",
            abi.encode(c.registry, c.revenue, c.saharaId, c.compute),
            address(c.licences),
            initialize
        );
        _place(
            "KeeperChecks.sol:KeeperChecks", abi.encode(c.registry, c.licences, c.parameters), address(c.keeperChecks)
        );
        _placeProxy(
            "Keepers.sol:Keepers",
            abi.encode(c.parameters, c.escrow, c.registry, c.keeperChecks),
            address(c.keepers),
            initialize
        );
        _placeProxy("SaharaID.sol:SaharaID", abi.encode(profile.minRecoveryDelay), address(c.saharaId), initialize);
        _placeProxy(
            "Contributions.sol:Contributions", abi.encode(c.registry, c.saharaId), address(c.contributions), initialize
        );
        if (address(c.validators) != address(0)) {
            _placeProxy("ValidatorSet.sol:ValidatorSet", "", address(c.validators), initialize);
        }
        _place("PolicyFactory.sol:PolicyFactory", "", address(c.policies));
    }

    function _placePower(Contracts memory c, Profile memory profile) private {
        address[] memory proposers = new address[](profile.developerProposer == address(0) ? 1 : 2);
        proposers[0] = address(c.governor);
        if (proposers.length == 2) proposers[1] = profile.developerProposer;

        _place("Authority.sol:Authority", abi.encode(c.timelock, c.guardian, c.registry), address(c.authority));
        _place(
            "Timelock.sol:Timelock",
            abi.encode(profile.timelockDelay, profile.timelockMaximumDelay, proposers, c.guardian),
            address(c.timelock)
        );
        _place("LockedVotes.sol:LockedVotes", abi.encode(c.token, profile.unlockDelay), address(c.votes));
        _place(
            "SaharaGovernor.sol:SaharaGovernor", abi.encode(c.votes, c.timelock, profile.governor), address(c.governor)
        );
        _place(
            "Guardian.sol:Guardian",
            abi.encode(profile.foundation, profile.sunset, c.timelock, c.registry),
            address(c.guardian)
        );
    }

    function _placeMoney(Contracts memory c) private {
        _place("Escrow.sol:Escrow", abi.encode(c.token, c.timelock), address(c.escrow));
        _place(
            "Revenue.sol:Revenue",
            abi.encode(
                Revenue.Modules({
                    token: c.token,
                    adapter: c.adapter,
                    registry: c.registry,
                    licences: c.licences,
                    parameters: c.parameters,
                    shares: c.shares,
                    keyFaults: c.keyFaults,
                    treasury: address(c.timelock)
                })
            ),
            address(c.revenue)
        );
        _place("RevenueShares.sol:RevenueShares", abi.encode(c.revenue), address(c.shares));
        _place("KeyFaults.sol:KeyFaults", "", address(c.keyFaults));
        _place(
            "Exchange.sol:Exchange",
            abi.encode(c.token, c.registry, c.shares, c.parameters, c.timelock, c.splitters, c.splitter),
            address(c.exchange)
        );
        _place("RoyaltySplitter.sol:RoyaltySplitter", abi.encode(c.token, c.adapter, c.registry, c.revenue), c.splitter);
        _place("RoyaltySplitters.sol:RoyaltySplitters", abi.encode(c.splitter), address(c.splitters));
    }
}

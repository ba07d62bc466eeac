// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {StdCheats} from "forge-std/StdCheats.sol";
import {Authority} from "../src/governance/Authority.sol";
import {SaharaGovernor} from "../src/governance/SaharaGovernor.sol";
import {Timelock} from "../src/governance/Timelock.sol";
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
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
import {ISaharaGovernor} from "../src/interfaces/ISaharaGovernor.sol";
import {ISaharaID} from "../src/interfaces/ISaharaID.sol";
import {ISaharaToken} from "../src/interfaces/ISaharaToken.sol";
import {IValidatorSet} from "../src/interfaces/IValidatorSet.sol";
import {Contracts, Deployment} from "./Deployment.sol";
import {Allocation, Profile} from "./Profiles.sol";

/// @notice The state a Sahara chain begins with, local or public. The tests run on it, and genesis files are dumps of
/// it.
/// @dev Constructors run at the fixed addresses, so nobody deploys.
abstract contract GenesisState is StdCheats, Deployment {
    ISaharaToken internal constant TOKEN = ISaharaToken(0x5A4A000000000000000000000000000000000001);
    INativeAdapter internal constant ADAPTER = INativeAdapter(0x5a4a000000000000000000000000000000000002);
    Authority internal constant ACCESS_MANAGER = Authority(0x5a4A000000000000000000000000000000000003);
    Timelock internal constant TIMELOCK = Timelock(payable(0x5a4A000000000000000000000000000000000004));
    IParameters internal constant PARAMETERS = IParameters(0x5a4a000000000000000000000000000000000005);
    IEscrow internal constant ESCROW = IEscrow(0x5a4A000000000000000000000000000000000006);
    IAssetRegistry internal constant REGISTRY = IAssetRegistry(0x5a4a000000000000000000000000000000000007);
    ILicences internal constant LICENCES = ILicences(0x5A4a000000000000000000000000000000000008);
    IRevenue internal constant REVENUE = IRevenue(0x5a4a000000000000000000000000000000000009);
    IRevenueShares internal constant SHARES = IRevenueShares(0x5a4a00000000000000000000000000000000000A);
    IKeepers internal constant KEEPERS = IKeepers(0x5a4a00000000000000000000000000000000000B);
    /// @dev Reserved: no code is there yet.
    IComputeJobs internal constant COMPUTE_JOBS = IComputeJobs(0x5a4A00000000000000000000000000000000000C);
    ISaharaID internal constant SAHARA_ID = ISaharaID(0x5A4A00000000000000000000000000000000000D);
    ILockedVotes internal constant VOTES = ILockedVotes(0x5A4A00000000000000000000000000000000000f);
    SaharaGovernor internal constant GOVERNOR = SaharaGovernor(payable(0x5a4A000000000000000000000000000000000010));
    IGuardian internal constant GUARDIAN = IGuardian(0x5a4a000000000000000000000000000000000011);
    IExchange internal constant EXCHANGE = IExchange(0x5a4a00000000000000000000000000000000000E);
    IRoyaltySplitters internal constant SPLITTERS = IRoyaltySplitters(0x5A4A000000000000000000000000000000000012);
    IKeyFaults internal constant KEY_FAULTS = IKeyFaults(0x5A4a000000000000000000000000000000000013);
    IContributions internal constant CONTRIBUTIONS = IContributions(0x5A4A000000000000000000000000000000000014);
    IPolicyFactory internal constant POLICIES = IPolicyFactory(0x5A4A000000000000000000000000000000000015);
    IKeeperChecks internal constant KEEPER_CHECKS = IKeeperChecks(0x5a4A000000000000000000000000000000000016);
    IValidatorSet internal constant VALIDATORS = IValidatorSet(0x5A4A000000000000000000000000000000000020);

    /// @dev Implementations stand behind their proxies: …01NN behind …00NN.
    uint160 internal constant IMPLEMENTATION_OFFSET = 0x0100;

    /// @dev On a local chain; what is allocated as coin for gas comes on top.
    uint256 internal constant SUPPLY = 1_000_000_000 ether;
    uint256 internal constant DEVELOPER_PART = 1_000_000 ether;
    uint32 internal constant DEVELOPERS = 10;
    uint32 internal constant FOUNDATION = 7;
    uint32 internal constant PROPOSER = 8;

    // On local chains decisions take seconds.
    uint256 internal constant TIMELOCK_DELAY = 1;
    uint48 internal constant UNLOCK_DELAY = 120;
    uint48 internal constant VOTING_DELAY = 1;
    uint32 internal constant VOTING_PERIOD = 15;
    uint48 internal constant LATE_QUORUM_EXTENSION = 5;
    uint32 internal constant BOND_DELAY = 60;
    uint32 internal constant MIN_RECOVERY_DELAY = 1;
    uint32 internal constant KEEPER_UNBOND_DELAY = 60;
    uint32 internal constant KEEPER_CHALLENGE_PERIOD = 30;
    uint256 internal constant SUNSET = 4_102_444_800; // 2100-01-01

    // Half of what one developer has is a quorum.
    uint256 internal constant QUORUM = SUPPLY * 5 / 10_000;
    uint256 internal constant PROPOSAL_THRESHOLD = 1 ether;
    uint128 internal constant PUBLISH_BOND = 1 ether;
    uint128 internal constant KEEPER_STAKE = 100 ether;
    uint128 internal constant KEEPER_FEE = 0.01 ether;

    string private constant MNEMONIC = "test test test test test test test test test test test junk";

    function developer(uint32 index) internal pure returns (address) {
        return VM.addr(VM.deriveKey(MNEMONIC, index));
    }

    /// @dev A local chain.
    function deployGenesis() internal {
        deployGenesis(localProfile(), localAllocations());
    }

    function deployGenesis(Profile memory profile, Allocation[] memory allocations) internal {
        _place("SaharaToken.sol:SaharaToken", abi.encode(ADAPTER), address(TOKEN));
        _place("NativeAdapter.sol:NativeAdapter", abi.encode(TOKEN), address(ADAPTER));
        deployProtocol(
            Contracts({
                token: TOKEN,
                adapter: ADAPTER,
                authority: ACCESS_MANAGER,
                timelock: TIMELOCK,
                parameters: PARAMETERS,
                escrow: ESCROW,
                registry: REGISTRY,
                licences: LICENCES,
                revenue: REVENUE,
                shares: SHARES,
                keeperChecks: KEEPER_CHECKS,
                keepers: KEEPERS,
                compute: COMPUTE_JOBS,
                saharaId: SAHARA_ID,
                votes: VOTES,
                governor: GOVERNOR,
                guardian: GUARDIAN,
                exchange: EXCHANGE,
                splitters: SPLITTERS,
                splitter: address(uint160(address(SPLITTERS)) + IMPLEMENTATION_OFFSET),
                keyFaults: KEY_FAULTS,
                contributions: CONTRIBUTIONS,
                policies: POLICIES,
                validators: VALIDATORS
            }),
            profile
        );
        for (uint256 i; i < allocations.length; ++i) {
            _wrapFor(allocations[i].account, allocations[i].tokens);
            VM.deal(allocations[i].account, allocations[i].coin);
        }
    }

    /// @dev A network of one machine, where a developer's key may propose too.
    function localProfile() internal pure returns (Profile memory profile) {
        profile.chainId = 724_272;
        profile.foundation = developer(FOUNDATION);
        profile.sunset = SUNSET;
        profile.developerProposer = developer(PROPOSER);
        profile.timelockDelay = TIMELOCK_DELAY;
        profile.timelockMaximumDelay = 60;
        profile.unlockDelay = UNLOCK_DELAY;
        profile.minRecoveryDelay = MIN_RECOVERY_DELAY;
        profile.governor = ISaharaGovernor.Settings({
            votingDelay: VOTING_DELAY,
            votingPeriod: VOTING_PERIOD,
            lateQuorumExtension: LATE_QUORUM_EXTENSION,
            proposalThreshold: PROPOSAL_THRESHOLD,
            quorum: QUORUM
        });
        profile.settings = settingsOf({
            publishBond: PUBLISH_BOND,
            bondDelay: BOND_DELAY,
            keeperStake: KEEPER_STAKE,
            keeperUnbondDelay: KEEPER_UNBOND_DELAY,
            keeperChallengePeriod: KEEPER_CHALLENGE_PERIOD,
            keeperFee: KEEPER_FEE
        });
    }

    /// @dev The developers have tokens and as much coin; the treasury has the rest.
    function localAllocations() internal pure returns (Allocation[] memory allocations) {
        allocations = new Allocation[](DEVELOPERS + 1);
        for (uint32 i; i < DEVELOPERS; ++i) {
            allocations[i] = Allocation({account: developer(i), coin: DEVELOPER_PART, tokens: DEVELOPER_PART});
        }
        allocations[DEVELOPERS] =
            Allocation({account: address(TIMELOCK), coin: 0, tokens: SUPPLY - DEVELOPERS * DEVELOPER_PART});
    }

    function _placeProxy(string memory what, bytes memory arguments, address where, bytes memory initialize)
        internal
        override
    {
        address implementation = address(uint160(where) + IMPLEMENTATION_OFFSET);
        _place(what, arguments, implementation);
        _place("ERC1967Proxy.sol:ERC1967Proxy", abi.encode(implementation, initialize), where);
    }

    function _place(string memory what, bytes memory arguments, address where) internal override {
        // As for any deployed contract; SSTORE2 in Revenue makes its addresses from it.
        VM.setNonce(where, 1);
        deployCodeTo(artifact(what), arguments, where);
    }

    /// @dev Every token is wrapped native coin, from the first one on. The timelock brings it: a script has no address
    /// of its own.
    function _wrapFor(address account, uint256 amount) private {
        VM.deal(address(TIMELOCK), amount);
        VM.prank(address(TIMELOCK));
        ADAPTER.depositFor{value: amount}(account);
    }
}

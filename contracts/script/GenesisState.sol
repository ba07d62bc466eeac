// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {StdCheats} from "forge-std/StdCheats.sol";
import {Vm} from "forge-std/Vm.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {Parameters} from "../src/access/Parameters.sol";
import {IAssetRegistry} from "../src/interfaces/IAssetRegistry.sol";
import {IContributions} from "../src/interfaces/IContributions.sol";
import {IEscrow} from "../src/interfaces/IEscrow.sol";
import {IExchange} from "../src/interfaces/IExchange.sol";
import {IKeepers} from "../src/interfaces/IKeepers.sol";
import {ILicences} from "../src/interfaces/ILicences.sol";
import {INativeAdapter} from "../src/interfaces/INativeAdapter.sol";
import {IParameters} from "../src/interfaces/IParameters.sol";
import {IRevenue} from "../src/interfaces/IRevenue.sol";
import {IRevenueShares} from "../src/interfaces/IRevenueShares.sol";
import {IRoyaltySplitters} from "../src/interfaces/IRoyaltySplitters.sol";
import {ISaharaID} from "../src/interfaces/ISaharaID.sol";
import {ISaharaToken} from "../src/interfaces/ISaharaToken.sol";
import {IValidatorSet} from "../src/interfaces/IValidatorSet.sol";
import {Keepers} from "../src/keepers/Keepers.sol";
import {Licences} from "../src/licensing/Licences.sol";
import {Escrow} from "../src/payments/Escrow.sol";
import {Revenue} from "../src/payments/Revenue.sol";
import {RevenueShares} from "../src/payments/RevenueShares.sol";
import {AssetRegistry} from "../src/registry/AssetRegistry.sol";
import {NativeAdapter} from "../src/token/NativeAdapter.sol";
import {SaharaToken} from "../src/token/SaharaToken.sol";

/// @notice The state every local chain begins with. The tests run on it, and the genesis file is a dump of it.
/// @dev Constructors run at the fixed addresses, so nobody deploys and nobody is left with a deployer's power.
abstract contract GenesisState is StdCheats {
    Vm private constant _VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    ISaharaToken internal constant TOKEN = ISaharaToken(0x5A4A000000000000000000000000000000000001);
    INativeAdapter internal constant ADAPTER = INativeAdapter(0x5a4a000000000000000000000000000000000002);
    AccessManager internal constant ACCESS_MANAGER = AccessManager(0x5a4A000000000000000000000000000000000003);
    TimelockController internal constant TIMELOCK =
        TimelockController(payable(0x5a4A000000000000000000000000000000000004));
    IParameters internal constant PARAMETERS = IParameters(0x5a4a000000000000000000000000000000000005);
    IEscrow internal constant ESCROW = IEscrow(0x5a4A000000000000000000000000000000000006);
    IAssetRegistry internal constant REGISTRY = IAssetRegistry(0x5a4a000000000000000000000000000000000007);
    ILicences internal constant LICENCES = ILicences(0x5A4a000000000000000000000000000000000008);
    IRevenue internal constant REVENUE = IRevenue(0x5a4a000000000000000000000000000000000009);
    IRevenueShares internal constant SHARES = IRevenueShares(0x5a4a00000000000000000000000000000000000A);
    IKeepers internal constant KEEPERS = IKeepers(0x5a4a00000000000000000000000000000000000B);
    IValidatorSet internal constant VALIDATORS = IValidatorSet(0x5A4A000000000000000000000000000000000020);
    ISaharaID internal constant SAHARA_ID = ISaharaID(0x5A4A00000000000000000000000000000000000D);
    IExchange internal constant EXCHANGE = IExchange(0x5a4a00000000000000000000000000000000000E);
    IRoyaltySplitters internal constant SPLITTERS = IRoyaltySplitters(0x5A4A000000000000000000000000000000000012);
    IContributions internal constant CONTRIBUTIONS = IContributions(0x5A4A000000000000000000000000000000000014);

    /// @dev Implementations stand behind their proxies: …01NN behind …00NN.
    uint160 internal constant IMPLEMENTATION_OFFSET = 0x0100;

    uint256 internal constant SUPPLY = 1_000_000_000 ether;
    uint256 internal constant DEVELOPER_PART = 1_000_000 ether;
    uint32 internal constant DEVELOPERS = 10;
    uint32 internal constant PROPOSER = 8;
    uint256 internal constant TIMELOCK_DELAY = 1; // seconds, on local chains

    uint16 internal constant FEE_BASIS_POINTS = 250;
    uint128 internal constant PUBLISH_BOND = 1 ether;
    uint32 internal constant BOND_DELAY = 60; // seconds, on local chains
    uint32 internal constant MIN_RECOVERY_DELAY = 1; // seconds, on local chains
    uint16 internal constant EXCHANGE_FEE_BASIS_POINTS = 100;
    uint16 internal constant RESALE_ROYALTY_BASIS_POINTS = 500;
    uint128 internal constant KEEPER_STAKE = 100 ether;
    uint32 internal constant KEEPER_UNBOND_DELAY = 60; // seconds, on local chains
    uint32 internal constant KEEPER_CHALLENGE_PERIOD = 30; // seconds, on local chains
    uint128 internal constant KEEPER_FEE = 0.01 ether;

    string private constant MNEMONIC = "test test test test test test test test test test test junk";

    function developer(uint32 index) internal pure returns (address) {
        return _VM.addr(_VM.deriveKey(MNEMONIC, index));
    }

    function deployGenesis() internal {
        _place("SaharaToken.sol:SaharaToken", abi.encode(ADAPTER), address(TOKEN));
        _place("NativeAdapter.sol:NativeAdapter", abi.encode(TOKEN), address(ADAPTER));
        _placePower();
        _place("Escrow.sol:Escrow", abi.encode(TOKEN, TIMELOCK), address(ESCROW));
        _place(
            "Revenue.sol:Revenue",
            abi.encode(
                Revenue.Modules({
                    token: TOKEN,
                    adapter: ADAPTER,
                    registry: REGISTRY,
                    licences: LICENCES,
                    parameters: PARAMETERS,
                    shares: SHARES,
                    treasury: address(TIMELOCK)
                })
            ),
            address(REVENUE)
        );
        _place("RevenueShares.sol:RevenueShares", abi.encode(REGISTRY, REVENUE), address(SHARES));

        bytes memory initialize = abi.encodeCall(Licences.initialize, (address(ACCESS_MANAGER)));
        _placeProxy(
            "Parameters.sol:Parameters",
            "",
            address(PARAMETERS),
            abi.encodeCall(Parameters.initialize, (address(ACCESS_MANAGER), genesisSettings()))
        );
        _placeProxy(
            "AssetRegistry.sol:AssetRegistry",
            abi.encode(PARAMETERS, ESCROW, LICENCES, REVENUE, SHARES, SPLITTERS),
            address(REGISTRY),
            initialize
        );
        _placeProxy("Licences.sol:Licences", abi.encode(REGISTRY, REVENUE), address(LICENCES), initialize);
        _placeProxy("Keepers.sol:Keepers", "", address(KEEPERS), initialize);
        _placeProxy("SaharaID.sol:SaharaID", abi.encode(MIN_RECOVERY_DELAY), address(SAHARA_ID), initialize);
        _placeProxy(
            "Contributions.sol:Contributions", abi.encode(REGISTRY, SAHARA_ID), address(CONTRIBUTIONS), initialize
        );
        _placeProxy("ValidatorSet.sol:ValidatorSet", "", address(VALIDATORS), initialize);
        _place("Exchange.sol:Exchange", abi.encode(TOKEN, REGISTRY, SHARES, PARAMETERS, TIMELOCK), address(EXCHANGE));
        address splitter = address(uint160(address(SPLITTERS)) + IMPLEMENTATION_OFFSET);
        _place("RoyaltySplitter.sol:RoyaltySplitter", abi.encode(TOKEN, ADAPTER, REGISTRY, REVENUE), splitter);
        _place("RoyaltySplitters.sol:RoyaltySplitters", abi.encode(splitter), address(SPLITTERS));
        _allocate();
    }

    function genesisSettings() internal pure returns (IParameters.Setting[] memory settings) {
        settings = new IParameters.Setting[](9);
        settings[0] = IParameters.Setting("feeBasisPoints", FEE_BASIS_POINTS);
        settings[1] = IParameters.Setting("exchangeFeeBasisPoints", EXCHANGE_FEE_BASIS_POINTS);
        settings[2] = IParameters.Setting("publishBond", PUBLISH_BOND);
        settings[3] = IParameters.Setting("bondDelay", BOND_DELAY);
        settings[4] = IParameters.Setting("keeperStake", KEEPER_STAKE);
        settings[5] = IParameters.Setting("keeperUnbondDelay", KEEPER_UNBOND_DELAY);
        settings[6] = IParameters.Setting("keeperChallengePeriod", KEEPER_CHALLENGE_PERIOD);
        settings[7] = IParameters.Setting("keeperFee", KEEPER_FEE);
        settings[8] = IParameters.Setting("resaleRoyaltyBasisPoints", RESALE_ROYALTY_BASIS_POINTS);
    }

    function _placePower() private {
        address[] memory proposers = new address[](1);
        proposers[0] = developer(PROPOSER);
        _place("AccessManager.sol:AccessManager", abi.encode(TIMELOCK), address(ACCESS_MANAGER));
        _place(
            "TimelockController.sol:TimelockController",
            abi.encode(TIMELOCK_DELAY, proposers, proposers, address(0)),
            address(TIMELOCK)
        );
    }

    /// @dev Every token is wrapped native coin, from the first one on.
    function _allocate() private {
        for (uint32 i; i < DEVELOPERS; ++i) {
            _wrapFor(developer(i), DEVELOPER_PART);
            _VM.deal(developer(i), DEVELOPER_PART);
        }
        _wrapFor(address(TIMELOCK), SUPPLY - DEVELOPERS * DEVELOPER_PART);
    }

    /// @dev The timelock brings the coin: a script has no address of its own.
    function _wrapFor(address account, uint256 amount) private {
        _VM.deal(address(TIMELOCK), amount);
        _VM.prank(address(TIMELOCK));
        ADAPTER.depositFor{value: amount}(account);
    }

    function _placeProxy(string memory what, bytes memory arguments, address where, bytes memory initialize) private {
        address implementation = address(uint160(where) + IMPLEMENTATION_OFFSET);
        _place(what, arguments, implementation);
        _place("ERC1967Proxy.sol:ERC1967Proxy", abi.encode(implementation, initialize), where);
    }

    function _place(string memory what, bytes memory arguments, address where) private {
        // As for any deployed contract; SSTORE2 in Revenue makes its addresses from it.
        _VM.setNonce(where, 1);
        deployCodeTo(what, arguments, where);
    }
}

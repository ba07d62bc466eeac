// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Agreement, IEscrow} from "../../src/interfaces/IEscrow.sol";
import {Fixture} from "../Fixture.sol";

/// @notice What all handlers share: who there is, which assets and agreements, what parameters must be, and what each
/// account has in all. By no call anyone becomes poorer who did not make it, sign for it, or is named as who loses by it.
contract World is Fixture {
    Account[] private _actors;
    uint256[] private _assets;
    mapping(address account => Agreement[]) private _agreements;
    mapping(bytes32 agreementHash => bool) private _known;
    mapping(address account => uint256) private _wealth;
    mapping(address account => bool) private _mayFall;

    /// @notice What votes set, or genesis.
    mapping(bytes32 name => uint256) public parameter;
    /// @notice How often an action of a handler did what it is for.
    mapping(address handler => mapping(bytes4 action => uint256)) public done;

    uint256 public ghostEscrowIn;
    uint256 public ghostEscrowOut;
    uint256 public ghostSlashed;

    /// @notice What all accounts had after the last call, in each place.
    uint256 public tokens;
    uint256 public inEscrow;
    uint256 public inVotes;
    uint256 public claimable;

    constructor(Account[] memory accounts) {
        for (uint256 i; i < accounts.length; ++i) {
            _actors.push(accounts[i]);
        }
        parameter["feeBasisPoints"] = FEE_BASIS_POINTS;
        parameter["exchangeFeeBasisPoints"] = EXCHANGE_FEE_BASIS_POINTS;
        parameter["resaleRoyaltyBasisPoints"] = RESALE_ROYALTY_BASIS_POINTS;
        parameter["publishBond"] = PUBLISH_BOND;
        parameter["bondDelay"] = BOND_DELAY;
        parameter["keeperStake"] = KEEPER_STAKE;
        parameter["keeperUnbondDelay"] = KEEPER_UNBOND_DELAY;
        parameter["keeperChallengePeriod"] = KEEPER_CHALLENGE_PERIOD;
        parameter["keeperFee"] = KEEPER_FEE;
    }

    function actors() external view returns (Account[] memory) {
        return _actors;
    }

    function assets() external view returns (uint256[] memory) {
        return _assets;
    }

    function addAsset(uint256 assetId) external {
        _assets.push(assetId);
    }

    function setParameter(bytes32 name, uint256 value) external {
        parameter[name] = value;
    }

    function noteDone(bytes4 action) external {
        ++done[msg.sender][action];
    }

    /// @notice Whoever calls, signs, or loses what they answered with.
    function mayFall(address account) external {
        _mayFall[account] = true;
    }

    /// @notice Money comes to Escrow under an agreement.
    function noteFunded(Agreement memory agreement, uint256 amount) external {
        ghostEscrowIn += amount;
        bytes32 hash = keccak256(abi.encode(agreement));
        if (_known[hash]) return;
        _known[hash] = true;
        _agreements[agreement.account].push(agreement);
    }

    function noteSlashed(uint256 amount) external {
        ghostSlashed += amount;
    }

    function withdraw(address account) public {
        ghostEscrowOut += ESCROW.withdraw(account);
    }

    /// @notice Counts what everyone has, and compares.
    function check() public {
        (tokens, inEscrow, inVotes, claimable) = (0, 0, 0, 0);
        for (uint256 i; i < _actors.length; ++i) {
            address account = _actors[i].addr;
            uint256 wealth = _count(account);
            if (!_mayFall[account]) assertGe(wealth, _wealth[account], "poorer by what others did");
            (_wealth[account], _mayFall[account]) = (wealth, false);
        }
    }

    /// @notice All that lies free under any agreement, and all that can be withdrawn, goes home.
    function exitEverything() external {
        for (uint256 i; i < _actors.length; ++i) {
            Agreement[] storage agreements = _agreements[_actors[i].addr];
            for (uint256 j; j < agreements.length; ++j) {
                if (ESCROW.depositOf(agreements[j]).free == 0) continue;
                vm.prank(agreements[j].account);
                ESCROW.reclaim(agreements[j]);
            }
            withdraw(_actors[i].addr);
        }
        withdraw(address(TIMELOCK));
        check();
    }

    function _count(address account) private returns (uint256) {
        uint256 own = TOKEN.balanceOf(account);
        uint256 escrow = ESCROW.withdrawable(account);
        Agreement[] storage agreements = _agreements[account];
        for (uint256 i; i < agreements.length; ++i) {
            IEscrow.Deposit memory deposit = ESCROW.depositOf(agreements[i]);
            escrow += uint256(deposit.free) + deposit.locked;
        }
        uint256 votes = VOTES.lockedOf(account) + VOTES.unlockingOf(account);
        uint256 income;
        for (uint256 i; i < _assets.length; ++i) {
            income += SHARES.claimable(account, _assets[i]);
        }
        (tokens, inEscrow, inVotes, claimable) = (tokens + own, inEscrow + escrow, inVotes + votes, claimable + income);
        return account.balance + own + escrow + votes + income;
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeERC20, IERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Authorization} from "../interfaces/Authorization.sol";
import {IEscrow} from "../interfaces/IEscrow.sol";
import {ISaharaToken} from "../interfaces/ISaharaToken.sol";

/// @notice See {IEscrow}. Immutable: it holds everyone's bonds.
contract Escrow is IEscrow {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    ISaharaToken private immutable _token;

    mapping(address holder => mapping(bytes32 purpose => mapping(address payer => Deposit))) private _deposits;
    mapping(address account => uint256) private _withdrawable;

    constructor(ISaharaToken token) {
        _token = token;
    }

    /// @inheritdoc IEscrow
    function fund(address holder, bytes32 purpose, uint256 amount) external {
        _fund(holder, purpose, msg.sender, amount);
        IERC20(_token).safeTransferFrom(msg.sender, address(this), amount);
    }

    /// @inheritdoc IEscrow
    function fundWithAuthorization(
        address holder,
        bytes32 purpose,
        uint256 amount,
        address payer,
        Authorization calldata authorization
    ) external {
        _fund(holder, purpose, payer, amount);
        // The nonce binds the money to its purpose: whoever brings the signature cannot use it for anything else.
        _token.receiveWithAuthorization(
            payer,
            address(this),
            amount,
            authorization.validAfter,
            authorization.validBefore,
            keccak256(abi.encode(holder, purpose, amount)),
            authorization.signature
        );
    }

    /// @inheritdoc IEscrow
    function lock(bytes32 purpose, address payer, uint256 minimum) external {
        Deposit storage deposit = _deposits[msg.sender][purpose][payer];
        if (deposit.locked) revert EscrowAlreadyLocked(msg.sender, purpose, payer);
        if (deposit.amount < minimum) revert EscrowTooLittle(deposit.amount, minimum);
        deposit.locked = true;
        emit Locked(msg.sender, purpose, payer, deposit.amount);
    }

    /// @inheritdoc IEscrow
    function release(bytes32 purpose, address payer) external {
        Deposit memory deposit = _deposits[msg.sender][purpose][payer];
        if (!deposit.locked) revert EscrowNotLocked(msg.sender, purpose, payer);
        _giveBack(msg.sender, purpose, payer, deposit.amount);
    }

    /// @inheritdoc IEscrow
    function reclaim(address holder, bytes32 purpose) external {
        Deposit memory deposit = _deposits[holder][purpose][msg.sender];
        if (deposit.locked) revert EscrowAlreadyLocked(holder, purpose, msg.sender);
        if (deposit.amount == 0) revert EscrowZeroAmount();
        _giveBack(holder, purpose, msg.sender, deposit.amount);
    }

    /// @inheritdoc IEscrow
    function withdraw(address account) external returns (uint256 amount) {
        amount = _withdrawable[account];
        if (amount == 0) return 0;
        _withdrawable[account] = 0;
        emit Withdrawn(account, amount);
        IERC20(_token).safeTransfer(account, amount);
    }

    /// @inheritdoc IEscrow
    function depositOf(address holder, bytes32 purpose, address payer) external view returns (Deposit memory) {
        return _deposits[holder][purpose][payer];
    }

    /// @inheritdoc IEscrow
    function withdrawable(address account) external view returns (uint256) {
        return _withdrawable[account];
    }

    function _fund(address holder, bytes32 purpose, address payer, uint256 amount) private {
        if (amount == 0) revert EscrowZeroAmount();
        Deposit storage deposit = _deposits[holder][purpose][payer];
        if (deposit.locked) revert EscrowAlreadyLocked(holder, purpose, payer);
        deposit.amount += amount.toUint128();
        emit Funded(holder, purpose, payer, amount);
    }

    function _giveBack(address holder, bytes32 purpose, address payer, uint256 amount) private {
        delete _deposits[holder][purpose][payer];
        _withdrawable[payer] += amount;
        emit Released(holder, purpose, payer, amount);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeERC20, IERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Authorization} from "../interfaces/Authorization.sol";
import {IEscrow, Agreement, Terms} from "../interfaces/IEscrow.sol";
import {ISaharaToken} from "../interfaces/ISaharaToken.sol";

/// @notice See {IEscrow}. Immutable: it holds everyone's bonds, stakes and prepaid fees.
contract Escrow is IEscrow {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    ISaharaToken private immutable _token;
    address private immutable _treasury;

    mapping(bytes32 agreementHash => Deposit) private _deposits;
    mapping(address account => uint256) private _withdrawable;

    constructor(ISaharaToken token, address treasury) {
        _token = token;
        _treasury = treasury;
    }

    modifier onlyHolder(Agreement calldata agreement) {
        if (agreement.holder != msg.sender) revert EscrowNotHolder(agreement.holder, msg.sender);
        _;
    }

    /// @inheritdoc IEscrow
    function fund(Agreement calldata agreement, uint256 amount) external {
        _fund(agreement, msg.sender, amount);
        IERC20(_token).safeTransferFrom(msg.sender, address(this), amount);
    }

    /// @inheritdoc IEscrow
    function fundWithAuthorization(
        Agreement calldata agreement,
        uint256 amount,
        address payer,
        bytes32 salt,
        Authorization calldata authorization
    ) external {
        _fund(agreement, payer, amount);
        // The nonce binds the money to the agreement: whoever brings the signature cannot use it for anything else.
        _token.receiveWithAuthorization(
            payer,
            address(this),
            amount,
            authorization.validAfter,
            authorization.validBefore,
            keccak256(abi.encode(agreement, amount, salt)),
            authorization.signature
        );
    }

    /// @inheritdoc IEscrow
    function lock(Agreement calldata agreement, uint256 amount) external onlyHolder(agreement) {
        Deposit storage deposit = _deposit(agreement);
        uint256 free = deposit.free;
        if (free < amount) revert EscrowTooLittle(free, amount);
        deposit.free = (free - amount).toUint128();
        deposit.locked += amount.toUint128();
        emit Locked(agreement.holder, agreement.purpose, agreement.account, agreement.terms, agreement.until, amount);
    }

    /// @inheritdoc IEscrow
    function release(Agreement calldata agreement, uint256 amount) external onlyHolder(agreement) {
        _unlock(agreement, amount);
        _giveBack(agreement, amount);
    }

    /// @inheritdoc IEscrow
    function slash(Agreement calldata agreement, uint256 amount) external onlyHolder(agreement) {
        if (agreement.terms != Terms.Slashable) revert EscrowTermsForbid(agreement.terms);
        _unlock(agreement, amount);
        _withdrawable[_treasury] += amount;
        emit Slashed(agreement.holder, agreement.purpose, agreement.account, agreement.until, amount);
    }

    /// @inheritdoc IEscrow
    function pay(Agreement calldata agreement, address payee, uint256 amount) external onlyHolder(agreement) {
        if (agreement.terms != Terms.Payable) revert EscrowTermsForbid(agreement.terms);
        _checkAccount(payee);
        _unlock(agreement, amount);
        _withdrawable[payee] += amount;
        emit PaidOut(agreement.holder, agreement.purpose, agreement.account, agreement.until, payee, amount);
    }

    /// @inheritdoc IEscrow
    function reclaim(Agreement calldata agreement) external returns (uint256 amount) {
        if (agreement.account != msg.sender) revert EscrowNotAccount(agreement.account, msg.sender);
        Deposit storage deposit = _deposit(agreement);
        amount = deposit.free;
        deposit.free = 0;
        if (agreement.until != 0 && block.timestamp >= agreement.until) {
            amount += deposit.locked;
            deposit.locked = 0;
        }
        if (amount == 0) revert EscrowZeroAmount();
        _giveBack(agreement, amount);
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
    function depositOf(Agreement calldata agreement) external view returns (Deposit memory) {
        return _deposit(agreement);
    }

    /// @inheritdoc IEscrow
    function withdrawable(address account) external view returns (uint256) {
        return _withdrawable[account];
    }

    function _fund(Agreement calldata agreement, address payer, uint256 amount) private {
        if (amount == 0) revert EscrowZeroAmount();
        _checkAccount(agreement.account);
        _deposit(agreement).free += amount.toUint128();
        emit Funded(
            agreement.holder, agreement.purpose, agreement.account, agreement.terms, agreement.until, payer, amount
        );
    }

    function _unlock(Agreement calldata agreement, uint256 amount) private {
        Deposit storage deposit = _deposit(agreement);
        uint256 locked = deposit.locked;
        if (locked < amount) revert EscrowTooLittle(locked, amount);
        deposit.locked = (locked - amount).toUint128();
    }

    function _giveBack(Agreement calldata agreement, uint256 amount) private {
        _withdrawable[agreement.account] += amount;
        emit Released(agreement.holder, agreement.purpose, agreement.account, agreement.terms, agreement.until, amount);
    }

    function _checkAccount(address account) private view {
        if (account == address(0) || account == address(this)) revert EscrowInvalidAccount(account);
    }

    function _deposit(Agreement calldata agreement) private view returns (Deposit storage) {
        return _deposits[keccak256(abi.encode(agreement))];
    }
}

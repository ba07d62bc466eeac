// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Authorization} from "./Authorization.sol";

/// @notice What a holder may do with money it has locked, beside giving it back to the account. Refundable: nothing
/// (bonds). Slashable: forfeit it to the DAO's treasury (stakes). Payable: pay it to whom the holder names (fees, jobs).
enum Terms {
    Refundable,
    Slashable,
    Payable
}

/// @notice All that a payer agrees to when putting money aside. It names a deposit: money under other words never
/// mixes with it.
struct Agreement {
    address holder; // the contract that may lock it
    bytes32 purpose; // what for, in the holder's own words
    address account; // whose it is: what comes back, comes back here
    Terms terms; // what else the holder may do with it
    uint40 until; // Unix seconds, from which the account may take back locked money too; 0: only the holder gives it back
}

/// @title Money set aside for contracts that may be upgraded
/// @notice A payer funds a purpose of a holder (a contract). The holder can lock that money, and do with it what the
/// payer agreed to and nothing else; so an upgrade of the holder can take no publishing bond, and pay no stake to anyone but the
/// treasury. What is
/// not locked, its account takes back at will.
interface IEscrow {
    /// @notice What lies under one agreement, in wei of SAHARA.
    struct Deposit {
        uint128 free; // the account's to reclaim, the holder's to lock
        uint128 locked; // the holder's, to do with what the agreement says
    }

    /// @notice Money was put aside.
    /// @param holder The contract that may lock it.
    /// @param purpose What for.
    /// @param account Whose it is.
    /// @param terms What the holder may do with it.
    /// @param until From when on the account may take it back though locked; 0: never.
    /// @param payer Who brought it.
    /// @param amount In wei.
    event Funded(
        address indexed holder,
        bytes32 indexed purpose,
        address indexed account,
        Terms terms,
        uint40 until,
        address payer,
        uint256 amount
    );

    /// @notice A holder locked money.
    /// @param holder The caller.
    /// @param purpose What for.
    /// @param account Whose it is.
    /// @param terms What the holder may do with it.
    /// @param until From when on the account may take it back though locked; 0: never.
    /// @param amount In wei, of this call.
    event Locked(
        address indexed holder,
        bytes32 indexed purpose,
        address indexed account,
        Terms terms,
        uint40 until,
        uint256 amount
    );

    /// @notice Money became its account's to withdraw: given back by the holder, or reclaimed.
    /// @param holder Whom it was put aside for.
    /// @param purpose What for.
    /// @param account Whose it is.
    /// @param terms What the holder could have done with it.
    /// @param until The agreement's end; 0: none.
    /// @param amount In wei.
    event Released(
        address indexed holder,
        bytes32 indexed purpose,
        address indexed account,
        Terms terms,
        uint40 until,
        uint256 amount
    );

    /// @notice A holder forfeited a stake to the treasury.
    /// @param holder The caller.
    /// @param purpose What for.
    /// @param account Who lost it.
    /// @param until The agreement's end; 0: none.
    /// @param amount In wei.
    event Slashed(
        address indexed holder, bytes32 indexed purpose, address indexed account, uint40 until, uint256 amount
    );

    /// @notice A holder paid out of money that was put aside for that.
    /// @param holder The caller.
    /// @param purpose What for.
    /// @param account Whose it was.
    /// @param until The agreement's end; 0: none.
    /// @param payee Who may withdraw it now.
    /// @param amount In wei.
    event PaidOut(
        address indexed holder,
        bytes32 indexed purpose,
        address indexed account,
        uint40 until,
        address payee,
        uint256 amount
    );

    /// @notice Money left.
    /// @param account Who was paid.
    /// @param amount In wei.
    event Withdrawn(address indexed account, uint256 amount);

    /// @notice There is nothing to put aside or to take back.
    error EscrowZeroAmount();

    /// @notice Money given to this account could never leave.
    /// @param account The zero address, or Escrow itself.
    error EscrowInvalidAccount(address account);

    /// @notice Only the holder of an agreement may do this.
    /// @param holder The contract named in the agreement.
    /// @param caller Who called.
    error EscrowNotHolder(address holder, address caller);

    /// @notice Only the account of an agreement may do this.
    /// @param account The account named in the agreement.
    /// @param caller Who called.
    error EscrowNotAccount(address account, address caller);

    /// @notice The payer did not agree to this.
    /// @param terms What they agreed to.
    error EscrowTermsForbid(Terms terms);

    /// @notice Less is there than is needed.
    /// @param amount What is there, in wei: free for locking, else locked.
    /// @param needed In wei.
    error EscrowTooLittle(uint256 amount, uint256 needed);

    /// @notice Puts money of the caller aside, by allowance. Adds to what is there, locked or not.
    /// @param agreement What the caller agrees to; the account may be someone else, whose money it then is.
    /// @param amount In wei.
    function fund(Agreement calldata agreement, uint256 amount) external;

    /// @notice Puts money of `payer` aside as they signed, by an EIP-3009 transfer to this contract with
    /// nonce = keccak256(abi.encode(agreement, amount, salt)). Anyone may bring it.
    /// @param agreement What the payer agreed to.
    /// @param amount In wei.
    /// @param payer Who signed.
    /// @param salt Tells this funding from an equal one before.
    /// @param authorization The signed transfer.
    function fundWithAuthorization(
        Agreement calldata agreement,
        uint256 amount,
        address payer,
        bytes32 salt,
        Authorization calldata authorization
    ) external;

    /// @notice Locks money that is free. Only the holder.
    /// @param agreement Names the deposit.
    /// @param amount In wei.
    function lock(Agreement calldata agreement, uint256 amount) external;

    /// @notice Gives locked money back to its account, which then withdraws it. Only the holder.
    /// @param agreement Names the deposit.
    /// @param amount In wei.
    function release(Agreement calldata agreement, uint256 amount) external;

    /// @notice Forfeits locked money to the treasury, if it was put aside as Slashable. Only the holder.
    /// @param agreement Names the deposit.
    /// @param amount In wei.
    function slash(Agreement calldata agreement, uint256 amount) external;

    /// @notice Pays locked money to someone, who then withdraws it, if it was put aside as Payable. Only the holder.
    /// @param agreement Names the deposit.
    /// @param payee Who shall have it.
    /// @param amount In wei.
    function pay(Agreement calldata agreement, address payee, uint256 amount) external;

    /// @notice Takes back all that is free, and, once the agreement has ended, all that is locked. Only the account.
    /// @param agreement Names the deposit.
    /// @return amount In wei.
    function reclaim(Agreement calldata agreement) external returns (uint256 amount);

    /// @notice Pays out all that `account` may withdraw. Anyone may call; the account is paid.
    /// @param account Who is paid.
    /// @return amount In wei; 0 when there is nothing.
    function withdraw(address account) external returns (uint256 amount);

    /// @notice What lies under an agreement.
    /// @param agreement Names the deposit.
    function depositOf(Agreement calldata agreement) external view returns (Deposit memory);

    /// @notice What an account may withdraw, in wei.
    /// @param account Whose.
    function withdrawable(address account) external view returns (uint256);
}

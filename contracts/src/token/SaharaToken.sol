// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {ISaharaToken} from "../interfaces/ISaharaToken.sol";

/// @notice See {ISaharaToken}. Immutable.
contract SaharaToken is ISaharaToken, ERC20Permit {
    bytes32 private constant TRANSFER_TYPEHASH = keccak256(
        "TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );
    bytes32 private constant RECEIVE_TYPEHASH = keccak256(
        "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );
    bytes32 private constant CANCEL_TYPEHASH = keccak256("CancelAuthorization(address authorizer,bytes32 nonce)");

    address private immutable _minter;

    mapping(address authorizer => mapping(bytes32 nonce => bool)) private _used;

    constructor(address minter) ERC20("Sahara", "SAHARA") ERC20Permit("Sahara") {
        _minter = minter;
    }

    modifier onlyMinter() {
        if (msg.sender != _minter) revert SaharaTokenNotMinter(msg.sender);
        _;
    }

    /// @inheritdoc ISaharaToken
    function mint(address account, uint256 amount) external onlyMinter {
        _mint(account, amount);
    }

    /// @inheritdoc ISaharaToken
    function burn(uint256 amount) external onlyMinter {
        _burn(msg.sender, amount);
    }

    /// @inheritdoc ISaharaToken
    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external {
        _authorize(TRANSFER_TYPEHASH, from, to, value, validAfter, validBefore, nonce, signature);
    }

    /// @inheritdoc ISaharaToken
    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        _authorize(TRANSFER_TYPEHASH, from, to, value, validAfter, validBefore, nonce, abi.encodePacked(r, s, v));
    }

    /// @inheritdoc ISaharaToken
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external {
        if (to != msg.sender) revert SaharaTokenReceiverNotCaller(to, msg.sender);
        _authorize(RECEIVE_TYPEHASH, from, to, value, validAfter, validBefore, nonce, signature);
    }

    /// @inheritdoc ISaharaToken
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        if (to != msg.sender) revert SaharaTokenReceiverNotCaller(to, msg.sender);
        _authorize(RECEIVE_TYPEHASH, from, to, value, validAfter, validBefore, nonce, abi.encodePacked(r, s, v));
    }

    /// @inheritdoc ISaharaToken
    function cancelAuthorization(address authorizer, bytes32 nonce, bytes calldata signature) external {
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(CANCEL_TYPEHASH, authorizer, nonce)));
        _use(authorizer, nonce, digest, signature);
        emit AuthorizationCanceled(authorizer, nonce);
    }

    /// @inheritdoc ISaharaToken
    function authorizationState(address authorizer, bytes32 nonce) external view returns (bool) {
        return _used[authorizer][nonce];
    }

    /// @inheritdoc IERC20Permit
    function nonces(address owner) public view override(ERC20Permit, IERC20Permit) returns (uint256) {
        return super.nonces(owner);
    }

    function _authorize(
        bytes32 typehash,
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes memory signature
    ) private {
        if (block.timestamp <= validAfter) revert SaharaTokenAuthorizationNotYetValid(validAfter);
        if (block.timestamp >= validBefore) revert SaharaTokenAuthorizationExpired(validBefore);
        bytes32 digest =
            _hashTypedDataV4(keccak256(abi.encode(typehash, from, to, value, validAfter, validBefore, nonce)));
        _use(from, nonce, digest, signature);
        emit AuthorizationUsed(from, nonce);
        _transfer(from, to, value);
    }

    function _use(address authorizer, bytes32 nonce, bytes32 digest, bytes memory signature) private {
        if (_used[authorizer][nonce]) revert SaharaTokenAuthorizationUsed(authorizer, nonce);
        // The nonce is spent before a smart account is asked for its signature.
        _used[authorizer][nonce] = true;
        if (!SignatureChecker.isValidSignatureNow(authorizer, digest, signature)) {
            revert SaharaTokenInvalidSignature(authorizer);
        }
    }
}

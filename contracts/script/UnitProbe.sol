// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {StdCheats} from "forge-std/StdCheats.sol";
import {Vm} from "forge-std/Vm.sol";
import {ISaharaToken} from "../src/interfaces/ISaharaToken.sol";

/// @notice Tries with made-up money, here and not on the chain, whether a token of another chain keeps to what the
/// protocol relies on.
contract UnitProbe is StdCheats {
    Vm private constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    uint256 private constant MAX_SUPPLY = 1 << 98; // what a holding of RevenueShares can count
    uint256 private constant AMOUNT = 1000; // wei
    bytes32 private constant NONCE = keccak256("probe");
    bytes32 private constant RECEIVE_TYPEHASH = keccak256(
        "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );

    /// @notice The protocol cannot be paid in this.
    /// @param reason Why.
    error UnitProbeRefused(string reason);

    /// @notice Reverts unless everything can be paid in this token.
    function check(ISaharaToken unit) external {
        if (address(unit).code.length == 0) revert UnitProbeRefused("there is no contract");
        uint256 supply = unit.totalSupply();
        if (supply == 0 || supply >= MAX_SUPPLY) revert UnitProbeRefused("its supply is none, or 2^98 and more");
        Account memory payer = makeAccount("payer");
        uint256 state = VM.snapshotState();
        deal(address(unit), payer.addr, AMOUNT);
        try this.collect(unit, payer) {}
        catch {
            revert UnitProbeRefused("it has no receiveWithAuthorization with the signature as bytes (EIP-3009)");
        }
        if (unit.balanceOf(address(this)) != AMOUNT || unit.balanceOf(payer.addr) != 0) {
            revert UnitProbeRefused("a transfer moves another amount than it says");
        }
        VM.revertToStateAndDelete(state);
    }

    /// @notice Draws what the payer has. External for `try`.
    function collect(ISaharaToken unit, Account calldata payer) external {
        uint256 validBefore = block.timestamp + 1;
        bytes32 structHash =
            keccak256(abi.encode(RECEIVE_TYPEHASH, payer.addr, address(this), AMOUNT, 0, validBefore, NONCE));
        bytes32 digest = keccak256(abi.encodePacked("\x19\x01", unit.DOMAIN_SEPARATOR(), structHash));
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(payer.key, digest);
        unit.receiveWithAuthorization(
            payer.addr, address(this), AMOUNT, 0, validBefore, NONCE, abi.encodePacked(r, s, v)
        );
    }
}

// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What a handle may look like, and what it looks like.
library Handles {
    uint256 private constant MIN_LENGTH = 3;
    uint256 private constant MAX_LENGTH = 31; // one slot of storage

    /// @dev From a letter, so that no handle is taken for a number or an address; no two hyphens in a row, as in
    /// names that stand for other scripts (xn--).
    function isValid(string memory handle) internal pure returns (bool) {
        bytes memory text = bytes(handle);
        if (text.length < MIN_LENGTH || text.length > MAX_LENGTH) return false;
        if (!_isLetter(text[0]) || text[text.length - 1] == "-") return false;
        for (uint256 i = 1; i < text.length; ++i) {
            if (_isLetter(text[i]) || (text[i] >= "0" && text[i] <= "9")) continue;
            if (text[i] != "-" || text[i - 1] == "-") return false;
        }
        return true;
    }

    /// @dev As Unicode's confusables (UTS 39) are compared: each character is replaced by what stands for all that look
    /// like it, the wide ones by the two narrow ones they look like. No two digits are the same, so alice6 and alice8
    /// are two people.
    function skeleton(string memory handle) internal pure returns (string memory) {
        bytes memory text = bytes(handle);
        bytes memory result = new bytes(2 * text.length);
        uint256 length;
        for (uint256 i; i < text.length; ++i) {
            bytes1 c = text[i];
            if (c == "-") continue;
            if (c == "m") (result[length++], c) = ("r", "n");
            else if (c == "w") (result[length++], c) = ("v", "v");
            else if (c == "d") (result[length++], c) = ("c", "l");
            else if (c == "0") c = "o";
            else if (c == "1" || c == "i") c = "l";
            else if (c == "2") c = "z";
            else if (c == "5") c = "s";
            else if (c == "8") c = "b";
            else if (c == "9" || c == "q") c = "g";
            result[length++] = c;
        }
        assembly ("memory-safe") {
            mstore(result, length)
        }
        return string(result);
    }

    function _isLetter(bytes1 c) private pure returns (bool) {
        return c >= "a" && c <= "z";
    }
}

import { expect, test } from 'vitest'
import { analyse } from './analyse.mjs'
import { natspecGaps } from './natspec.mjs'

const path = 'contracts/src/interfaces/IThing.sol'

function gapsIn(declarations) {
  const source = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title A thing
interface IThing {
${declarations}
}
`
  const { sources } = analyse({ [path]: source }, { '*': { '': ['ast'] } })
  return natspecGaps(sources[path].ast, source)
}

test('behavior: of a view that returns one value the notice is enough', () => {
  expect(
    gapsIn(`
    /// @notice What one has, in wei.
    /// @param account Whose.
    function wealthOf(address account) external view returns (uint256);

    /// @notice Something that is kept.
    struct Kept {
        uint128 amount; // in wei
        // Of whoever brought it: a comment that is too long for
        // the line.
        address account;
    }`),
  ).toEqual([])
})

test.each([
  ['a notice', 'event Done();', ['Done: no @notice']],
  [
    'a parameter',
    '/// @notice It is done.\nevent Done(uint256 amount);',
    ['Done: @param amount says nothing'],
  ],
  [
    'more than a name',
    '/// @notice It is done.\n/// @param assetId The asset.\nerror Done(uint256 assetId);',
    ['Done: @param assetId says nothing'],
  ],
  [
    'a value that has a name',
    '/// @notice What is due.\nfunction due() external view returns (uint256 amount);',
    ['due: @return amount says nothing'],
  ],
  [
    'what an action returns',
    '/// @notice Pays.\nfunction pay() external returns (uint256);',
    ['pay: @return 1 says nothing'],
  ],
  [
    'a field',
    '/// @notice What is kept.\nstruct Kept {\n    uint256 a; // in wei\n    uint256 amount;\n}',
    ['Kept: field amount has no comment'],
  ],
])('error: %s is missing', (_, declaration, gaps) => {
  expect(gapsIn(declaration)).toEqual(gaps)
})

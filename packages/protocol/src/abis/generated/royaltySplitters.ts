// Made by contracts/generate.mjs from the contracts. Do not edit.
export const royaltySplittersAbi = [
  {"type":"constructor","inputs":[{"name":"implementation","type":"address"}],"stateMutability":"nonpayable"},
  {"type":"error","name":"CloneArgumentsTooLong","inputs":[]},
  {"type":"error","name":"Create2EmptyBytecode","inputs":[]},
  {"type":"error","name":"FailedDeployment","inputs":[]},
  {"type":"error","name":"InsufficientBalance","inputs":[{"name":"balance","type":"uint256"},{"name":"needed","type":"uint256"}]},
  {"type":"function","name":"release","inputs":[{"name":"assetId","type":"uint256"}],"outputs":[{"name":"amount","type":"uint256"}],"stateMutability":"nonpayable"},
  {"type":"function","name":"rescue","inputs":[{"name":"assetId","type":"uint256"},{"name":"token","type":"address"}],"outputs":[{"name":"amount","type":"uint256"}],"stateMutability":"nonpayable"},
  {"type":"function","name":"splitterOf","inputs":[{"name":"assetId","type":"uint256"}],"outputs":[{"name":"","type":"address"}],"stateMutability":"view"},
] as const

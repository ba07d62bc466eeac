// Made by contracts/generate.mjs from the contracts. Do not edit.
export const keyFaultsAbi = [
  {"type":"error","name":"KeyFaultsKeyMatches","inputs":[{"name":"commitment","type":"bytes32"}]},
  {"type":"error","name":"KeyFaultsNotCommitted","inputs":[{"name":"leaf","type":"bytes32"}]},
  {"type":"error","name":"KeyFaultsNotRising","inputs":[{"name":"leaf","type":"bytes32"}]},
  {"type":"error","name":"KeyFaultsWrongCount","inputs":[{"name":"count","type":"uint256"},{"name":"threshold","type":"uint256"}]},
  {"type":"event","name":"KeyFaultProven","inputs":[{"name":"commitment","type":"bytes32","indexed":true},{"name":"assetId","type":"uint256","indexed":true},{"name":"version","type":"uint32","indexed":false},{"name":"prover","type":"address","indexed":false}],"anonymous":false},
  {"type":"function","name":"isFaulty","inputs":[{"name":"commitment","type":"bytes32"}],"outputs":[{"name":"","type":"bool"}],"stateMutability":"view"},
  {"type":"function","name":"prove","inputs":[{"name":"commitment","type":"bytes32"},{"name":"fault","type":"tuple","components":[{"name":"assetId","type":"uint256"},{"name":"version","type":"uint32"},{"name":"threshold","type":"uint8"},{"name":"manifest","type":"bytes32"},{"name":"manifestProof","type":"bytes32[]"},{"name":"keyCommitment","type":"bytes32"},{"name":"keyProof","type":"bytes32[]"},{"name":"shares","type":"tuple[]","components":[{"name":"index","type":"uint8"},{"name":"keeper","type":"address"},{"name":"epoch","type":"uint64"},{"name":"value","type":"bytes"},{"name":"proof","type":"bytes32[]"}]}]}],"outputs":[],"stateMutability":"nonpayable"},
] as const

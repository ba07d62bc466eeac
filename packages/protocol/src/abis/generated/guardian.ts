// Made by contracts/generate.mjs from the contracts. Do not edit.
export const guardianAbi = [
  {"type":"constructor","inputs":[{"name":"foundation_","type":"address"},{"name":"sunset_","type":"uint256"},{"name":"timelock","type":"address"},{"name":"registry","type":"address"}],"stateMutability":"nonpayable"},
  {"type":"error","name":"GuardianExpired","inputs":[{"name":"sunset","type":"uint256"}]},
  {"type":"error","name":"GuardianNotFoundation","inputs":[{"name":"caller","type":"address"}]},
  {"type":"error","name":"GuardianPausedTooRecently","inputs":[{"name":"nextPauseAt","type":"uint256"}]},
  {"type":"event","name":"PausedNewBusiness","inputs":[{"name":"until","type":"uint256","indexed":false},{"name":"reason","type":"bytes32","indexed":false}],"anonymous":false},
  {"type":"event","name":"ResumedNewBusiness","inputs":[],"anonymous":false},
  {"type":"event","name":"Vetoed","inputs":[{"name":"operationId","type":"bytes32","indexed":true},{"name":"reason","type":"bytes32","indexed":false}],"anonymous":false},
  {"type":"function","name":"foundation","inputs":[],"outputs":[{"name":"","type":"address"}],"stateMutability":"view"},
  {"type":"function","name":"nextPauseAt","inputs":[],"outputs":[{"name":"","type":"uint256"}],"stateMutability":"view"},
  {"type":"function","name":"pause","inputs":[{"name":"reason","type":"bytes32"}],"outputs":[],"stateMutability":"nonpayable"},
  {"type":"function","name":"sunset","inputs":[],"outputs":[{"name":"","type":"uint256"}],"stateMutability":"view"},
  {"type":"function","name":"unpause","inputs":[],"outputs":[],"stateMutability":"nonpayable"},
  {"type":"function","name":"veto","inputs":[{"name":"operationId","type":"bytes32"},{"name":"reason","type":"bytes32"}],"outputs":[],"stateMutability":"nonpayable"},
] as const

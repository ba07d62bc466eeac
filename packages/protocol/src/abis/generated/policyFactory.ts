// Made by contracts/generate.mjs from the contracts. Do not edit.
export const policyFactoryAbi = [
  {"type":"error","name":"Create2EmptyBytecode","inputs":[]},
  {"type":"error","name":"FailedDeployment","inputs":[]},
  {"type":"error","name":"InsufficientBalance","inputs":[{"name":"balance","type":"uint256"},{"name":"needed","type":"uint256"}]},
  {"type":"error","name":"PolicyFactoryInvalidCount","inputs":[{"name":"count","type":"uint256"}]},
  {"type":"error","name":"PolicyFactoryNoCode","inputs":[{"name":"target","type":"address"}]},
  {"type":"event","name":"PolicyCreated","inputs":[{"name":"policy","type":"address","indexed":true},{"name":"kind","type":"bytes32","indexed":true},{"name":"arguments","type":"bytes","indexed":false}],"anonymous":false},
  {"type":"function","name":"allOf","inputs":[{"name":"policies","type":"address[]"}],"outputs":[{"name":"","type":"address"}],"stateMutability":"nonpayable"},
  {"type":"function","name":"anyOf","inputs":[{"name":"policies","type":"address[]"}],"outputs":[{"name":"","type":"address"}],"stateMutability":"nonpayable"},
  {"type":"function","name":"membership","inputs":[{"name":"owner","type":"address"}],"outputs":[{"name":"","type":"address"}],"stateMutability":"nonpayable"},
  {"type":"function","name":"not","inputs":[{"name":"policy","type":"address"}],"outputs":[{"name":"","type":"address"}],"stateMutability":"nonpayable"},
  {"type":"function","name":"timeWindow","inputs":[{"name":"start","type":"uint256"},{"name":"end","type":"uint256"}],"outputs":[{"name":"","type":"address"}],"stateMutability":"nonpayable"},
  {"type":"function","name":"tokenHolding","inputs":[{"name":"token","type":"address"},{"name":"minimum","type":"uint256"}],"outputs":[{"name":"","type":"address"}],"stateMutability":"nonpayable"},
  {"type":"function","name":"tokenIdHolding","inputs":[{"name":"token","type":"address"},{"name":"id","type":"uint256"},{"name":"minimum","type":"uint256"}],"outputs":[{"name":"","type":"address"}],"stateMutability":"nonpayable"},
] as const

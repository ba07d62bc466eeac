// Made by contracts/generate.mjs from the contracts. Do not edit.
export const nativeAdapterAbi = [
  {"type":"constructor","inputs":[{"name":"token","type":"address"}],"stateMutability":"nonpayable"},
  {"type":"error","name":"NativeAdapterTransferFailed","inputs":[{"name":"receiver","type":"address"},{"name":"amount","type":"uint256"}]},
  {"type":"error","name":"SafeERC20FailedOperation","inputs":[{"name":"token","type":"address"}]},
  {"type":"event","name":"Deposited","inputs":[{"name":"payer","type":"address","indexed":true},{"name":"account","type":"address","indexed":true},{"name":"amount","type":"uint256","indexed":false}],"anonymous":false},
  {"type":"event","name":"Withdrawn","inputs":[{"name":"account","type":"address","indexed":true},{"name":"receiver","type":"address","indexed":true},{"name":"amount","type":"uint256","indexed":false}],"anonymous":false},
  {"type":"function","name":"deposit","inputs":[],"outputs":[],"stateMutability":"payable"},
  {"type":"function","name":"depositFor","inputs":[{"name":"account","type":"address"}],"outputs":[],"stateMutability":"payable"},
  {"type":"function","name":"withdraw","inputs":[{"name":"amount","type":"uint256"}],"outputs":[],"stateMutability":"nonpayable"},
] as const

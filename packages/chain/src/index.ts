export { anvilBinary } from './anvil/anvilBinary.ts'
export { enginesFolder } from './engines/enginesFolder.ts'
export { type Engines, findEngines } from './engines/findEngines.ts'
export { initNetwork } from './network/initNetwork.ts'
export { type RunningNetwork, startNetwork } from './network/startNetwork.ts'
export {
  type StartChainParameters,
  type StartChainReturnType,
  startChain,
} from './startChain.ts'
export { portsPerNode } from './validator/createMember.ts'
export { poolSlots } from './validator/gethArguments.ts'
export type { RunningNode } from './validator/startNode.ts'

export {
  type StartChainParameters,
  type StartChainReturnType,
  startChain,
} from './startChain.ts'

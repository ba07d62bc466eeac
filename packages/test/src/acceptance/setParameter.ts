import { addresses } from '@sahara/protocol'
import { parametersAbi } from '@sahara/protocol/abis'
import { stringToHex } from 'viem'
import type { ChangingTerm } from '../referenceModel/createProtocolModel.ts'
import { carryOut } from './carryOut.ts'
import type { World } from './createWorld.ts'

const names: Record<ChangingTerm, string> = {
  ...{ fee: 'feeBasisPoints', exchangeFee: 'exchangeFeeBasisPoints' },
  ...{ resaleRoyalty: 'resaleRoyaltyBasisPoints', feeWei: 'keeperFee' },
}

/** Changes what the DAO has set, for the contracts and for the model. */
export async function setParameter(
  world: World,
  term: ChangingTerm,
  value: bigint,
): Promise<void> {
  await carryOut(world, {
    ...{ to: addresses.parameters, abi: parametersAbi, functionName: 'set' },
    args: [stringToHex(names[term], { size: 32 }), value],
    model: () => world.model.setTerm(term, value),
  })
}

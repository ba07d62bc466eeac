import { addresses } from '@sahara/protocol'
import { parametersAbi, saharaTokenAbi } from '@sahara/protocol/abis'
import { parseEther } from 'viem'
import { expect, test } from 'vitest'
import { setupChain } from './setupChain.ts'

test('behavior: a stock client reads many values of our chains in one call', async () => {
  const chain = await setupChain()
  try {
    const results = await chain.publicClient.multicall({
      multicallAddress: addresses.multicall3,
      allowFailure: false,
      contracts: [
        {
          address: addresses.parameters,
          abi: parametersAbi,
          functionName: 'feeBasisPoints',
        },
        {
          address: addresses.token,
          abi: saharaTokenAbi,
          functionName: 'totalSupply',
        },
      ],
    })
    expect(results).toEqual([250, parseEther('1000000000')])
  } finally {
    await chain.close()
  }
})

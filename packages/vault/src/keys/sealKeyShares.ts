import { SaharaError } from '@sahara/protocol'
import { base64 } from '@scure/base'
import { encryptTo } from '../sealing/encryptTo.ts'
import type { CommittedKeys } from './commitmentTree.ts'
import type { KeyShare } from './splitContentKey.ts'

/**
 * Encrypts each key share of a block to its keeper. What comes of it is no
 * secret, and may be kept until the deposit is made.
 *
 * @returns age files in base64, in the order of the block's key shares
 * @throws {SaharaError} `INPUT_INVALID`
 */
export async function sealKeyShares(parameters: {
  block: Pick<CommittedKeys, 'keyShares'>
  /** Every key share of the block. */
  shares: readonly KeyShare[]
  /** Every keeper of the block, with its age recipient from the chain. */
  keepers: readonly { address: string; recipient: string }[]
}): Promise<string[]> {
  const { block, shares, keepers } = parameters
  return Promise.all(
    block.keyShares.map(async (committed) => {
      const { index } = committed
      const address = committed.keeper.toLowerCase()
      const share = shares.find((one) => one.index === index)
      const keeper = keepers.find(
        (one) => one.address.toLowerCase() === address,
      )
      if (!share || !keeper)
        throw new SaharaError(
          'A key share or keeper of the block is missing.',
          {
            code: 'INPUT_INVALID',
            hint: 'Give every keeper and key share that the block names.',
            details: { index, keeper: address },
          },
        )
      const sealed = await encryptTo(keeper.recipient, share.value).catch(
        (cause) => {
          throw new SaharaError('The recipient of a keeper is malformed.', {
            code: 'INPUT_INVALID',
            hint: 'Choose other keepers, or have this one register anew.',
            details: { keeper: address },
            cause,
          })
        },
      )
      return base64.encode(sealed)
    }),
  )
}

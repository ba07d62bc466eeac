import { SaharaError, totalShares } from '@sahara/protocol'
import { type Address, isAddressEqual } from 'viem'
import { parseAddress } from './parseAddress.ts'
import { parsePercent } from './parsePercent.ts'

/** Who holds revenue shares of an asset from the start. */
export type Contributor = { account: Address; shares: number }

/**
 * Who holds the 10,000 revenue shares at the start, from `ADDRESS=SHARES` or
 * `ADDRESS=PERCENT`. What is given to nobody is the publisher's.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export function parseContributors(
  texts: readonly string[],
  publisher: Address,
): Contributor[] {
  const contributors = texts.map(parseContributor)
  const given = contributors.reduce((sum, { shares }) => sum + shares, 0)
  const rest = Number(totalShares) - given
  if (rest < 0)
    throw new SaharaError('The contributors get more than all shares.', {
      code: 'INPUT_INVALID',
      hint: `There are ${totalShares} shares; you gave away ${given}.`,
    })
  const accounts = contributors.map(({ account }) => account)
  if (new Set(accounts).size < accounts.length)
    throw new SaharaError('A contributor is named twice.', {
      code: 'INPUT_INVALID',
      hint: 'Give each address once, with all its shares.',
    })
  if (rest === 0) return contributors
  const isPublisher = ({ account }: Contributor) =>
    isAddressEqual(account, publisher)
  const own = contributors.find(isPublisher)?.shares ?? 0
  return [
    { account: publisher, shares: own + rest },
    ...contributors.filter((one) => !isPublisher(one)),
  ]
}

function parseContributor(text: string): Contributor {
  const [address = '', amount = ''] = text.split('=')
  const account = parseAddress(address)
  const shares = amount.endsWith('%')
    ? parsePercent(amount)
    : /^\d{1,5}$/.test(amount)
      ? Number(amount)
      : 0
  if (shares > 0 && shares <= totalShares) return { account, shares }
  throw new SaharaError(`${text} names no shares.`, {
    code: 'INPUT_INVALID',
    hint: 'Write ADDRESS=1500 or ADDRESS=15%: the shares of the 10,000.',
  })
}

import { addresses, SaharaError } from '@sahara/protocol'
import { createPolicy, type PolicyInput, setMembers } from '@sahara/sdk'
import type { Command } from 'commander'
import type { Address } from 'viem'
import { createContext } from '../../context.ts'
import { parseAddress } from '../../inputs/parseAddress.ts'
import { parseAmount } from '../../inputs/parseAmount.ts'
import { parseShares } from '../../inputs/parseShares.ts'
import { parseTime } from '../../inputs/parseTime.ts'
import { resolveAccount } from '../../inputs/resolveAccount.ts'
import { resolveAsset } from '../../inputs/resolveAsset.ts'
import { toExamples } from '../../terminal/toExamples.ts'

/** `sahara policy create`: each kind of policy that the factory makes. */
export function addPolicyCreateCommands(policy: Command): void {
  const create = policy
    .command('create')
    .description('make a policy, for offers to name')
  create
    .command('holding <token> [minimum]')
    .description('who holds enough of a token: sahara, id, or an address')
    .option('--id <id>', 'which token of an ERC-1155 or ERC-6909')
    .addHelpText(
      'after',
      `\nOf SAHARA the minimum is an amount; of other tokens it counts their smallest\nunits. One, unless told; id is a Sahara ID. Who buys for an organisation (@handle)\nneeds a membership that names it: its account holds no tokens.\n${toExamples('policy create holding sahara 100', 'policy create holding id', 'policy create holding 0x70997970… 5 --id 3')}`,
    )
    .action(
      async (
        token: string,
        minimum: string | undefined,
        flags: { id?: string },
        command: Command,
      ) => makePolicy(command, toHolding(token, minimum, flags.id)),
    )
  create
    .command('shares <asset> <count>')
    .description("who holds so many of an asset's 10,000 revenue shares")
    .addHelpText('after', toExamples('policy create shares 0x3fa1b2c4d5 500'))
    .action(
      async (text: string, count: string, _: unknown, command: Command) => {
        const minimum = BigInt(parseShares(count))
        const { client } = createContext(command)
        await makePolicy(command, {
          ...{ kind: 'tokenIdHolding', token: addresses.revenueShares },
          ...{ id: BigInt(await resolveAsset(client, text)), minimum },
        })
      },
    )
  create
    .command('membership [who...]')
    .description('who is on a new list, which you keep')
    .addHelpText(
      'after',
      toExamples(
        'policy create membership',
        'policy create membership 0x3C44CdDd… @weather-archive',
      ),
    )
    .action(makeList)
  create
    .command('window')
    .description('everyone, for a time')
    .requiredOption('--from <time>', 'such as 2026-12-01 or 2026-12-01T08:30Z')
    .requiredOption('--until <time>', 'from when on nobody may')
    .addHelpText(
      'after',
      toExamples('policy create window --from 2026-12-01 --until 2027-01-01'),
    )
    .action(async (flags: { from: string; until: string }, command: Command) =>
      makePolicy(command, {
        kind: 'timeWindow',
        start: parseTime(flags.from),
        end: parseTime(flags.until),
      }),
    )
  for (const [verb, kind, description] of [
    ['all', 'allOf', 'whom each of some policies allows'],
    ['any', 'anyOf', 'whom at least one of some policies allows'],
  ] as const)
    create
      .command(`${verb} <policy...>`)
      .description(description)
      .addHelpText(
        'after',
        toExamples(`policy create ${verb} 0x70997970… 0x3C44CdDd…`),
      )
      .action(async (texts: string[], _: unknown, command: Command) =>
        makePolicy(command, { kind, parts: texts.map(parseAddress) }),
      )
  create
    .command('not <policy>')
    .description('whom another policy does not allow')
    .addHelpText('after', toExamples('policy create not 0x70997970…'))
    .action(async (text: string, _: unknown, command: Command) =>
      makePolicy(command, { kind: 'not', part: parseAddress(text) }),
    )
}

/** Tokens that have a name of their own. */
const named: Record<string, Address | undefined> = {
  sahara: addresses.token,
  id: addresses.saharaId,
}

function toHolding(
  text: string,
  minimumText: string | undefined,
  id: string | undefined,
): PolicyInput {
  const token = named[text] ?? parseAddress(text)
  const minimum =
    minimumText === undefined
      ? 1n
      : token === addresses.token
        ? parseAmount(minimumText)
        : parseUnits(minimumText)
  if (minimumText === undefined && token === addresses.token)
    throw new SaharaError('It is not clear how much SAHARA.', {
      code: 'INPUT_INVALID',
      hint: 'Give an amount: sahara policy create holding sahara 100',
    })
  return id === undefined
    ? { kind: 'tokenHolding', token, minimum }
    : { kind: 'tokenIdHolding', token, id: parseUnits(id), minimum }
}

function parseUnits(text: string): bigint {
  if (/^(0|[1-9]\d{0,76})$/.test(text)) return BigInt(text)
  throw new SaharaError(`${text} is no whole number.`, {
    code: 'INPUT_INVALID',
    hint: 'Write digits only: the smallest units of the token.',
  })
}

async function makePolicy(
  command: Command,
  policy: PolicyInput,
): Promise<void> {
  const { client, unlock, progress, print } = createContext(command)
  const { account } = await unlock()
  progress.step('Making the policy')
  const made = await createPolicy(client, { account, policy })
  print(made, () => [
    made.transactionHash
      ? `Policy ${made.policy}`
      : `Policy ${made.policy}, which was there already`,
    toUse(made.policy),
  ])
}

async function makeList(
  texts: string[],
  _: unknown,
  command: Command,
): Promise<void> {
  const { client, unlock, progress, print, note } = createContext(command)
  const accounts = await Promise.all(
    texts.map((who) => resolveAccount(client, who)),
  )
  const { account } = await unlock()
  progress.step('Making the list')
  const { policy, transactionHash } = await createPolicy(client, {
    account,
    policy: { kind: 'membership' },
  })
  if (accounts.length > 0) {
    // Whoever ends here has the list, which another run would make anew.
    note(`The list is made: ${policy}`)
    progress.step('Taking the accounts onto it')
    await setMembers(client, { account, policy, accounts, member: true })
  }
  print({ policy, transactionHash, accounts }, () => [
    `Policy ${policy}`,
    toUse(policy),
  ])
}

const toUse = (policy: Address): string =>
  `Use it: sahara offer add ASSET "download 5 policy ${policy}"`

import type { Command } from 'commander'
import { createContext } from '../../context.ts'
import { parseCount } from '../../inputs/parseCount.ts'
import { toTable } from '../../terminal/toTable.ts'
import { readNode, toEndpoints } from '../readNode.ts'
import { readValidators, type ValidatorsState } from '../readValidators.ts'

/** `sahara chain validators`: who votes, as a node of this machine has it. */
export function addChainValidatorsCommand(chain: Command): void {
  chain
    .command('validators <folder>')
    .description('who votes on blocks, by a running node, and who will')
    .option(
      '--blocks <number>',
      'how many of the newest blocks are counted',
      parseCount,
      100,
    )
    .action(
      async (folder: string, flags: { blocks: number }, command: Command) => {
        const { print } = createContext(command)
        const node = toEndpoints(await readNode(folder))
        const state = await readValidators(node, flags)
        print(state, () => toValidatorLines(state))
      },
    )
}

/** The set as a table, and what changes it. */
function toValidatorLines(state: ValidatorsState): string[] {
  const right = 'right' as const
  const columns = [
    { title: 'validator' },
    { title: 'power', align: right },
    { title: 'priority', align: right },
    { title: 'proposed', align: right },
    { title: 'missed', align: right },
  ]
  const rows = state.validators.map((one) => [
    one.address,
    String(one.power),
    String(one.priority),
    String(one.proposed),
    String(one.missed),
  ])
  return [
    `Block ${state.height}, ${state.blocks} blocks counted`,
    '',
    ...toTable(columns, rows),
    ...state.pending.map(({ address, power, from }) =>
      power > 0n
        ? `${address} votes with ${power} from block ${from} on`
        : `${address} leaves with block ${from}`,
    ),
  ]
}

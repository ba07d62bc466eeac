import { copyFile, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Hex } from 'viem'
import { altered, engineOf, forgeOf } from '../byzantine.ts'
import type { Subject } from '../createSubject.ts'
import { checkGrowth } from '../invariants.ts'
import { consensusBlock } from '../rpc.ts'
import type { Row } from '../types.ts'
import { hold, until } from '../until.ts'

const evidenceMs = 90_000

/** The follower becomes a second process with the key of a validator. */
async function runTwin(subject: Subject): Promise<string> {
  const { follower: twin } = subject
  const victim = subject.random.pick(subject.validators)
  const abci = subject.taps().abci.get(twin)
  hold(abci !== undefined, 'no tap')
  const engine = await engineOf(subject, twin)
  const { chainId } = subject
  // It proposes the same block with another mark in it: as valid as the first.
  const mark = altered((honest) => ({
    ...honest,
    payload: { ...honest.payload, extraData: '0x7477696e' },
  }))
  abci.hooks.onAnswered = async (asked, answered) => {
    const { prepareProposal: request } = asked
    const [bytes] = answered.prepareProposal?.txs ?? []
    if (!request || !bytes) return undefined
    const txs = await mark(await forgeOf({ engine, chainId, request, bytes }))
    return txs && { ...answered, prepareProposal: { txs } }
  }
  const keyOf = (directory: string) =>
    join(directory, 'cometbft/config/priv_validator_key.json')
  const state = join(twin.directory, 'cometbft/data/priv_validator_state.json')
  await twin.stop()
  const ownState = await readFile(state, 'utf8')
  await rename(keyOf(twin.directory), `${keyOf(twin.directory)}.kept`)
  await copyFile(keyOf(victim.directory), keyOf(twin.directory))
  const from = await subject.height()
  try {
    await twin.start()
    const startedAt = performance.now()
    const found = await until({
      what: 'no evidence in any block',
      withinMs: evidenceMs * subject.patience(),
      signal: subject.signal(),
      ask: () => evidenceSince(subject, from),
    })
    const seconds = (performance.now() - startedAt) / 1_000
    hold(
      found.validators.every((one) => one === victim.file.identity.validator),
      `the evidence names ${found.validators.join()}`,
    )
    for (const node of subject.validators)
      hold(
        (await evidenceAt(node, found.height)).length > 0,
        `${node.name} has no evidence at ${found.height}`,
      )
    await checkGrowth(subject, 60_000 * subject.patience())
    return `${victim.name}'s key twice: ${found.validators.length} piece(s) of evidence in block ${found.height}, ${seconds.toFixed(1)} s after the second one started`
  } finally {
    abci.hooks = {}
    await twin.stop()
    await rename(`${keyOf(twin.directory)}.kept`, keyOf(twin.directory))
    await writeFile(state, ownState)
    await twin.start()
  }
}

/** Whose double votes the evidence list of a block shows. */
async function evidenceAt(
  node: { rpcUrl: string; consensusUrl: string },
  height: number,
): Promise<Hex[]> {
  const { block } = await consensusBlock(node, height)
  return block.evidence.evidence.map(({ type, value }): Hex => {
    hold(
      type === 'tendermint/DuplicateVoteEvidence',
      `the evidence is ${type}, not a double vote`,
    )
    const { vote_a } = value as { vote_a: { validator_address: string } }
    return `0x${vote_a.validator_address.toLowerCase()}`
  })
}

async function evidenceSince(subject: Subject, from: number) {
  const [witness] = subject.validators
  if (!witness) return undefined
  const to = await subject.height()
  for (let height = from + 1; height < to; height++) {
    const validators = await evidenceAt(witness, height)
    if (validators.length > 0) return { height, validators }
  }
  return undefined
}

/** Group 10, as far as detection goes: slashing waits for staking. */
export const twins: readonly Row[] = [
  {
    group: 10,
    name: 'two-with-one-key',
    do: 'a second process with the key of a validator, which proposes another block',
    holds: 'evidence in a block, on all nodes; the chain goes on',
    wiring: 'tapped',
    seconds: 180,
    run: runTwin,
  },
]

import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  cp,
  mkdir,
  mkdtemp,
  open,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { folderBytes } from '@sahara/test'
import { initGeth } from '../../../src/validator/initGeth.ts'
import type { NodeUnderTest, Refusal } from '../createNodeUnderTest.ts'
import type { Subject } from '../createSubject.ts'
import { checkSameBlocks } from '../invariants.ts'
import { heightOf } from '../rpc.ts'
import type { Row } from '../types.ts'
import { hold, until } from '../until.ts'

const run = promisify(execFile)
const refuseMs = 90_000
const stallMs = 120_000
const rejoinMs = 120_000
const blocksWithout = 5
/**
 * What is free on the disk before it gets full. geth ends itself where less
 * than half of its cache, 32 MiB, is left, whatever is written.
 */
const roomBytes = 128 * 1024 * 1024

async function refusalOf(
  subject: Subject,
  node: NodeUnderTest,
): Promise<Refusal> {
  return until({
    what: `${node.name} does not say what is wrong`,
    withinMs: refuseMs * subject.patience(),
    signal: subject.signal(),
    ask: () => node.refusal(),
  })
}

function expectRefusal(refusal: Refusal, code: string): string {
  hold(refusal.code === code, `it says ${refusal.code}: ${refusal.message}`)
  return `${refusal.code}: “${refusal.message}” ${refusal.hint ?? ''}`
}

async function wrongSecret(subject: Subject): Promise<string> {
  const victim = subject.random.pick(subject.validators)
  await writeFile(
    join(victim.directory, 'other.hex'),
    `0x${randomBytes(32).toString('hex')}`,
  )
  await victim.before(
    'geth',
    'always',
    'flags="$flags --authrpc.jwtsecret other.hex"',
  )
  await victim.kill('geth')
  try {
    return expectRefusal(
      await refusalOf(subject, victim),
      'ENGINE_SECRET_WRONG',
    )
  } finally {
    await victim.undo('geth')
    await victim.stop()
    await victim.start()
  }
}

/** Gives a node a geth that began with something else. */
async function otherGeth(
  subject: Subject,
  change: (genesis: {
    config: { chainId: number }
    extraData?: string
  }) => void,
): Promise<string> {
  const victim = subject.random.pick(subject.validators)
  const folder = join(victim.directory, 'geth/geth')
  const genesis = JSON.parse(
    await readFile(join(victim.directory, 'genesis/engine.json'), 'utf8'),
  )
  change(genesis)
  const genesisPath = join(victim.directory, 'other.json')
  await writeFile(genesisPath, JSON.stringify(genesis))
  await victim.stop()
  await rename(folder, `${folder}.kept`)
  try {
    await initGeth({
      gethFile: subject.engines.geth,
      directory: victim.directory,
      genesisPath,
    })
    await victim.start()
    return expectRefusal(await refusalOf(subject, victim), 'CHAIN_MISMATCH')
  } finally {
    await victim.stop()
    await rm(folder, { recursive: true, force: true })
    await rename(`${folder}.kept`, folder)
    await victim.start()
  }
}

/** Gives a node that begins anew a CometBFT of another genesis. */
async function otherConsensus(
  subject: Subject,
  change: (genesis: {
    chain_id: string
    validators: { power: string }[]
  }) => void,
): Promise<string> {
  const { follower: victim } = subject
  const genesisFile = join(victim.directory, 'cometbft/config/genesis.json')
  const original = await readFile(genesisFile, 'utf8')
  const genesis = JSON.parse(original)
  change(genesis)
  const data = join(victim.directory, 'cometbft/data')
  const geth = join(victim.directory, 'geth/geth')
  await victim.stop()
  await rename(data, `${data}.kept`)
  await rename(geth, `${geth}.kept`)
  try {
    await mkdir(data)
    await writeFile(
      join(data, 'priv_validator_state.json'),
      '{"height":"0","round":0,"step":0}',
    )
    await writeFile(genesisFile, JSON.stringify(genesis))
    await victim.start()
    return expectRefusal(await refusalOf(subject, victim), 'CHAIN_MISMATCH')
  } finally {
    await victim.stop()
    for (const path of [data, geth]) {
      await rm(path, { recursive: true, force: true })
      await rename(`${path}.kept`, path)
    }
    await writeFile(genesisFile, original)
    await victim.start()
  }
}

/** A disk of its own for a folder of a node, which then gets full. */
async function fillDisk(
  subject: Subject,
  part: 'geth' | 'cometbft/data',
): Promise<string> {
  const victim = subject.random.pick(subject.validators)
  const others = subject.nodes.filter((node) => node !== victim)
  const folder = join(victim.directory, part)
  await victim.stop()
  await rename(folder, `${folder}.kept`)
  await mkdir(folder)
  const size = (await folderBytes(`${folder}.kept`)) + roomBytes
  await run('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder])
  try {
    await cp(`${folder}.kept`, folder, { recursive: true })
    await victim.start()
    await subject.settle()
    const filler = join(folder, 'filler')
    await fill(filler)
    const from = await heightOf(others[0] as NodeUnderTest)
    let stoppedAt = 0
    await until({
      what: `${victim.name} goes on with a full disk, or the others do not`,
      withinMs: stallMs * subject.patience(),
      signal: subject.signal(),
      ask: async () => {
        const height = await heightOf(victim).catch(() => stoppedAt)
        stoppedAt = Math.max(stoppedAt, height)
        const goal = Math.max(from, stoppedAt) + blocksWithout
        return (await heightOf(others[0] as NodeUnderTest)) >= goal
          ? true
          : undefined
      },
    })
    await rm(filler)
    const startedAt = performance.now()
    const goal = await heightOf(others[0] as NodeUnderTest)
    await until({
      what: `${victim.name} does not go on when there is room again`,
      withinMs: rejoinMs * subject.patience(),
      signal: subject.signal(),
      ask: async () => ((await heightOf(victim)) >= goal ? true : undefined),
    })
    await checkSameBlocks([victim, ...others], 1, goal - 1)
    const seconds = (performance.now() - startedAt) / 1_000
    return `${victim.name} stood still, the others went on; with room again it had caught up by itself after ${seconds.toFixed(1)} s`
  } finally {
    await victim.stop()
    await rm(`${folder}.kept`, { recursive: true, force: true })
    await cp(folder, `${folder}.kept`, { recursive: true })
    await run('umount', [folder])
    await rm(folder, { recursive: true })
    await rename(`${folder}.kept`, folder)
    await victim.start()
  }
}

/** Until there is no room for another byte. */
async function fill(path: string): Promise<void> {
  const file = await open(path, 'w')
  try {
    for (let size = 1024 * 1024; size >= 1; size = Math.floor(size / 16)) {
      const zeros = new Uint8Array(size)
      try {
        for (;;) if ((await file.write(zeros)).bytesWritten < size) break
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      }
    }
  } finally {
    await file.close()
  }
}

/** Mounting takes rights that not every user has. */
async function cannotMount(): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'sahara-mount-'))
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=4096', 'tmpfs', folder])
    await run('umount', [folder])
    return undefined
  } catch {
    return 'it needs a disk of its own, and this user may not mount one (tmpfs)'
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const common = { group: 13, wiring: 'plain' } as const
const refuses = 'refuses with a plain message; put right, it goes on'
const stops = 'stops without corruption; with room again it goes on by itself'

/** Group 13: what a node cannot run with. */
export const refusals: readonly Row[] = [
  {
    ...common,
    name: 'wrong-secret',
    do: 'geth gets another JWT secret than the bridge',
    holds: refuses,
    seconds: 120,
    run: wrongSecret,
  },
  {
    ...common,
    name: 'other-genesis',
    do: 'geth of a node began with another genesis',
    holds: refuses,
    seconds: 120,
    run: (subject) =>
      otherGeth(subject, (genesis) => {
        genesis.extraData = '0x01'
      }),
  },
  {
    ...common,
    name: 'other-chain-id',
    do: 'geth of a node began with another chain id',
    holds: refuses,
    seconds: 120,
    run: (subject) =>
      otherGeth(subject, (genesis) => {
        genesis.config.chainId += 1
      }),
  },
  {
    ...common,
    name: 'other-network',
    do: 'CometBFT of a new node has the genesis of another network',
    holds: refuses,
    seconds: 120,
    run: (subject) =>
      otherConsensus(subject, (genesis) => {
        genesis.chain_id = 'sahara-724272-00000000'
      }),
  },
  {
    ...common,
    name: 'other-validators',
    do: 'CometBFT of a new node begins with other votes than the contract',
    holds: refuses,
    seconds: 120,
    run: (subject) =>
      otherConsensus(subject, (genesis) => {
        for (const validator of genesis.validators) validator.power = '11'
      }),
  },
  {
    ...common,
    name: 'disk-full-geth',
    do: 'the disk of geth is full to the last byte',
    holds: stops,
    seconds: 300,
    reasonToSkip: cannotMount,
    run: (subject) => fillDisk(subject, 'geth'),
  },
  {
    ...common,
    name: 'disk-full-cometbft',
    do: 'the disk of CometBFT is full to the last byte',
    holds: stops,
    seconds: 300,
    reasonToSkip: cannotMount,
    run: (subject) => fillDisk(subject, 'cometbft/data'),
  },
]

import { createHash } from 'node:crypto'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomic } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import { z } from 'zod'

/** Where the parts of one chain lie. */
export type ChainFolders = {
  root: string
  journal: string
  snapshots: string
  children: string
  cache: string
  genesis: string
}

/** Which chain a folder holds, and where its parts lie. */
export type ChainIdentity = {
  chainId: number
  gasLimit: number
  folders: ChainFolders
}

const genesisSchema = z.looseObject({
  config: z.looseObject({ chainId: z.int().positive() }),
  gasLimit: z.string().regex(/^0x[0-9a-fA-F]{1,12}$/),
})

const identitySchema = z.strictObject({
  format: z.literal(1),
  chainId: z.int().positive(),
  genesisSha256: z.string().regex(/^[0-9a-f]{64}$/),
})

/**
 * Makes the folders, or checks that they hold the chain of this genesis. The
 * folder keeps its own copy of the genesis, so that a backup is whole.
 *
 * @throws {SaharaError} `CHAIN_MISMATCH`, `CONFIG_INVALID`
 */
export async function openFolders(parameters: {
  dataDir: string
  genesisPath: string
}): Promise<ChainIdentity> {
  const root = parameters.dataDir
  const folders: ChainFolders = {
    root,
    journal: join(root, 'journal'),
    snapshots: join(root, 'snapshots'),
    children: join(root, 'children'),
    cache: join(root, 'cache'),
    genesis: join(root, 'genesis.json'),
  }
  const genesis = await readGenesis(parameters.genesisPath)
  await checkIdentity(folders, genesis)

  await rm(folders.cache, { recursive: true, force: true })
  for (const path of [
    folders.journal,
    folders.snapshots,
    folders.children,
    folders.cache,
  ])
    await mkdir(path, { recursive: true, mode: 0o700 })
  return { chainId: genesis.chainId, gasLimit: genesis.gasLimit, folders }
}

type Genesis = {
  bytes: Buffer
  chainId: number
  gasLimit: number
  sha256: string
}

async function readGenesis(path: string): Promise<Genesis> {
  try {
    const bytes = await readFile(path)
    const { config, gasLimit } = genesisSchema.parse(
      JSON.parse(bytes.toString()),
    )
    return {
      bytes,
      chainId: config.chainId,
      gasLimit: Number(gasLimit),
      sha256: createHash('sha256').update(bytes).digest('hex'),
    }
  } catch (cause) {
    throw new SaharaError(`The genesis file ${path} cannot be read.`, {
      code: 'CONFIG_INVALID',
      hint: 'Give a genesis.json of geth with config.chainId and gasLimit.',
      details: { path },
      cause,
    })
  }
}

async function checkIdentity(
  folders: ChainFolders,
  genesis: Genesis,
): Promise<void> {
  const path = join(folders.root, 'chain.json')
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) {
    await writeFileAtomic(folders.genesis, genesis.bytes)
    const identity: z.infer<typeof identitySchema> = {
      format: 1,
      chainId: genesis.chainId,
      genesisSha256: genesis.sha256,
    }
    await writeFileAtomic(path, JSON.stringify(identity))
    return
  }
  const identity = identitySchema.safeParse(JSON.parse(text))
  if (
    !identity.success ||
    identity.data.chainId !== genesis.chainId ||
    identity.data.genesisSha256 !== genesis.sha256
  )
    throw new SaharaError(
      `The folder ${folders.root} holds a chain with another genesis.`,
      {
        code: 'CHAIN_MISMATCH',
        hint: 'Choose another folder with --data, or start it with the genesis that made it.',
        details: {
          directory: folders.root,
          chainId: identity.data?.chainId ?? 0,
          expectedChainId: genesis.chainId,
        },
      },
    )
}

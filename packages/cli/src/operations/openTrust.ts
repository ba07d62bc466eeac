import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomic } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import type { TrustedHeader } from '@sahara/sdk/light'
import type { Hex } from 'viem'
import { z } from 'zod'

const fileName = 'trust.json'
/** The part of a genesis folder that names the validators. */
const genesisName = 'consensus.json'

const trustSchema = z.strictObject({
  genesis: z.record(z.string(), z.unknown()),
  /** The newest header verified so far. */
  trusted: z
    .strictObject({
      height: z.coerce.bigint(),
      hash: z.templateLiteral(['0x', z.string()]),
    })
    .optional(),
})

/** Where trust begins, as this machine keeps it. */
export type Trust = {
  genesis: unknown
  trusted: TrustedHeader | undefined
  /** Keeps what was verified, so that the next verification begins there. */
  save: (trusted: TrustedHeader) => Promise<void>
}

/**
 * The genesis that was given, or the one of last time with what has been
 * verified since.
 *
 * @param parameters.genesisPath the folder `genesis` of a node, or its
 *   consensus.json
 * @throws {SaharaError} `LIGHT_TRUST_INVALID`
 */
export async function openTrust(parameters: {
  home: string
  genesisPath: string | undefined
}): Promise<Trust> {
  const { home, genesisPath } = parameters
  const path = join(home, fileName)
  const kept = await readKept(path).catch((error: unknown) => {
    // Whoever gives a genesis begins anew.
    if (genesisPath === undefined) throw error
    return undefined
  })
  const given =
    genesisPath === undefined
      ? undefined
      : await readJson(
          await toFile(genesisPath),
          z.record(z.string(), z.unknown()),
        )
  const genesis = given ?? kept?.genesis
  if (genesis === undefined)
    throw new SaharaError('No genesis to trust is known here.', {
      code: 'LIGHT_TRUST_INVALID',
      hint: 'Give --genesis with the folder `genesis` of a node, from whom you trust; it is kept for later.',
    })
  const isSame = JSON.stringify(genesis) === JSON.stringify(kept?.genesis)
  return {
    genesis,
    trusted: isSame ? kept?.trusted : undefined,
    save: ({ height, hash }) =>
      writeFileAtomic(
        path,
        `${JSON.stringify({ genesis, trusted: { height: String(height), hash } })}\n`,
      ),
  }
}

/**
 * A header as `--trusted` names it.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export function parseTrusted(text: string): TrustedHeader {
  const [, height, hash] =
    /^([1-9]\d{0,17}):(?:0x)?([0-9a-f]{64})$/i.exec(text) ?? []
  if (height && hash)
    return { height: BigInt(height), hash: `0x${hash.toLowerCase()}` as Hex }
  throw new SaharaError(`${text} names no header.`, {
    code: 'INPUT_INVALID',
    hint: 'Write it as HEIGHT:HASH, as `sahara verify` shows a header it has verified.',
  })
}

async function readKept(
  path: string,
): Promise<z.output<typeof trustSchema> | undefined> {
  return existsSync(path) ? readJson(path, trustSchema) : undefined
}

async function toFile(path: string): Promise<string> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
  return isFolder ? join(path, genesisName) : path
}

async function readJson<S extends z.ZodType>(
  path: string,
  schema: S,
): Promise<z.output<S>> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    throw new SaharaError(`${path} holds nothing to trust.`, {
      code: 'LIGHT_TRUST_INVALID',
      hint: 'Give --genesis with the folder `genesis` of a node, or its consensus.json.',
      cause,
    })
  }
}

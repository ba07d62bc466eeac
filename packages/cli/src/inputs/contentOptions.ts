import { readFile } from 'node:fs/promises'
import { type AssetDescription, SaharaError } from '@sahara/protocol'
import { inferRecordSets } from '@sahara/sdk'
import type { SealedFileSource } from '@sahara/vault'
import type { Command } from 'commander'
import { z } from 'zod'

/** What `publish` and `version` take to describe what they publish. */
export type ContentFlags = {
  name?: string
  description?: string
  keywords?: string
  columns?: boolean
  fields?: string
  backup?: string[]
}

/** Adds the options of {@link ContentFlags} to a command. */
export function addContentOptions(command: Command): Command {
  return command
    .option('--name <name>', 'its name')
    .option('--description <text>', 'what it holds')
    .option('--keywords <words>', 'joined with commas')
    .option('--columns', 'make the columns of CSV and JSON files public')
    .option('--fields <file>', "JSON with more fields of the kind's standard")
    .option(
      '--backup <recipient...>',
      'age recipients that can open it too, besides your account',
    )
}

/**
 * The part of a description that the flags give. It is public.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export async function readDescription(
  flags: ContentFlags,
  files: readonly SealedFileSource[],
): Promise<Partial<AssetDescription>> {
  const { name, description, keywords } = flags
  return {
    ...(flags.fields ? await readFields(flags.fields) : {}),
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(keywords === undefined
      ? {}
      : { keywords: keywords.split(',').map((word) => word.trim()) }),
    ...(flags.columns ? { recordSet: await inferRecordSets(files) } : {}),
  }
}

async function readFields(file: string): Promise<Record<string, unknown>> {
  try {
    return z
      .record(z.string(), z.unknown())
      .parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (cause) {
    throw new SaharaError(`${file} is no file with one JSON object.`, {
      code: 'INPUT_INVALID',
      hint: 'See specs/metadata.md for the fields of each kind.',
      cause,
    })
  }
}

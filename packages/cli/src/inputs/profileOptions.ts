import { SaharaError } from '@sahara/protocol'
import { type Profile, profileSchema } from '@sahara/protocol/api'
import type { Command } from 'commander'

/** What an ID command takes to describe somebody. */
export type ProfileFlags = {
  name?: string
  organisation?: boolean
  about?: string
  link?: string[]
}

/** The options that say who an ID is. */
export function addProfileOptions(command: Command): Command {
  return command
    .option('--name <text>', 'what people call you')
    .option('--organisation', 'it is one, not a person')
    .option('--about <text>', 'up to 5,000 characters')
    .option('--link <url...>', 'where more can be read, 20 at most')
}

/**
 * The profile that the options give, if they give one.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export function toProfile(flags: ProfileFlags): Profile | undefined {
  const { name, organisation, about, link } = flags
  if (name === undefined) {
    if (organisation === undefined && about === undefined && !link)
      return undefined
    throw new SaharaError('A profile needs a name.', {
      code: 'INPUT_INVALID',
      hint: 'Add --name.',
    })
  }
  const parsed = profileSchema.safeParse({
    schema: 1,
    kind: organisation ? 'organisation' : 'person',
    name,
    description: about ?? '',
    links: link ?? [],
  })
  if (parsed.success) return parsed.data
  throw new SaharaError('The profile has the wrong form.', {
    code: 'INPUT_INVALID',
    hint: `See ${parsed.error.issues[0]?.path.join('.') ?? 'its options'}: names have 200 characters at most, descriptions 5,000, links 2,000.`,
    cause: parsed.error,
  })
}

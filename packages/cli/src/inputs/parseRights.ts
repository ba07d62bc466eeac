import { type Right, rights, SaharaError } from '@sahara/protocol'

/** How rights are written, for help. */
export const rightsHelp = `${Object.keys(rights).join(', ')}; joined with commas`

/**
 * Rights, from `download,derive`.
 *
 * @throws {SaharaError} `INPUT_INVALID`
 */
export function parseRights(text: string): Right[] {
  const names = text.split(',')
  const known = names.filter((name): name is Right => name in rights)
  if (known.length === names.length && new Set(names).size === names.length)
    return known
  throw new SaharaError(`${text} are no rights.`, {
    code: 'INPUT_INVALID',
    hint: `Choose from ${Object.keys(rights).join(', ')}; join them with commas.`,
  })
}

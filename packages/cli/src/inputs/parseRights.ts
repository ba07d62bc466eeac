import { type Right, rights, SaharaError } from '@sahara/protocol'

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

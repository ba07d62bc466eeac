import { SaharaError } from '@sahara/protocol'
import { cometbft, geth } from './engineSources.ts'
import { findEngine } from './findEngine.ts'

/** The files of both programs. */
export type Engines = { geth: string; cometbft: string }

/**
 * The engines, as `npm run engines` built them.
 *
 * @throws {SaharaError} `ENGINES_NOT_BUILT`
 */
export async function findEngines(folder: string): Promise<Engines> {
  const [gethFile, cometbftFile] = await Promise.all([
    findEngine(folder, geth),
    findEngine(folder, cometbft),
  ])
  if (gethFile && cometbftFile)
    return { geth: gethFile, cometbft: cometbftFile }
  throw new SaharaError('The engines of Sahara chain are not built.', {
    code: 'ENGINES_NOT_BUILT',
    hint: 'Build them with `npm run engines`; that takes some minutes, once, and needs Go.',
  })
}

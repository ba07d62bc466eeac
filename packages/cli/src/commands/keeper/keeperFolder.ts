import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where `sahara keeper run` keeps a keeper unless told otherwise. */
export const keeperFolder = join(homedir(), '.sahara', 'keeper')

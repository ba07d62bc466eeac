import { randomBytes } from 'node:crypto'
import { readArguments, toNumber } from '@sahara/common'
import { SaharaError } from '@sahara/protocol'
import { enginesFolder } from '../engines/enginesFolder.ts'
import { findEngines } from '../engines/findEngines.ts'
import { joinNetwork } from './joinNetwork.ts'

// Makes a node of a network that runs elsewhere; prints its `node.json`, or
// the reason why not.
try {
  const values = readArguments(
    {
      data: { type: 'string' },
      genesis: { type: 'string' },
      name: { type: 'string' },
      host: { type: 'string' },
      port: { type: 'string' },
      peer: { type: 'string', multiple: true },
    },
    'Use --data DIR --genesis DIR --name NAME --host ADDRESS --port N --peer URL…',
  )
  const engines = await findEngines(enginesFolder(process.env))
  const node = await joinNetwork({
    directory: values.data ?? '',
    gethFile: engines.geth,
    genesisFolder: values.genesis ?? '',
    name: values.name ?? '',
    host: values.host ?? '',
    firstPort: toNumber(values.port) ?? 0,
    peers: values.peer ?? [],
    randomBytes,
  })
  process.stdout.write(`${JSON.stringify(node)}\n`)
} catch (error) {
  if (!SaharaError.isInstance(error)) throw error
  process.stdout.write(`${JSON.stringify({ error })}\n`)
  process.exitCode = 1
}

// `npm run engines [-- --check]`: sets up, then builds the engines of Sahara
// chain, CometBFT and geth, into the user's cache folder with the Go on PATH.
// Where they are built already it only says where.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { main, root, setup } from './setup.mjs'

await main(() => {
  const { node, env } = setup()
  const { status } = spawnSync(
    node,
    [
      '--conditions=source',
      '--disable-warning=ExperimentalWarning',
      join(root, 'packages', 'chain', 'src', 'engines', 'bin.ts'),
      ...process.argv.slice(2),
    ],
    { env, stdio: 'inherit' },
  )
  return status ?? 1
})

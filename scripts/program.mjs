// `node scripts/program.mjs FILE [ARGUMENT…]`: sets up, then runs one of the
// repository's TypeScript programs from its source.
import { spawnSync } from 'node:child_process'
import { main, root, setup } from './setup.mjs'

await main(() => {
  const { node, env } = setup()
  const { status } = spawnSync(
    node,
    [
      '--conditions=source',
      '--disable-warning=ExperimentalWarning',
      ...process.argv.slice(2),
    ],
    { cwd: root, env, stdio: 'inherit' },
  )
  return status ?? 1
})

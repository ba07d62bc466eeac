// Sets up, then runs the `sahara` command from its sources. `npm start` is
// `sahara start`, the whole platform on this machine.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { main, root, setup } from './setup.mjs'

await main(() => {
  const { node, env } = setup()
  const child = spawn(
    node,
    [
      '--conditions=source',
      '--disable-warning=ExperimentalWarning',
      join(root, 'packages', 'cli', 'src', 'bin.ts'),
      ...process.argv.slice(2),
    ],
    {
      // What was compiled once is not compiled for each command again.
      env: { ...env, NODE_COMPILE_CACHE: join(root, '.cache', 'compiled') },
      stdio: 'inherit',
    },
  )
  // The command ends itself in order; this process only waits for it.
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.on(signal, () => child.kill(signal))
  return new Promise((resolve) => {
    child.on('exit', (code) => resolve(code ?? 1))
  })
})

// `npm start`: sets up, then runs the whole platform on this machine. All
// arguments go to `sahara start`; see `npm start -- --help`.
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
      'start',
      ...process.argv.slice(2),
    ],
    { env, stdio: 'inherit' },
  )
  // The platform ends itself in order; this process only waits for it.
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.on(signal, () => child.kill(signal))
  return new Promise((resolve) => {
    child.on('exit', (code) => resolve(code ?? 1))
  })
})
